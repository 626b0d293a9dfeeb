import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titleOf } from "../../model/rbac.ts";

export default rule({
  name: "default-service-account-binding",
  on: "roleBinding",
  title: "Binding gives rights to pods that never asked for them",
  severity: "warning",
  risk: "orchestrator",
  why: `A pod that names no service account runs as \`default\` of its namespace, and mounts its token. What is bound to \`default\`, or to a group of all service accounts (\`system:serviceaccounts\`, \`system:serviceaccounts:NAMESPACE\`), is held by all such pods: those that somebody adds tomorrow, and the one that an attacker gets into.

Make a service account for the workload that needs the rights, and name it in \`serviceAccountName\`. Bindings that Kubernetes makes itself (\`system:\`) are left alone.`,
  refs: ["NIST SP 800-190 4.3.2", "CWE-1188", "CIS EKS 4.1.5", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
  equivalents: [{ tool: "checkov", id: "CKV_K8S_42" }],

  *check(binding) {
    if (binding.name.is((name) => name.startsWith("system:")) || binding.role.name.is((role) => role.startsWith("system:"))) return;
    for (const { kind, name, namespace } of binding.subjects) {
      const isDefault = kind.is("ServiceAccount") && name.is("default");
      const isAll = kind.is("Group") && name.is((n) => /^system:serviceaccounts(?::|$)/.test(n));
      if (!isDefault && !isAll) continue;
      const where = isDefault ? (namespace.value ?? binding.namespace.value) : undefined;
      const who = isDefault
        ? "every pod that names no service account"
        : `every service account of ${name.value === "system:serviceaccounts" ? "the cluster" : "a namespace"}`;
      yield {
        at: name.at,
        key: `${name.value} ${namespace.value ?? ""}`,
        message: `${titleOf(binding)} gives ${binding.role.name.value ?? "its role"} to ${who}${where === undefined ? "" : ` of the namespace ${where}`}.`,
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: readers, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects:
        - { kind: User, name: jane, apiGroup: rbac.authorization.k8s.io }
        - { kind: ServiceAccount, name: «default», namespace: shop }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: readers }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects:
        - { kind: Group, name: «"system:serviceaccounts:shop"», apiGroup: rbac.authorization.k8s.io }
    `),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: readers, namespace: default }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects:
        - { kind: User, name: default, apiGroup: rbac.authorization.k8s.io }
        - { kind: ServiceAccount, name: web, namespace: default }
    `).because("A user of that name, and another account of the namespace that is called so."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: "system:service-account-issuer-discovery" }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:service-account-issuer-discovery" }
      subjects: [{ kind: Group, name: "system:serviceaccounts", apiGroup: rbac.authorization.k8s.io }]
    `).because("Kubernetes binds it itself."),
  ],
});
