import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { fewest } from "../../model/replicas.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "unspread-replicas",
  on: "replicas",
  title: "Nothing keeps the pods of a kind apart",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `Several pods of one kind are of use where they do not end together. Without \`topologySpreadConstraints\` or \`podAntiAffinity\` the scheduler spreads them as well as it easily can, and still puts them on one node or into one Availability Zone where that is what has room.

Said of what keeps two pods or more for certain; where they are spread is the team's to say, and so the rule is in the preset \`all\` alone.`,
  refs: [
    "NIST SP 800-190 4.3.4",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
  ],
  equivalents: [{ tool: "kube-score", id: "deployment-has-host-podantiaffinity" }],

  *check(replicas) {
    const { pod } = replicas;
    if (pod.isSpread !== false || (fewest(replicas) ?? 0) < 2) return;
    yield {
      at: pod.name.at,
      message: `All pods of the ${titled(pod.kind, pod.name)} may be on one node, and end with it: nothing asks for them to be apart.`,
    };
  },

  examples: [
    bad(kubernetes`
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
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: «web» }
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
    `).because("The autoscaler keeps three."),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: { name: «web» }
      spec:
        replicas: 3
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
            affinity:
              podAntiAffinity:
                requiredDuringSchedulingIgnoredDuringExecution:
                  - { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: shop } } }
    `).because("It keeps them from other pods, not from each other."),
    good(kubernetes`
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
            topologySpreadConstraints:
              - { maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: web } } }
    `),
    good(kubernetes`
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
            affinity:
              podAntiAffinity:
                preferredDuringSchedulingIgnoredDuringExecution:
                  - weight: 100
                    podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } }
    `),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        strategy: { type: Recreate }
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `).because("One pod, unless somebody else says how many."),
  ],
});
