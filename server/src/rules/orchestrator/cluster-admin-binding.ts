import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titleOf } from "../../model/rbac.ts";

export default rule({
  name: "cluster-admin-binding",
  on: "roleBinding",
  title: "Binding makes its subjects administrators of the cluster",
  severity: "warning",
  risk: "orchestrator",
  why: `\`cluster-admin\` may do everything in every namespace, and the group \`system:masters\` is above RBAC altogether: what it holds cannot even be taken away. A service account with it is the cluster for whoever gets into one of its pods.

A RoleBinding gives \`cluster-admin\` in its own namespace alone: it is found as information. The binding that every cluster starts with (\`cluster-admin\`) is left alone. There is no fix: what the subjects need must be written into a role of their own.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "CIS EKS 4.1.1", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege"],
  equivalents: [
    { tool: "trivy", id: "KSV-0111" },
    { tool: "trivy", id: "KSV-0123" },
  ],

  *check(binding) {
    if (binding.kind === "ClusterRoleBinding" && binding.name.is("cluster-admin")) return;
    const masters = binding.subjects.find((s) => s.kind.is("Group") && s.name.is("system:masters"));
    if (masters) {
      yield {
        at: masters.name.at,
        message: `${titleOf(binding)} names system:masters, whose members are administrators whatever it binds; no role should lean on that group.`,
      };
      return;
    }
    if (!binding.role.kind.is("ClusterRole") || !binding.role.name.is("cluster-admin")) return;
    const subjects = binding.subjects.flatMap((s) => s.name.value ?? s.name.text ?? []);
    const who = subjects.length === 0 ? "its subjects" : subjects.length > 3 ? `${subjects.slice(0, 3).join(", ")} and others` : subjects.join(", ");
    if (binding.kind === "RoleBinding") {
      yield { at: binding.role.name.at, severity: "info", message: `${titleOf(binding)} lets ${who} do everything in its namespace.` };
    } else {
      yield { at: binding.role.name.at, message: `${titleOf(binding)} makes ${who} administrator of the cluster.` };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: ci }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: «cluster-admin» }
      subjects:
        - { kind: ServiceAccount, name: ci, namespace: build }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: ci, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: «cluster-admin» }
      subjects:
        - { kind: ServiceAccount, name: ci, namespace: build }
    `).because("Information: in its own namespace alone."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: ops }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects:
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: «"system:masters"» }
    `),

    bad(terraform`
      resource "kubernetes_cluster_role_binding" "ci" {
        metadata { name = "ci" }
        role_ref {
          api_group = "rbac.authorization.k8s.io"
          kind      = "ClusterRole"
          name      = «"cluster-admin"»
        }
        subject {
          kind      = "ServiceAccount"
          name      = "ci"
          namespace = "shop"
        }
      }
    `),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata:
        name: cluster-admin
        labels: { kubernetes.io/bootstrapping: rbac-defaults }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
      subjects:
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:masters" }
    `).because("Every cluster has it."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: ci, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: cluster-admin }
      subjects: [{ kind: ServiceAccount, name: ci }]
    `).because("A role of the namespace that is called so."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: readers }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "\${role}" }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: readers }]
    `).because("Known to deployment only."),
  ],
});
