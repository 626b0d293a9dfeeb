import { bad, compose, good, kubernetes } from "../../kit/example.ts";
import { lacking } from "../../kit/lacking.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unlimited-processor",
  on: "workload",
  title: "Containers may use all the processors of their host",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `A container that computes without end, a miner of coins that somebody brought in among them, slows down all others on its host. Requests share the processors out fairly under load; a limit holds always.

Opinions differ: a limit slows a container down where nobody else would need the processor. So it is a hint in the preset \`all\` only, once for each pod or Compose file. A LimitRange of the namespace may say the same.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-770", "CIS Docker 5.12", "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_11" },
    { tool: "trivy", id: "KSV-0011" },
  ],

  *check({ containers, platform }) {
    if (platform !== "kubernetes" && platform !== "compose") return;
    yield* lacking(containers, "limit for the processor", ({ limits }) => limits.cpu.unset);
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: "web:1.4", resources: { limits: { memory: 64Mi }, requests: { cpu: 100m } } }
          - { name: log, image: "log:2", resources: { limits: { cpu: 100m } } }
    `),
    bad(compose`
      services:
        «web»: { image: "web:1.4", mem_limit: 64m }
        log: { image: "log:2", cpus: 0.5 }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", resources: { limits: { cpu: "\${CPU}" } } }
    `).because("What a template says is not known."),
  ],
});
