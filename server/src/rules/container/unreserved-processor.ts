import { bad, good, kubernetes } from "../../kit/example.ts";
import { lacking } from "../../kit/lacking.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unreserved-processor",
  on: "workload",
  title: "Nothing of the processor is set aside for a container",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `The scheduler places a pod by its requests. One without a request for the processor fits on every node, however busy, and under load its containers get what all others leave. Where only a limit is given Kubernetes takes it for the request.

A hint, once for each pod; a LimitRange of the namespace may say the same.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-770",
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_10" },
    { tool: "trivy", id: "KSV-0015" },
  ],

  *check({ containers, platform }) {
    if (platform === "kubernetes")
      yield* lacking(containers, "request for the processor", ({ limits }) => limits.cpu.unset && limits.cpuRequest.unset);
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: "web:1.4", resources: { limits: { memory: 64Mi } } }
          - { name: log, image: "log:2", resources: { requests: { cpu: 100m } } }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", resources: { limits: { cpu: 100m } } }
    `).because("Where only a limit is given the request is the same."),
  ],
});
