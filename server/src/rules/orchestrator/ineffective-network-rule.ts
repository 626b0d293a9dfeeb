import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "ineffective-network-rule",
  on: "networkPolicy",
  title: "Network policy does not limit the direction that it has rules for",
  severity: "warning",
  risk: "orchestrator",
  why: `\`policyTypes\` says which directions a policy limits, and rules for another are read by nobody: pods go on talking to everyone, while the manifest looks as if they could not. So it is where \`policyTypes\` is left out and \`egress\` is an empty list: without a rule in it egress is not limited, and what was to forbid everything forbids nothing.

Where \`policyTypes\` is left out and there are rules for egress, both directions are limited, and nothing is found.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "CWE-693",
    "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource",
    "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/",
  ],

  *check({ name, types, sections }) {
    if (types.state === "opaque" || types.items.some((t) => t.opaque)) return;
    for (const { direction, at, empty } of sections) {
      const type = direction === "ingress" ? "Ingress" : "Egress";
      const isLimited = types.items.length > 0 ? types.items.some((t) => t.is(type)) : direction === "ingress" || !empty;
      if (isLimited) continue;
      const who = titled("NetworkPolicy", name);
      yield {
        at,
        key: direction,
        message:
          types.items.length > 0
            ? `The ${who} does not limit ${direction}, for its policyTypes do not name ${type}: what is said here holds for nothing.`
            : `The ${who} does not limit ${direction}: an empty list does so only where policyTypes names ${type}.`,
        fixes:
          types.items.length > 0
            ? fix(`Add ${type} to policyTypes`, "unsafe", types.add(type))
            : fix("Limit both directions", "unsafe", types.replace(["Ingress", type])),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web }
      spec:
        podSelector: { matchLabels: { app: web } }
        policyTypes: [Ingress]
        ingress: [{ ports: [{ port: 8080 }] }]
        «egress»: [{ to: [{ podSelector: { matchLabels: { app: store } } }] }]
    `).to(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web }
      spec:
        podSelector: { matchLabels: { app: web } }
        policyTypes: [Ingress, Egress]
        ingress: [{ ports: [{ port: 8080 }] }]
        egress: [{ to: [{ podSelector: { matchLabels: { app: store } } }] }]
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: quiet }
      spec:
        podSelector: {}
        «egress»: []
    `).to(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: quiet }
      spec:
        podSelector: {}
        egress: []
        policyTypes:
          - Ingress
          - Egress
    `),
    bad(terraform`
      resource "kubernetes_network_policy" "web" {
        metadata { name = "web" }
        spec {
          pod_selector {}
          policy_types = ["Ingress"]
          «egress» {
            to {
              pod_selector {}
            }
          }
        }
      }
    `).to(terraform`
      resource "kubernetes_network_policy" "web" {
        metadata { name = "web" }
        spec {
          pod_selector {}
          policy_types = ["Ingress", "Egress"]
          egress {
            to {
              pod_selector {}
            }
          }
        }
      }
    `),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web }
      spec:
        podSelector: {}
        egress: [{ to: [{ podSelector: { matchLabels: { app: store } } }] }]
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: closed }
      spec:
        podSelector: {}
        policyTypes: [Ingress, Egress]
        egress: []
    `).because("A rule for egress limits it by itself; an empty list does where its type is named."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web }
      spec:
        podSelector: {}
        policyTypes: ["\${DIRECTION}"]
        egress: [{ ports: [{ port: 53 }] }]
    `).because("Known to deployment only."),
  ],
});
