import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { grants, isNarrowed, isSystem, namedResource, namedVerb, type RoleRule, titleOf } from "../../model/rbac.ts";

export default rule({
  name: "escalating-role",
  on: "rbacRole",
  title: "Role lets its holder take rights that it does not have",
  severity: "warning",
  risk: "orchestrator",
  why: `Some verbs are worth more than what they say: \`escalate\` and \`bind\` give any right, \`impersonate\` is somebody else, \`serviceaccounts/token\` is any account of the namespace, \`nodes/proxy\` runs commands in every pod of a node past admission and
audit, an approved signing request is any user, and a webhook sees and changes every object.

Controllers that manage rights need some of these: accept the finding on their roles, with the reason. \`resourceNames\` narrows \`bind\`, \`escalate\` and \`impersonate\` to what is named, and is left alone. So are wildcards, which \`wildcard-role\` finds, and the roles of Kubernetes itself.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-269",
    "CIS EKS 4.1.8",
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_155" },
    { tool: "checkov", id: "CKV_K8S_156" },
    { tool: "checkov", id: "CKV_K8S_157" },
    { tool: "checkov", id: "CKV_K8S_158" },
  ],

  *check(role) {
    if (isSystem(role.name)) return;
    const found = role.rules.flatMap((r) =>
      powers.flatMap((p) =>
        grantsBy(r, p) ? [{ what: p.what, at: (p.named === "verb" ? namedVerb(r, p.verbs) : namedResource(r, p.resource))?.at }] : [],
      ),
    );
    const first = found.find((f) => f.at !== undefined)?.at;
    if (!first) return;
    const what = [...new Set(found.filter((f) => f.at).map((f) => f.what))];
    const rest = what.length > 1 ? `${what.slice(0, -1).join(", ")} and ${what.at(-1)}` : what[0];
    yield { at: first, message: `${titleOf(role)} lets its holder ${rest}.` };
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: tenant-manager }
      rules:
        - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles, roles], verbs: [create, «bind», escalate] }
        - { apiGroups: [""], resources: [users, groups], verbs: [impersonate] }
    `).because("One finding for the role, with all that it lets do."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: metrics }
      rules:
        - { apiGroups: [""], resources: [nodes, «nodes/proxy»], verbs: [get, list] }
    `).because("Reading through a node's proxy is enough to run commands in its pods."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: ci, namespace: shop }
      rules:
        - { apiGroups: [""], resources: [«serviceaccounts/token»], verbs: [create] }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: certs }
      rules:
        - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [get, list] }
        - { apiGroups: [certificates.k8s.io], resources: [«certificatesigningrequests/approval»], verbs: [update] }
        - { apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [patch] }
    `),

    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: reader }
      rules:
        - { apiGroups: [""], resources: [nodes, nodes/metrics, serviceaccounts], verbs: [get, list, create] }
        - { apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, list, create] }
        - { apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [get, list, watch] }
    `).because("A resource is not its subresource, and who creates a role can write into it only what they have themselves."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: tenant-manager }
      rules:
        - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [view], verbs: [bind] }
    `).because("Bound may be what is named alone."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: "system:controller:tokens" }
      rules:
        - { apiGroups: [""], resources: [serviceaccounts/token], verbs: [create] }
    `).because("A role of Kubernetes itself."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: bundles }
      rules:
        - { apiGroups: [bundles.example.com], resources: [users, nodes/proxy], verbs: [impersonate, get] }
    `).because("Another API's resources of the same name."),
  ],
});

interface Power {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
  /** What says so: a verb of its own, or the resource. */
  readonly named: "verb" | "resource";
  readonly what: string;
}
const rbac = "rbac.authorization.k8s.io";
const webhooks = "admissionregistration.k8s.io";
const write = ["create", "update", "patch"];
const powers: readonly Power[] = [
  ...["roles", "clusterroles"].map((resource): Power => ({ verbs: ["bind"], group: rbac, resource, named: "verb", what: "bind any role" })),
  ...["roles", "clusterroles"].map(
    (resource): Power => ({ verbs: ["escalate"], group: rbac, resource, named: "verb", what: "write any right into a role" }),
  ),
  ...["users", "groups", "serviceaccounts"].map(
    (resource): Power => ({ verbs: ["impersonate"], group: "", resource, named: "verb", what: "act as somebody else" }),
  ),
  { verbs: ["create"], group: "", resource: "serviceaccounts/token", named: "resource", what: "make tokens of service accounts" },
  { verbs: ["get", "create"], group: "", resource: "nodes/proxy", named: "resource", what: "run commands in pods through a node's kubelet" },
  {
    verbs: ["update", "patch"],
    group: "certificates.k8s.io",
    resource: "certificatesigningrequests/approval",
    named: "resource",
    what: "approve certificates of users",
  },
  { verbs: ["approve"], group: "certificates.k8s.io", resource: "signers", named: "verb", what: "approve certificates of users" },
  ...["mutatingwebhookconfigurations", "validatingwebhookconfigurations"].map(
    (resource): Power => ({ verbs: write, group: webhooks, resource, named: "resource", what: "see every object through an admission webhook" }),
  ),
];

const grantsBy = (r: RoleRule, { verbs, group, resource }: Power): boolean => grants(r, verbs, group, resource) && !isNarrowed(r);
