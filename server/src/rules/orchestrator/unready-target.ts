import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Pod } from "../../model/pod.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "unready-target",
  on: "selection",
  title: "Service sends requests to pods that may not be ready",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `Without a readiness probe a pod counts as ready as soon as its containers run: a Service, and a load balancer behind it, sends requests before the program listens, and on while it cannot answer. Each update then loses some, and one that brings a program that never answers replaces all pods that did.

Said of a Service that picks pods of the workspace for certain, none of whose containers has a readiness probe: one is enough to keep the pod out. A liveness probe does not do it; it restarts the container.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe",
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
  ],
  equivalents: [{ tool: "kube-score", id: "pod-probes" }],

  *check({ kind, name, picked }) {
    const unready = kind === "Service" ? picked.find(isUnready) : undefined;
    if (!unready) return;
    yield {
      at: name.at,
      message: `The ${titled("Service", name)} may send requests to the ${titled(unready.kind, unready.name)} before it can answer: none of its containers has a readiness probe.`,
    };
  },

  examples: [
    bad(
      file("service.yaml")`
      apiVersion: v1
      kind: Service
      metadata: { name: «web» }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
    `,
      file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: "web:1.4", livenessProbe: { tcpSocket: { port: 80 } } }] }
    `,
    ).because("A liveness probe keeps no request away."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web, labels: { app: web } }
      spec:
        containers:
          - { name: log, image: "log:2" }
          - { name: web, image: "web:1.4", readinessProbe: { tcpSocket: { port: 80 } } }
    `).because("One container that is not ready keeps the pod out."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web, namespace: shop }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: test, labels: { app: web } }
      spec: { containers: [{ name: web, image: "web:1.4" }] }
    `).because("The Service is of another namespace."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, env: [{ name: A, value: b }] }] } } }
    `).because("A patch, of which other files have the rest."),
  ],
});

const isUnready = ({ workload }: Pod): boolean =>
  workload.containers.some((c) => !c.initial) && workload.containers.every((c) => c.initial || c.readiness.state === "unset");
