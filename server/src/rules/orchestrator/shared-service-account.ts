import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { listed } from "../../model/enumeration.ts";
import type { PlacedPod } from "../../model/pod.ts";

export default rule({
  name: "shared-service-account",
  on: "placement",
  title: "Several workloads have one service account",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `A role is bound to this service account, and several workloads run as it: each has what any of them needs, and whoever takes over the least of them has the rights of all.

One finding for an account in a namespace, at the last workload that names it. The account \`default\` and accounts without a role are left alone. Where the workloads are one application that was taken apart, this is to be accepted.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],

  *check({ pods }) {
    for (const [account, together] of byAccount(pods)) {
      const names = new Set(together.map(({ pod }) => `"${pod.address}"`));
      const last = together.at(-1);
      if (names.size < 2 || !last) continue;
      yield {
        at: last.pod.serviceAccount.at,
        key: account,
        message: `The service account "${account}", to which a role is bound, is that of ${names.size} workloads, ${listed([...names].slice(0, 4))}: each has the rights of all.`,
        related: together.slice(0, -1).map(({ pod }) => ({ at: pod.serviceAccount.at, message: "Another workload with this account." })),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: shop, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
      subjects: [{ kind: ServiceAccount, name: shop }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        serviceAccountName: shop
        containers: [{ name: web, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: mail, namespace: shop }
      spec:
        serviceAccountName: «shop»
        containers: [{ name: mail, image: "mail:2" }]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        serviceAccountName: shop
        containers: [{ name: web, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: mail, namespace: shop }
      spec:
        serviceAccountName: shop
        containers: [{ name: mail, image: "mail:2" }]
    `).because("No role is bound to it here."),
  ],
});

function byAccount(pods: readonly PlacedPod[]): ReadonlyMap<string, readonly PlacedPod[]> {
  const found = new Map<string, PlacedPod[]>();
  for (const placed of pods) {
    const account = placed.pod.serviceAccount.value;
    if (!placed.bound || account === undefined) continue;
    const others = found.get(account);
    if (others) others.push(placed);
    else found.set(account, [placed]);
  }
  return found;
}
