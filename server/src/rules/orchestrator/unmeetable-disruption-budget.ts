import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { type DisruptionBudget, fewest, type Replicas } from "../../model/replicas.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "unmeetable-disruption-budget",
  on: "replicas",
  title: "Budget wants all pods that there are, or more",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `A PodDisruptionBudget whose \`minAvailable\` is as high as the number of pods allows no eviction: nodes that have one of them cannot be drained, an update of a managed node group of EKS fails, and the nodes stay on an image with known holes. \`maxUnavailable: 1\` goes with every number of pods.

Read are all manifests of the workspace. Where an autoscaler sets the number, only a budget above its \`minReplicas\` is reported: at that number it may add a pod.`,
  refs: [
    "NIST SP 800-190 4.5.3",
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
  ],

  *check(replicas) {
    const { pod, isScaled, budgets } = replicas;
    const count = fewest(replicas);
    if (count === undefined) return;
    const budget = budgets.find((one) => blocks(one, count, replicas));
    if (!budget) return;
    const wants = budget.minAvailable.value;
    const times = count === 1 ? "one" : count;
    yield {
      at: pod.replicas.unset ? pod.name.at : pod.replicas.at,
      message: `The ${titled("PodDisruptionBudget", budget.name)} wants ${wants} of these pods available, and there are ${isScaled ? `as few as ${times}` : times}: none can be evicted.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: «2»
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: "web:1.4" }] }
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: «web» }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: "web:1.4" }] }
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec: { minAvailable: 5, selector: { matchLabels: { app: web } } }
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: { name: web }
      spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, minReplicas: 3, maxReplicas: 9 }
    `).because("An autoscaler sets the number."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: "web:1.4" }] }
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }
    `).because("Who leaves the number out may have an autoscaler elsewhere."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: 3
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: "web:1.4" }] }
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec: { minAvailable: 50%, selector: { matchLabels: { app: web } } }
    `).because("Half of three, rounded up, is two."),
  ],
});

function blocks({ minAvailable }: DisruptionBudget, count: number, { isScaled }: Replicas): boolean {
  const written = minAvailable.value ?? "";
  const wanted = /^\d{1,9}$/.test(written)
    ? Number(written)
    : /^\d{1,5}%$/.test(written)
      ? Math.ceil((Number(written.slice(0, -1)) * count) / 100)
      : 0;
  // 100% is another rule's.
  if (written === "100%" || count === 0) return false;
  return isScaled ? wanted > count : wanted >= count;
}
