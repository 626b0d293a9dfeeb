import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "tiller-service",
  on: "kubernetesService",
  title: "Service leads to Tiller",
  severity: "warning",
  risk: "orchestrator",
  why: `Tiller, the server of Helm 2, does what it is told by whoever reaches its port, mostly as an administrator of the cluster: a Service with a name makes that every pod. Helm 2 has had no fixes since November 2020, and Helm 3 has no server.

Move the releases to Helm 3 (\`helm 2to3\`), then remove Tiller with its Service, Deployment and account. A Service is told for Tiller's by its name or by what it picks; the container is found by \`retired-controller\`.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-306", "https://helm.sh/docs/topics/v2_v3_migration/", "https://helm.sh/blog/helm-v2-deprecation-timeline/"],

  *check({ name, selector }) {
    const picks = selector?.requirements.some(({ values }) => values?.includes("tiller"));
    if (!name.is("tiller-deploy") && !picks) return;
    yield { at: name.at, message: `The ${titled("Service", name)} leads every pod to Tiller, which does as administrator what anybody asks.` };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata:
        name: «tiller-deploy»
        namespace: kube-system
      spec:
        selector: { app: helm, name: tiller }
        ports: [{ name: tiller, port: 44134, targetPort: tiller }]
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: «releases» }
      spec:
        selector: { app: helm, name: tiller }
        ports: [{ port: 44134 }]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: helm }
      spec:
        selector: { app: helm }
        ports: [{ port: 80 }]
    `).because("Another program that is called so."),
  ],
});
