import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { type Container, type Dependency, nameOf, type Workload } from "../../model/container.ts";

export default rule({
  name: "impossible-dependency",
  on: "workload",
  title: "A container waits for what never comes",
  severity: "error",
  risk: "container",
  why: `With \`dependsOn\` a container of a task waits until another one has started, is healthy or has ended. ECS refuses a task definition in which it names no container of the task, waits for itself by way of others, for the health of a container without a health check, or for the end of an essential one, with which the whole task ends.

The fix for the last two waits for the start (\`START\`), which is what is left; give the other container a health check, or make it not essential, where more is meant.`,
  refs: ["NIST SP 800-190 4.4.3", "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html"],

  *check(workload) {
    if (workload.platform !== "ecs") return;
    const byName = new Map(workload.containers.map((c) => [c.name.value, c] as const));
    for (const container of workload.containers) {
      for (const dependency of container.dependsOn.items) {
        const name = dependency.container.value;
        if (name === undefined) continue;
        const who = `Container "${nameOf(container)}"`;
        const other = byName.get(name);
        const key = `${container.address}.${name}`;
        if (!other) {
          if (!isComplete(workload)) continue;
          yield {
            at: dependency.container.at,
            key,
            message: `${who} waits for "${name}", which is no container of this task: the task definition is refused.`,
          };
        } else if (reaches(other, container, byName)) {
          const itself = other === container ? "itself" : `"${name}", which waits for it`;
          yield { at: dependency.container.at, key, message: `${who} waits for ${itself}: the task definition is refused.` };
        } else {
          const why = unmet(dependency, other);
          if (why === undefined) continue;
          const fixes = fix(`Wait for the start of "${name}"`, "unsafe", dependency.condition.set("START"));
          yield { at: dependency.condition.at, key, message: `${who} waits for ${why}: the task definition is refused.`, fixes };
        }
      }
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "dependsOn": [{ "containerName": "db", "condition": «"HEALTHY"» }] },
          { "name": "db", "image": "postgres:17" }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "dependsOn": [{ "containerName": "db", "condition": "START" }] },
          { "name": "db", "image": "postgres:17" }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "dependsOn": [{ "containerName": «"migration"», "condition": "SUCCESS" }] },
          { "name": "migrate", "image": "web:1.4", "essential": false }
        ]
      }
    `).because("There is no such container."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                DependsOn: [{ ContainerName: «log», Condition: START }]
              - Name: log
                Image: log:2
                DependsOn: [{ ContainerName: «web», Condition: START }]
    `).because("Each waits for the other."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", dependsOn = [{ containerName = "migrate", condition = «"SUCCESS"» }] },
          { name = "migrate", image = "web:1.4", essential = true },
        ])
      }
    `).because("The task ends with an essential container."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "dependsOn": [{ "containerName": "db", "condition": "HEALTHY" }, { "containerName": "migrate", "condition": "SUCCESS" }]
          },
          { "name": "db", "image": "postgres:17", "healthCheck": { "command": ["CMD-SHELL", "pg_isready"] } },
          { "name": "migrate", "image": "web:1.4", "essential": false }
        ]
      }
    `),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode(concat(var.sidecars, [
          { name = "web", image = "web:1.4", dependsOn = [{ containerName = "proxy", condition = "HEALTHY" }] },
        ]))
      }
    `).because("The other container may be one of those that come from elsewhere."),
  ],
});

/** Are all of its containers known, by name? */
const isComplete = ({ complete, containers }: Workload): boolean => complete === true && containers.every((c) => c.name.value !== undefined);

/** Does one wait for the other, at once or by way of more? */
function reaches(from: Container, to: Container, byName: ReadonlyMap<string | undefined, Container>): boolean {
  const seen = new Set<Container>([from]);
  for (const one of seen) {
    if (one === to) return true;
    for (const { container } of one.dependsOn.items) {
      const next = container.value === undefined ? undefined : byName.get(container.value);
      if (next) seen.add(next);
    }
  }
  return false;
}

/** What it waits for in vain. */
function unmet({ condition }: Dependency, { name, healthCheck, essential }: Container): string | undefined {
  if (condition.is("HEALTHY") && healthCheck.state === "unset") return `the health of "${name.value}", which has no health check`;
  const ends = condition.is("COMPLETE") || condition.is("SUCCESS");
  return ends && essential.is(true) ? `the end of "${name.value}", which is essential and ends the task` : undefined;
}
