import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "unfit-service",
  on: "serviceUse",
  title: "Service that is named is not there, or does not fit",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `An Ingress that leads to a Service that is not there answers with an error, until somebody who may create Services in the namespace makes one of that name and gets the traffic of the host. A StatefulSet takes the names of its pods from a headless Service (\`clusterIP: None\`): without it \`web-0.web\` is no name, and what stores and elects by such names finds its peers no more.

It looks at all manifests of the workspace. Charts and operators make Services that no manifest shows, and so it is in the preset \`all\` alone; where the namespace has no Service in the workspace nothing is said. Actions of the AWS Load Balancer Controller (\`use-annotation\`) are no Services.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations",
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource",
  ],

  *check({ kind, name, service, found, balanced }) {
    const who = `The ${titled(kind, name)}`;
    const key = service.value ?? "";
    if (found === false) {
      const then = kind === "Ingress" ? "leads to" : "has the names of its pods from";
      yield { at: service.at, key, message: `${who} ${then} the Service ${service.value}, which is not in the workspace.` };
    } else if (kind === "StatefulSet" && balanced) {
      yield {
        at: service.at,
        key,
        message: `${who} has the names of its pods from the Service ${service.value}, which has an address of its own (no clusterIP: None) and gives them none.`,
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        rules:
          - host: shop.example.com
            http:
              paths:
                - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
                - { path: /pay, pathType: Prefix, backend: { service: { name: «pay», port: { number: 80 } } } }
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
    `),
    bad(
      file("store.yaml")`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: { name: store, namespace: shop }
      spec:
        serviceName: «store»
        selector: { matchLabels: { app: store } }
        template:
          metadata: { labels: { app: store } }
          spec: { containers: [{ name: store, image: "store:1.4" }] }
    `,
      file("service.yaml")`
      apiVersion: v1
      kind: Service
      metadata: { name: store, namespace: shop }
      spec: { selector: { app: store }, ports: [{ port: 6379 }] }
    `,
    ).because("A Service that balances."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: { name: store }
      spec:
        serviceName: store
        selector: { matchLabels: { app: store } }
        template:
          metadata: { labels: { app: store } }
          spec: { containers: [{ name: store, image: "store:1.4" }] }
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: store }
      spec: { clusterIP: None, selector: { app: store }, ports: [{ port: 6379 }] }
    `).because("Headless, as it is to be."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop, namespace: shop }
      spec:
        defaultBackend: { service: { name: web, port: { number: 80 } } }
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: store, namespace: store }
      spec: { selector: { app: store }, ports: [{ port: 6379 }] }
    `).because("No Service of its namespace is here: they are made elsewhere."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        rules:
          - http:
              paths:
                - { path: /, pathType: Prefix, backend: { service: { name: redirect, port: { name: use-annotation } } } }
                - { path: /x, pathType: Prefix, backend: { service: { name: "\${SERVICE}", port: { number: 80 } } } }
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { selector: { app: web }, ports: [{ port: 80 }] }
    `).because("An action of the controller, and a name that deployment alone knows."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        defaultBackend: { service: { name: hello, port: { number: 80 } } }
      ---
      apiVersion: serving.knative.dev/v1
      kind: Service
      metadata: { name: hello }
      spec: { template: { spec: { containers: [{ image: "hello:1.4" }] } } }
    `).because("Knative makes a Service of the same name."),
  ],
});
