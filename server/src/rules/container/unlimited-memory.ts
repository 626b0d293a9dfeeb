import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { lacking } from "../../kit/lacking.ts";
import { rule } from "../../kit/rule.ts";
import { isOnFargate } from "../../model/container.ts";

export default rule({
  name: "unlimited-memory",
  on: "workload",
  title: "Containers may use all the memory of their host",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `One container that leaks memory, or that somebody makes work hard, takes it from all others on its host; the kernel then ends whichever it likes. A limit keeps the damage in one place.

One finding for each pod or task. On Fargate, and wherever a task of ECS has a limit of its own, that one counts. A LimitRange of the namespace may say the same. In Compose it is a hint.

There is no fix: only measuring tells how much is enough.`,
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

  *check(workload) {
    if (workload.platform === "ecs" && (isOnFargate(workload) || !workload.limits.memory.unset)) return;
    for (const report of lacking(workload.containers, "limit for memory", ({ limits }) => limits.memory.unset)) {
      yield workload.platform === "compose" ? { ...report, severity: "hint" } : report;
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: «web»
            image: web:1.4
            resources: { requests: { cpu: 100m, memory: 64Mi } }
          - name: log
            image: log:2
            resources: { requests: { cpu: 10m, memory: 64Mi }, limits: { memory: 64Mi } }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", resources: { limits: { memory: 64Mi } } }
          - { name: log, image: "log:2", resources: { limits: { memory: "\${MEMORY}" } } }
        initContainers:
          - { name: warm, image: "web:1.4" }
    `).because("The processor is another matter; what a template says is not known; an init container ends before the others start."),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [{ "name": «"web"», "image": "web:1.4", "memoryReservation": 64 }]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("The task has a limit, and Fargate always asks for one."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Memory: !Ref Memory
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["EC2"]
        container_definitions    = jsonencode([{ name = «"web"», image = "web:1.4", cpu = 10 }])
      }
    `),
    bad(compose`
      services:
        «web»: { image: "web:1.4" }
        log: { image: "log:2", mem_limit: 64m, cpus: 0.5 }
    `),
  ],
});
