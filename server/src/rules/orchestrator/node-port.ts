import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "node-port",
  on: "kubernetesService",
  title: "Service opens a port on every node",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `A Service of type NodePort is reached on every node of the cluster, past the load balancer and what it checks; network policies see the node's address as its source. Where nodes have public addresses, or a security group lets their subnet in, that is more than was meant.

An Application Load Balancer with \`target-type: instance\` needs node ports; with \`target-type: ip\` it reaches pods without. Developers' own clusters use them on purpose.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-668", "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"],

  *check({ type, name }) {
    if (!type.is("NodePort")) return;
    yield {
      at: type.at,
      message: `The ${titled("Service", name)} is open on a port of every node.`,
      fixes: fix("Make it a ClusterIP", "unsafe", type.set("ClusterIP")),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        type: «NodePort»
        selector: { app: web }
        ports: [{ port: 80 }]
    `).to(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        type: ClusterIP
        selector: { app: web }
        ports: [{ port: 80 }]
    `),
    bad(terraform`
      resource "kubernetes_service_v1" "web" {
        metadata { name = "web" }
        spec {
          type     = «"NodePort"»
          selector = { app = "web" }
          port { port = 80 }
        }
      }
    `).to(terraform`
      resource "kubernetes_service_v1" "web" {
        metadata { name = "web" }
        spec {
          type     = "ClusterIP"
          selector = { app = "web" }
          port { port = 80 }
        }
      }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        type: "\${SERVICE_TYPE}"
        ports: [{ port: 80 }]
    `).because("Known to deployment only."),
  ],
});
