import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "default-namespace",
  on: "pod",
  title: "Pod is in the namespace that everything falls into",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `Namespaces are what quotas, network policies, Pod Security Standards and rights are given by. In \`default\` lies whatever was applied without a thought, so nothing can be said of it as a whole.

Shown where the manifest names \`default\`; where it names none, the command that applies it, Kustomize, Helm or Argo CD does.`,
  refs: ["NIST SP 800-190 4.3.4", "CIS EKS 4.6.3", "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_21" },
    { tool: "trivy", id: "KSV-0110" },
  ],

  *check({ namespace, kind }) {
    if (namespace.unset || !namespace.is("default")) return;
    yield { at: namespace.at, message: `This ${kind} is in the namespace "default", where nothing separates it from what else falls there.` };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
        namespace: «default»
      spec:
        containers: [{ name: web, image: "web:1.4" }]
    `),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        namespace: shop
      spec:
        template:
          spec:
            containers: [{ name: web, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: top
      spec:
        containers: [{ name: top, image: "top:1.4" }]
    `).because("One has a namespace of its own; whoever applies the other says which it gets."),
  ],
});
