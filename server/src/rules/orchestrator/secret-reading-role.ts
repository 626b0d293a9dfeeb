import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { listed } from "../../model/enumeration.ts";
import { grants, isNarrowed, isSystem, namedResource, titleOf } from "../../model/rbac.ts";

export default rule({
  name: "secret-reading-role",
  on: "rbacRole",
  title: "Role reads every Secret",
  severity: "warning",
  confidence: "medium",
  risk: "orchestrator",
  why: `Secrets hold passwords, keys, and tokens of service accounts that may do more than the holder. \`list\` and \`watch\` give their contents as \`get\` does. A ClusterRole that is bound with a ClusterRoleBinding reads those of every namespace.

\`resourceNames\` with \`get\` gives single ones. Where a controller must read the Secrets of one namespace, a Role there does: that is information from the preset \`strict\` on.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-522", "CIS EKS 4.1.2", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets"],
  equivalents: [{ tool: "trivy", id: "KSV-0041" }],

  *check(role) {
    if (isSystem(role.name)) return;
    const found = role.rules.find((r) => grants(r, readers, "", "secrets") && !isNarrowed(r) && namedResource(r, "secrets"));
    const named = found && namedResource(found, "secrets");
    if (!found || !named) return;
    const verbs = readers.filter((verb) => found.verbs.items.some((v) => v.is(verb) || v.is("*")));
    if (role.kind === "ClusterRole") {
      yield { at: named.at, message: `${titleOf(role)} may ${listed(verbs)} every Secret wherever it is bound.` };
    } else {
      yield { at: named.at, severity: "info", confidence: "low", message: `${titleOf(role)} may ${listed(verbs)} every Secret of its namespace.` };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: sync }
      rules:
        - { apiGroups: [""], resources: [configmaps, «secrets»], verbs: [get, list, watch] }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: sync, namespace: shop }
      rules:
        - { apiGroups: [""], resources: [«secrets»], verbs: ["*"] }
    `).because("Low confidence: one namespace."),

    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: sync }
      rules:
        - { apiGroups: [""], resources: [secrets], resourceNames: [shop-database], verbs: [get] }
        - { apiGroups: [""], resources: [secrets], verbs: [create, delete] }
        - { apiGroups: [vault.example.com], resources: [secrets], verbs: [get, list] }
    `).because("One by name, none is read, and another API's secrets."),
  ],
});

const readers = ["get", "list", "watch"];
