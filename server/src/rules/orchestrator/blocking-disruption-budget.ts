import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { DisruptionBudget } from "../../model/replicas.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "blocking-disruption-budget",
  on: "disruptionBudget",
  title: "Budget lets no pod be evicted",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `Before a node goes, its pods are evicted, and a PodDisruptionBudget that allows no eviction keeps it. An update of a managed node group of EKS then fails with \`PodEvictionFailure\`, unless it is forced, and Karpenter and Auto Mode leave the node where it is: it stays on an image with known holes, or all of its pods are killed at once after all.

A budget that is zero on purpose, where somebody moves the pod by hand, is what comments that accept findings are for. One whose number is as high as the pods that there are is found by another rule, in the object that makes them.`,
  refs: [
    "NIST SP 800-190 4.5.3",
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
  ],

  *check(budget) {
    const which = [zero(budget), all(budget)].find((field) => field !== undefined);
    if (!which) return;
    yield {
      at: which.at,
      key: which.key,
      message: `The ${titled("PodDisruptionBudget", budget.name)} lets no pod be evicted, so nodes that have one cannot be updated.`,
      fixes: which.is("0") ? fix(`Set "${which.key}" to 1`, "unsafe", which.set("1")) : [],
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec:
        maxUnavailable: «0»
        selector: { matchLabels: { app: web } }
    `).to(kubernetes`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec:
        maxUnavailable: 1
        selector: { matchLabels: { app: web } }
    `),
    bad(terraform`
      resource "kubernetes_pod_disruption_budget_v1" "web" {
        metadata {
          name = "web"
        }
        spec {
          max_unavailable = «"0%"»
          selector {
            match_labels = { app = "web" }
          }
        }
      }
    `),
    bad(kubernetes`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec:
        minAvailable: «100%»
        selector: { matchLabels: { app: web } }
    `),
    good(kubernetes`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec:
        maxUnavailable: 10%
        selector: { matchLabels: { app: web } }
    `).because("A part of a pod is a pod: of three, one may go."),
    good(kubernetes`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec:
        maxUnavailable: \${MAX}
        selector: { matchLabels: { app: web } }
    `).because("Only deployment knows the number."),
  ],
});

const zero = ({ maxUnavailable }: DisruptionBudget) => (maxUnavailable.is((n) => /^0{1,9}%?$/.test(n)) ? maxUnavailable : undefined);
const all = ({ minAvailable }: DisruptionBudget) =>
  minAvailable.is((n) => n.endsWith("%") && Number(n.slice(0, -1)) >= 100) ? minAvailable : undefined;
