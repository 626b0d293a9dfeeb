import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "unmatched-selector",
  on: "selection",
  title: "Selector picks none of the pods in the workspace",
  severity: "info",
  preset: "all",
  risk: "orchestrator",
  why: `A network policy is for the pods that its selector picks. One that picks none, most often since a label was renamed, guards nothing, and what it was written for takes traffic from everywhere. A Service that picks none leads nowhere, until somebody makes a pod with those labels and gets what was meant for another.

It looks at all pods of the workspace that may be in the namespace, and at their templates' labels. Pods that an operator or a chart from elsewhere makes are in no manifest, and so the rule is in the preset \`all\` alone; where there are no pods at all nothing is said. So is a PodDisruptionBudget that picks none: all pods that it was for may be evicted at once. Both are hints.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
  ],

  *check({ kind, name, isAlone, picks }) {
    if (isAlone || picks !== false) return;
    yield {
      at: name.at,
      ...(kind === "NetworkPolicy" ? {} : { severity: "hint" }),
      message: `The ${titled(kind, name)} picks none of the pods in the workspace, and ${outcome[kind]}.`,
    };
  },

  examples: [
    bad(
      file("policy.yaml")`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: «web», namespace: shop }
      spec: { podSelector: { matchLabels: { app: web } } }
    `,
      file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: shop, labels: { app: web } }
      spec:
        selector: { matchLabels: { app: shop-web } }
        template:
          metadata: { labels: { app: shop-web } }
          spec: { containers: [{ name: web, image: "web:1.4" }] }
    `,
    ).because("The label is the Deployment's own, not its pods'."),
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: «web» }
      spec: { selector: { app: web, tier: front }, ports: [{ port: 80 }] }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web, labels: { app: web } }
      spec: { containers: [{ name: web, image: "web:1.4" }] }
    `),
    bad(
      file("budget.yaml")`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: { name: «web» }
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: shop } } }
    `,
      file("web.yaml")`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: "web:1.4" }] }
    `,
    ).because("A budget for pods that are not there."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
    `).because("The pods are elsewhere."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { selector: { app: "\${APP}" }, ports: [{ port: 80 }] }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web, labels: { app: web } }
      spec: { containers: [{ name: web, image: "web:1.4" }] }
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: store }
      spec: { type: ExternalName, externalName: store.example.com }
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: all }
      spec: { podSelector: {} }
    `).because("Known to deployment only, a name for something outside, and a policy for all."),
  ],
});

const outcome = { NetworkPolicy: "guards nothing here", Service: "leads nowhere", PodDisruptionBudget: "keeps none of them" } as const;
