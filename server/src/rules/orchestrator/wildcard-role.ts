import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { type Report, rule, type Severity } from "../../kit/rule.ts";
import { isSystem, type Role, type RoleRule, titleOf } from "../../model/rbac.ts";

export default rule({
  name: "wildcard-role",
  on: "rbacRole",
  title: "Role grants everything of a kind",
  severity: "warning",
  risk: "orchestrator",
  why: `\`*\` in a rule of a role also means what comes later: resources that an add-on brings, verbs such as \`escalate\` and \`impersonate\`, subresources such as \`pods/exec\`. All verbs on all resources of all groups is the administrator of the
cluster (of the namespace, for a Role), however it is called.

An operator that owns its API group may hold all of that group: there the finding is a hint of low confidence, as it is where only the groups are left open. Roles that Kubernetes keeps for itself (\`system:\`, \`cluster-admin\`) are left alone; one of the prefix that grants everything is none of its own. Whoever may read, create, change and delete everything is an administrator without the \`*\` among the verbs, too.

There is no fix: what the holder needs must be written out.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "CIS EKS 4.1.3", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege"],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_49" },
    { tool: "trivy", id: "KSV-0044" },
    { tool: "trivy", id: "KSV-0045" },
    { tool: "trivy", id: "KSV-0046" },
  ],

  *check(role) {
    // None that Kubernetes makes under its prefix is an administrator; anybody may write one.
    const isKept = isSystem(role.name);
    if (isKept && !role.name.is((name) => name.startsWith("system:"))) return;
    const found = role.rules.filter((r) => !isKept || isEverything(r)).flatMap((r) => wildcard(role, r) ?? []);
    // One finding for the role: the worst, and of those the first.
    const [worst] = found.toSorted((a, b) => order.indexOf(a.severity ?? "hint") - order.indexOf(b.severity ?? "hint"));
    if (worst) yield worst;
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: deployer }
      rules:
        - { apiGroups: ["*"], resources: ["*"], verbs: [«"*"»] }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: deployer, namespace: shop }
      rules:
        - apiGroups: [""]
          resources: [configmaps]
          verbs: [get]
        - apiGroups: ["", apps]
          resources: [pods, deployments]
          verbs: [get, «"*"»]
    `).because("All verbs on what runs programs."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: reader }
      rules:
        - { apiGroups: [""], resources: [«"*"»], verbs: [get, list, watch] }
    `).because("Secrets are resources, too."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: operator }
      rules:
        - { apiGroups: [shop.example.com], resources: [orders], verbs: [«"*"»] }
    `).because("Low confidence: an operator may own its API group."),

    bad(terraform`
      resource "kubernetes_cluster_role" "ops" {
        metadata { name = "ops" }
        rule {
          api_groups = ["*"]
          resources  = ["*"]
          verbs      = [«"*"»]
        }
      }
    `),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: "system:operator" }
      rules:
        - { apiGroups: ["*"], resources: [«"*"»], verbs: [get, list, watch, create, update, patch, delete] }
    `).because("A name with the prefix of Kubernetes' own, and all verbs that there are by themselves."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: "system:controller:generic-garbage-collector" }
      rules:
        - { apiGroups: ["*"], resources: ["*"], verbs: [delete, get, list, patch, update, watch] }
    `).because("One of Kubernetes' own, which cannot create."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: cluster-admin }
      rules:
        - { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }
        - { nonResourceURLs: ["*"], verbs: ["*"] }
    `).because("Every cluster has it: what matters is who is bound to it."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: reader }
      rules:
        - { apiGroups: [""], resources: [pods, services], verbs: [get, list, watch] }
        - { apiGroups: [apps], resources: [deployments/scale], verbs: ["\${verb}"] }
    `).because("What is written out, and what only a template knows."),
    good(kubernetes`
      apiVersion: iam.example.com/v1
      kind: Role
      metadata: { name: everything }
      rules:
        - { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }
    `).because("Another API's role."),
  ],
});

const order: readonly Severity[] = ["error", "warning", "info", "hint"];
/** Groups of Kubernetes itself whose resources run programs, hold secrets or give rights. */
const isKubernetes = (group: string): boolean => group === "" || group === "*" || !group.includes(".") || group.endsWith(".k8s.io");

/** Every resource of every group, to read, to create, to change and to delete. */
function isEverything({ verbs, resources, apiGroups }: Pick<RoleRule, "verbs" | "resources" | "apiGroups">): boolean {
  const has = (list: RoleRule["verbs"], ...wanted: readonly string[]): boolean => list.items.some((item) => item.is((v) => wanted.includes(v)));
  const may = (...verb: readonly string[]): boolean => has(verbs, "*", ...verb);
  return has(resources, "*") && has(apiGroups, "*") && may("get", "list") && may("create") && may("update", "patch") && may("delete");
}

/** The rule's widest wildcard, as what it means. */
function wildcard(role: Role, { verbs, resources, apiGroups }: RoleRule): Report | undefined {
  const star = (list: RoleRule["verbs"]) => list.items.find((item) => item.is("*"))?.at;
  const [verb, resource, group] = [star(verbs), star(resources), star(apiGroups)];
  const who = titleOf(role);
  const where = role.kind === "ClusterRole" ? "in the cluster" : "in its namespace";
  const own = apiGroups.items.some((g) => g.is(isKubernetes));
  if (resource && isEverything({ verbs, resources, apiGroups })) {
    return {
      at: verb ?? resource,
      severity: role.kind === "ClusterRole" ? "error" : "warning",
      message: `${who} grants ${verb ? "every verb" : names(verbs)} on every resource ${where}: it is an administrator.`,
    };
  }
  const confidence = own ? undefined : ("low" as const);
  const severity = own ? undefined : ("hint" as const);
  const set = { ...(severity ? { severity } : {}), ...(confidence ? { confidence } : {}) };
  if (verb)
    return {
      at: verb,
      ...set,
      message: `${who} grants every verb on ${resource ? "every resource of a group" : names(resources)}, those that come later included.`,
    };
  if (resource)
    return {
      at: resource,
      ...set,
      message: `${who} grants ${names(verbs)} on every resource${group || own ? ", secrets included" : " of a group"}.`,
    };
  return group
    ? { at: group, severity: "hint", confidence: "low", message: `${who} names ${names(resources)} of every API group, add-ons included.` }
    : undefined;
}

function names({ items }: RoleRule["verbs"]): string {
  const known = items.flatMap((item) => item.value ?? []);
  return known.length > 3 ? `${known.slice(0, 3).join(", ")} and ${known.length - 3} more` : known.join(", ") || "what only deployment knows";
}
