import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "contested-replicas",
  on: "replicas",
  title: "A manifest and an autoscaler both set the number of pods",
  severity: "hint",
  preset: "strict",
  risk: "orchestrator",
  why: `Each time the manifest is applied, \`replicas\` sets the number back to what is written, whatever the load is, until the HorizontalPodAutoscaler notices: under load most pods end at once.

The fix takes the number out. It is for review: whoever applies it with \`kubectl apply\` to what runs is at one pod for a moment, unless the number was taken out of the last applied configuration first.`,
  refs: [
    "NIST SP 800-190 4.3.4",
    "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
  ],
  equivalents: [{ tool: "kube-score", id: "deployment-targeted-by-hpa-does-not-have-replicas-configured" }],

  *check({ pod, autoscalers }) {
    const [autoscaler] = autoscalers;
    if (!autoscaler || pod.replicas.unset) return;
    yield {
      at: pod.replicas.at,
      key: pod.replicas.key,
      message: `The ${titled("HorizontalPodAutoscaler", autoscaler.name)} sets the number of these pods, and each time this is applied it is set back.`,
      fixes: fix("Leave the number to the autoscaler", "unsafe", pod.replicas.remove()),
    };
  },

  examples: [
    bad(
      kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: «3»
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `,
      file("autoscaler.yaml")`
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: { name: web }
      spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, minReplicas: 3, maxReplicas: 9 }
    `,
    ).to(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `),
    good(
      kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: shop }
      spec:
        replicas: 3
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `,
      file("autoscaler.yaml")`
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: { name: web, namespace: other }
      spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, minReplicas: 3, maxReplicas: 9 }
    `,
    ).because("The autoscaler is of another namespace."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        strategy: { type: RollingUpdate }
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: { name: web }
      spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, minReplicas: 3, maxReplicas: 9 }
    `),
  ],
});
