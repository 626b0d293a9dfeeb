import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { fewest } from "../../model/replicas.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "unbudgeted-replicas",
  on: "replicas",
  title: "All pods of a kind may be evicted at once",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `When nodes are updated, replaced or given back, their pods are evicted, as many at once as there are on them. Several pods of one kind are there so that some are left: a PodDisruptionBudget is how Kubernetes, managed node groups of EKS, Karpenter and Auto Mode are told.

Another repository may hold the budgets, and so the rule is in the preset \`all\` alone. It looks at all manifests of the workspace, and at what keeps two pods or more for certain. Where it is not certain that a budget misses the pods, nothing is said.`,
  refs: [
    "NIST SP 800-190 4.3.4",
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
  ],
  equivalents: [{ tool: "kube-score", id: "deployment-has-poddisruptionbudget" }],

  *check(replicas) {
    const { pod, isBudgeted } = replicas;
    if (isBudgeted !== false || (fewest(replicas) ?? 0) < 2) return;
    yield {
      at: pod.name.at,
      message: `No PodDisruptionBudget in the workspace keeps some pods of the ${titled(pod.kind, pod.name)} while nodes are replaced.`,
    };
  },

  examples: [
    bad(
      kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: «web» }
      spec:
        replicas: 3
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `,
      file("budgets.yaml")`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: shop } } }
    `,
    ).because("The budget is for others."),
    good(
      kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: 3
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `,
      file("budgets.yaml")`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: web }
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
    `,
    ),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: 1
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `).because("Of one pod none can be kept."),
  ],
});
