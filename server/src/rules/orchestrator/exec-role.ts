import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { grants, isNarrowed, isSystem, namedResource, titleOf } from "../../model/rbac.ts";

export default rule({
  name: "exec-role",
  on: "rbacRole",
  title: "Role lets its holder into running containers",
  severity: "warning",
  risk: "orchestrator",
  why: `A shell in a container (\`pods/exec\`, \`pods/attach\`, \`pods/ephemeralcontainers\`) has the container's files, secrets, service account and IAM role; \`pods/portforward\` reaches ports that no network policy opens. A ClusterRole gives it in every namespace that it is bound in.

For \`exec\`, \`attach\` and \`portforward\`, \`get\` is enough as well as \`create\`: WebSockets begin with a GET. In a Role of one namespace it is what developers are often given on purpose: there the finding is information. Subresources are not given with the resource: who may create \`pods\` may not \`exec\`.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-269", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks"],
  equivalents: [{ tool: "trivy", id: "KSV-0053" }],

  *check(role) {
    if (isSystem(role.name)) return;
    const found = role.rules.flatMap((r) =>
      ways.flatMap(({ resource, verbs }) => {
        const named = !isNarrowed(r) && grants(r, verbs, "", resource) ? namedResource(r, resource) : undefined;
        return named ? [{ resource, at: named.at }] : [];
      }),
    );
    const [first] = found;
    if (!first) return;
    const what = [...new Set(found.map((f) => f.resource))].join(", ");
    const wide = role.kind === "ClusterRole";
    yield {
      at: first.at,
      severity: wide ? "warning" : "info",
      message: `${titleOf(role)} gives ${what}: whoever holds it gets into ${wide ? "containers wherever it is bound" : "the containers of its namespace"}.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: support }
      rules:
        - { apiGroups: [""], resources: [pods, «pods/exec»], verbs: [get, list, create] }
        - { apiGroups: [""], resources: [pods/portforward], verbs: ["*"] }
    `).because("One finding for the role."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: support, namespace: shop }
      rules:
        - { apiGroups: ["*"], resources: [«pods/attach»], verbs: [get] }
    `).because("Information: one namespace."),

    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: support }
      rules:
        - { apiGroups: [""], resources: [pods, pods/log, pods/status], verbs: [get, list, create, delete] }
        - { apiGroups: [""], resources: [pods/exec], verbs: [delete] }
        - { apiGroups: [debug.example.com], resources: [pods/exec], verbs: [create] }
    `).because("The pod is not its subresource, no verb that opens a shell, another API."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: backup }
      rules:
        - { apiGroups: [""], resources: [pods/exec], resourceNames: [database-0], verbs: [create] }
    `).because("One pod alone."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: "system:debug" }
      rules:
        - { apiGroups: [""], resources: [pods/exec], verbs: [create] }
    `).because("A role of Kubernetes itself."),
  ],
});

const open = ["get", "create", "*"];
const ways = [
  { resource: "pods/exec", verbs: open },
  { resource: "pods/attach", verbs: open },
  { resource: "pods/ephemeralcontainers", verbs: ["update", "patch"] },
  { resource: "pods/portforward", verbs: open },
];
