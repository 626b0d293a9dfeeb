import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "external-ip",
  on: "kubernetesService",
  title: "Service takes over an address outside of the cluster",
  severity: "warning",
  risk: "orchestrator",
  why: `Every node sends what pods send to an address in \`externalIPs\` to this Service, whoever the address belongs to: a Service can take the traffic to any server (CVE-2020-8554, which has no fix in Kubernetes). The field is deprecated, and the admission plug-in \`DenyServiceExternalIPs\` refuses it.

On AWS load balancers give addresses to Services. On clusters of one's own hardware it is how some reach Services: accept it there.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "CWE-441",
    "https://kubernetes.io/docs/concepts/services-networking/service/#external-ips",
    "https://github.com/kubernetes/kubernetes/issues/97076",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0108" }],

  *check({ externalIPs, name }) {
    const [first] = externalIPs.items;
    if (!first) return;
    const ips = externalIPs.items.flatMap((ip) => ip.value ?? ip.text ?? []).slice(0, 3);
    yield {
      at: first.at,
      message: `The ${titled("Service", name)} takes all traffic that the cluster sends to ${ips.join(", ")}, whoever that is.`,
      fixes: fix(`Remove the address ${ips[0] ?? ""}`, "unsafe", externalIPs.items.length === 1 ? first.remove() : []),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        selector: { app: web }
        externalIPs: [«192.0.2.7»]
        ports: [{ port: 80 }]
    `).to(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        selector: { app: web }
        externalIPs: []
        ports: [{ port: 80 }]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        selector: { app: web }
        externalIPs: []
        externalTrafficPolicy: Local
        ports: [{ port: 80 }]
    `).because("None."),
  ],
});
