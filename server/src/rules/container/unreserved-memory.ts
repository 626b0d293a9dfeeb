import { bad, good, kubernetes } from "../../kit/example.ts";
import { lacking } from "../../kit/lacking.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unreserved-memory",
  on: "workload",
  title: "No memory is set aside for a container",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `The scheduler places a pod by its requests. One without a request for memory fits on every node, however full, and is the first that goes when memory runs short. Where only a limit is given Kubernetes takes it for the request.

A hint, once for each pod; a LimitRange of the namespace may say the same.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-770",
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_12" },
    { tool: "trivy", id: "KSV-0016" },
  ],

  *check({ containers, platform }) {
    if (platform === "kubernetes")
      yield* lacking(containers, "request for memory", ({ limits }) => limits.memory.unset && limits.memoryRequest.unset);
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: "web:1.4", resources: { requests: { cpu: 100m } } }
          - { name: log, image: "log:2", resources: { requests: { memory: 64Mi } } }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", resources: { limits: { memory: 64Mi } } }
    `).because("Where only a limit is given the request is the same."),
  ],
});
