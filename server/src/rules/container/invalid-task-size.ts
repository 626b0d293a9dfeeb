import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { fargateSizeFor, isFargateSize, mostCpu } from "../../knowledge/aws/fargate-sizes.ts";
import { isOnFargate } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";
import type { Limits } from "../../model/limits.ts";

export default rule({
  name: "invalid-task-size",
  on: "workload",
  title: "Fargate has no task of this size",
  severity: "error",
  risk: "container",
  why: `Fargate sells CPU and memory in fixed pairs: 0.5 vCPU comes with 1 to 4 GB, 1 vCPU with 2 to 8 GB. A task definition with another pair, or without one of the two, cannot be registered, and a deployment ends there. So it is with ephemeral storage outside of 20 to 200 GiB.

The fix takes the smallest size that has at least as much of both. It costs what that size costs, so look at it first.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html",
  ],
  equivalents: [{ tool: "cfn-lint", id: "E3047" }],

  *check(workload) {
    if (workload.platform !== "ecs" || !isOnFargate(workload)) return;
    const { cpu, memory, storage } = workload.limits;
    if (!storage.unset && storage.is((gib) => gib < leastStorage || gib > mostStorage)) {
      const message = `Fargate has ${leastStorage} to ${mostStorage} GiB of ephemeral storage for a task, and not ${storage.value}: the task definition is refused.`;
      const fixes = fix(`Take ${mostStorage} GiB`, "unsafe", storage.is((gib) => gib > mostStorage) ? storage.set(mostStorage) : []);
      yield { at: storage.at, key: "storage", message, fixes };
    }
    const lacking = [cpu, memory].filter((field) => field.unset && field.value === undefined);
    const [first] = lacking;
    if (first) {
      const message = `A task on Fargate needs ${listed(lacking.map((f) => `"${f.key}"`))}: without ${lacking.length > 1 ? "them" : "it"} the task definition is refused.`;
      yield { at: first.at, key: "lacking", message };
    }
    if (cpu.value === undefined || memory.value === undefined) return;
    const units = Math.round(cpu.value * 1024);
    if (units > mostCpu || isFargateSize(units, memory.value)) return;
    yield {
      at: memory.at,
      message: `Fargate has no task with ${cpu.value} vCPU and ${memory.value.toLocaleString("en")} MiB: the task definition is refused.`,
      related: [{ at: cpu.at, message: "The CPU that it goes with." }],
      fixes: larger(workload.limits, units, memory.value),
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "512",
        "memory": «"512"»,
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "512",
        "memory": "1024",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            Cpu: 256
            Memory: «6 GB»
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            Cpu: "1024"
            Memory: 6 GB
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `)
      .because("So much memory there is with a whole vCPU only."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["FARGATE"]
        cpu                      = 1024
        memory                   = «9216»
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    bad(ecs`
      {
        "family": «"shop"»,
        "requiresCompatibilities": ["FARGATE"],
        "cpu": ".25 vCPU",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "memory": 512 }]
      }
    `).because("What a container may have does not stand for the task."),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "1024",
        "memory": "2048",
        "ephemeralStorage": { "sizeInGiB": «500» },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "1024",
        "memory": "2048",
        "ephemeralStorage": { "sizeInGiB": 200 },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "1 vCPU",
        "memory": "2 GB",
        "ephemeralStorage": { "sizeInGiB": 100 },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("The same in vCPU and GB."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["FARGATE"]
        cpu                      = var.cpu
        memory                   = 768
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `).because("How much CPU goes with it is decided elsewhere."),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "cpu": "300",
        "memory": "700",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("On instances of one's own any size will do."),
  ],
});

/** GiB: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html. */
const leastStorage = 20;
const mostStorage = 200;

function larger({ cpu, memory }: Limits, units: number, mib: number): readonly Fix[] {
  const size = fargateSizeFor(units, mib);
  if (!size) return [];
  const edits = [...(size.cpu === units ? [] : cpu.set(size.cpu / 1024)), ...(size.memory === mib ? [] : memory.set(size.memory))];
  return fix(`Take ${size.cpu / 1024} vCPU and ${size.memory.toLocaleString("en")} MiB`, "unsafe", edits);
}
