import { bad, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "unlimited-memory",
  on: "container",
  title: "Container may use all memory of its host",
  severity: "info",
  preset: "all",
  risk: "container",
  why: `A container without a limit takes memory until its host has none, and the kernel ends others: one leak, or one request that an attacker makes large, is an outage of all. On Fargate the task's own size is the limit, and on ECS \`memory\` of the task or the container is; \`memoryReservation\` alone is none.

A LimitRange of the namespace may set a limit that no manifest shows, and Compose files are mostly for development: the rule is in the preset \`all\`. There is no fix, since the right figure is what the program was measured to need.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-770",
    "CIS Docker 5.11",
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_memory",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_13" },
    { tool: "trivy", id: "KSV-0018" },
  ],

  *check(container) {
    const { limits, workload, name } = container;
    if (!limits.memory.unset || !workload.limits.memory.unset) return;
    if (workload.launchTypes.state === "opaque" || workload.launchTypes.items.some((t) => t.opaque || t.is("FARGATE"))) return;
    yield { at: name.at, message: `Nothing limits the memory of container "${nameOf(container)}".` };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: "web:1.4", resources: { requests: { memory: 64Mi }, limits: { cpu: 1 } } }
          - { name: log, image: "log:2", resources: { limits: { memory: 64Mi } } }
    `),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [{ "name": «"web"», "image": "web:1.4", "memoryReservation": 256 }]
      }
    `).because("What is reserved is no limit."),
    bad(compose`
      services:
        «web»:
          image: web:1.4
    `),
    good(ecs`
      {
        "family": "shop",
        "memory": "512",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("The task's limit holds for all of its containers."),
    good(compose`
      services:
        web:
          image: web:1.4
          deploy: { resources: { limits: { memory: 256M } } }
        log:
          image: log:2
          mem_limit: 64m
    `).because("Both ways in which Compose says it."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec: { template: { spec: { containers: [{ name: web, image: "web:1.4" }] } } }
    `).because("A patch: another file may say it."),
  ],
});
