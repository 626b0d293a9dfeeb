import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { titleOf } from "../../model/rbac.ts";

export default rule({
  name: "anonymous-binding",
  on: "roleBinding",
  title: "Binding gives rights to whoever asks",
  severity: "error",
  risk: "orchestrator",
  why: `\`system:anonymous\` and \`system:unauthenticated\` are everybody who reaches the API server, which for an EKS cluster is the Internet unless its endpoint is closed. \`system:authenticated\` is everybody who has any account: each pod, and each IAM principal that the cluster lets in.

Three roles are made for everybody and say nothing of the cluster but its version and APIs: \`system:public-info-viewer\`, \`system:discovery\` and \`system:basic-user\`.`,
  refs: [
    "NIST SP 800-190 4.3.2",
    "CWE-306",
    "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles",
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#hardening",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0122" }],

  *check(binding) {
    if (binding.role.name.is((role) => forEverybody.has(role))) return;
    for (const { name, kind } of binding.subjects) {
      const who = kind.is("ServiceAccount") ? undefined : everybody.get(name.value ?? "");
      if (!who) continue;
      yield {
        at: name.at,
        key: name.value ?? "",
        severity: who.severity,
        message: `${titleOf(binding)} gives ${binding.role.name.value ?? "its role"} to ${who.text}.`,
        fixes: fix(`Remove the subject ${name.value}`, "unsafe", name.remove()),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: dashboards }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects:
        - { kind: ServiceAccount, name: grafana, namespace: monitoring }
        - { apiGroup: rbac.authorization.k8s.io, kind: User, name: «"system:anonymous"» }
    `).to(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: dashboards }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects:
        - { kind: ServiceAccount, name: grafana, namespace: monitoring }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: everybody, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects:
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: «"system:unauthenticated"» }
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: «"system:authenticated"» }
    `),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: "system:public-info-viewer" }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:public-info-viewer" }
      subjects:
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated" }
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:unauthenticated" }
    `).because("Every cluster has it, and it says nothing but what the cluster is."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: readers, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects:
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:shop" }
        - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers }
    `).because("Somebody, not everybody."),
  ],
});

const forEverybody: ReadonlySet<string> = new Set(["system:public-info-viewer", "system:discovery", "system:basic-user"]);
const everybody: ReadonlyMap<string, { readonly severity: "error" | "warning"; readonly text: string }> = new Map([
  ["system:anonymous", { severity: "error", text: "system:anonymous: to whoever reaches the API server" }],
  ["system:unauthenticated", { severity: "error", text: "system:unauthenticated: to whoever reaches the API server" }],
  ["system:authenticated", { severity: "warning", text: "system:authenticated: to every account, that of each pod included" }],
]);
