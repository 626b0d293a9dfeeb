import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { type Container, isOnFargate, nameOf, type Workload } from "../../model/container.ts";
import { enumerate, listed } from "../../model/enumeration.ts";

export default rule({
  name: "unlimited-resources",
  on: "workload",
  title: "Containers may use all that their host has",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `One container that leaks memory, or that somebody makes work hard, takes it from all others on its host; the kernel then ends whichever it likes. A limit for memory keeps the damage in one place. Requests tell the scheduler what to set aside.

One finding for each pod or task. Limits for the processor are contested, since they slow a container down where others would not need it, and are asked for only where nothing of the processor is said at all. On Fargate, and wherever a task of ECS has a limit of its own, that one counts. A LimitRange of the namespace may say the same. In Compose it is a hint.

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
    { tool: "checkov", id: "CKV_K8S_11" },
    { tool: "trivy", id: "KSV-0018" },
  ],

  *check(workload) {
    if (workload.platform === "ecs" && (isOnFargate(workload) || !workload.limits.memory.unset)) return;
    const open = workload.containers.flatMap((container) => {
      const missing = lacks(container, workload);
      return missing.length > 0 ? [{ container, missing }] : [];
    });
    const [first, ...others] = open;
    if (!first) return;
    const missing = kinds.filter((kind) => open.some((o) => o.missing.includes(kind)));
    yield {
      ...together([first, ...others], (o) => o.container.name.at),
      ...(workload.platform === "compose" ? { severity: "hint" } : {}),
      message: `${enumerate(open.map((o) => nameOf(o.container)))} ${open.length > 1 ? "have" : "has"} ${listed(missing.map((kind) => `no ${kind}`))}.`,
    };
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
          - { name: web, image: "web:1.4", resources: { requests: { cpu: 100m }, limits: { memory: 64Mi } } }
          - { name: log, image: "log:2", resources: { limits: { cpu: 100m, memory: "\${MEMORY}" } } }
    `).because("Where only a limit is given the request is the same; what a template says is not known."),
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

const kinds = ["limit for memory", "request for memory", "limit for the processor", "request for the processor"] as const;
type Lack = (typeof kinds)[number];

function lacks({ limits: { memory, memoryRequest, cpu, cpuRequest }, initial }: Container, { platform }: Workload): readonly Lack[] {
  if (initial) return [];
  const noMemory: readonly Lack[] = memory.unset ? ["limit for memory"] : [];
  if (platform !== "kubernetes") return noMemory;
  return [
    ...noMemory,
    ...(memory.unset && memoryRequest.unset ? (["request for memory"] as const) : []),
    ...(cpu.unset && cpuRequest.unset ? (["limit for the processor", "request for the processor"] as const) : []),
  ];
}
