import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { TrafficRule } from "../../model/network-policy.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "open-network-policy",
  on: "networkPolicy",
  title: "Network policy allows everything",
  severity: "info",
  risk: "orchestrator",
  why: `Policies add up: a rule without peers and ports allows all traffic of its direction, whatever other policies of the namespace say. For ingress it is as if the pods had no policy; for egress, whoever gets into one may call home and reach the node's metadata, unless another layer closes that.

A rule that names ports alone opens these to everybody, which is what a public service is for, and is left alone. \`podSelector: {}\` among the peers is the pods of the same namespace, and \`0.0.0.0/0\` with exceptions is not everybody. Egress is found from the preset \`strict\` on.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-284", "https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic"],
  equivalents: [{ tool: "trivy", id: "KSV-0038" }],

  *check({ name, rules }) {
    for (const direction of ["ingress", "egress"] as const) {
      const open = rules.find((r: TrafficRule) => r.direction === direction && r.anybody && !r.ports);
      if (!open) continue;
      const what = direction === "ingress" ? "from anybody on every port" : "to anybody on every port";
      yield {
        at: open.at,
        key: direction,
        ...(direction === "egress" ? { confidence: "low" as const } : {}),
        message: `The ${titled("network policy", name)} allows traffic ${what}, whatever other policies say.`,
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
        ingress:
          - «{}»
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web }
      spec:
        podSelector: {}
        policyTypes: [Ingress, Egress]
        ingress:
          - from: [{ ipBlock: { cidr: «0.0.0.0/0» } }]
        egress:
          - to: [{ ipBlock: { cidr: «0.0.0.0/0» } }]
    `).because("Egress with low confidence."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web }
      spec:
        podSelector: { matchLabels: { app: web } }
        ingress:
          - ports: [{ port: 443 }]
          - from: [{ podSelector: {} }]
          - from: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }]
        egress:
          - to: [{ ipBlock: { cidr: 0.0.0.0/0 } }]
            ports: [{ port: 443 }]
    `).because("Ports alone, the own namespace, and with exceptions."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: default-deny }
      spec: { podSelector: {}, ingress: [], policyTypes: [Ingress, Egress] }
    `).because("No rule at all allows nothing."),
  ],
});
