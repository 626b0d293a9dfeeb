import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { nameOf, type Workload } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "container-above-task-size",
  on: "workload",
  title: "Containers are larger than their task",
  severity: "warning",
  risk: "container",
  why: `Where a task has a size of its own, its containers share it: none may have more memory than the task, and what is set aside for all of them, of memory (\`memoryReservation\`) and of processors (\`cpu\`), must fit into it. ECS refuses the task definition otherwise, and a deployment ends there.

The fix for a single container takes the task's own memory. Told where all containers are known and a condition does not decide which there are.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_limits",
  ],

  *check(workload) {
    const { platform, kind, limits, containers, complete } = workload;
    if (platform !== "ecs" || kind === "Job") return;
    const { memory, cpu } = limits;
    for (const container of containers) {
      const own = container.limits.memory;
      if (!isAbove(own.value, memory)) continue;
      const message = `Container "${nameOf(container)}" may have ${said(own.value)} MiB of memory, and its task ${said(memory.value)}: the task definition is refused.`;
      const fixes = fix(`Take the task's ${said(memory.value)} MiB`, "unsafe", own.set(memory.value ?? 0));
      yield { at: own.at, key: container.address, message, related: [{ at: memory.at, message: "What the task may have." }], fixes };
    }
    if (!complete) return;
    yield* sum(workload, "memoryRequest", memory, "MiB of memory are set aside");
    yield* sum(workload, "cpuRequest", cpu, "processors are set aside");
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "cpu": "512",
        "memory": "1 GB",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "memory": «2048» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "cpu": "512",
        "memory": "1 GB",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "memory": 1024 }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Cpu: "256"
            Memory: «"512"»
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", MemoryReservation: 384 }
              - { Name: log, Image: "log:2", MemoryReservation: 256 }
    `).because("Together they need more than there is."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        cpu    = «256»
        memory = 512
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", cpu = 512 },
          { name = "log", image = "log:2", cpu = var.cpu },
        ])
      }
    `).because("One is too large already."),
    good(ecs`
      {
        "family": "shop",
        "cpu": ".5 vCPU",
        "memory": "1024",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "cpu": 384, "memory": 1024, "memoryReservation": 512 },
          { "name": "log", "image": "log:2", "cpu": 128, "memory": 1024 }
        ]
      }
    `).because("Limits of several containers may be more than their task has together."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "cpu": 2048, "memory": 4096 }]
      }
    `).because("The task has no size of its own."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Cpu: "256"
            Memory: "512"
            ContainerDefinitions:
              - !If [IsBig, { Name: web, Image: "web:1.4", MemoryReservation: 384 }, { Name: web, Image: "web:1.4", MemoryReservation: 256 }]
    `).because("Only one of the two is there."),
  ],
});

const said = (amount = 0): string => amount.toLocaleString("en");
const isAbove = (amount: number | undefined, most: Field<number>): boolean =>
  amount !== undefined && most.value !== undefined && !most.unset && amount > most.value;

/** What is set aside for all containers that say how much: the others need something, too. */
function* sum({ containers }: Workload, which: "memoryRequest" | "cpuRequest", most: Field<number>, what: string): Iterable<Report> {
  const parts = containers.flatMap((c) => {
    const part = c.limits[which];
    return part.unset || part.value === undefined ? [] : [{ at: part.at, value: part.value }];
  });
  const all = parts.reduce((total, { value }) => total + value, 0);
  if (!isAbove(all, most)) return;
  yield {
    at: most.at,
    key: which,
    message: `${said(all)} ${what} for the containers of a task that has ${said(most.value)}: the task definition is refused.`,
    related: parts.map(({ at }) => ({ at, message: "One part of it." })),
  };
}
