import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { fix, rule } from "../../kit/rule.ts";
import { logDrivers } from "../../knowledge/aws/log-drivers.ts";
import { nameOf, type Workload } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "unknown-setting-value",
  on: "workload",
  title: "ECS does not know what a setting says",
  severity: "warning",
  risk: "container",
  why: `Some settings of a task definition take one of few words: the network mode, the driver of a log, the condition of a dependency. ECS refuses another word, and one whose letters are of the other case, when the task definition is registered: a deployment ends there.

Where the word is nearly one that ECS knows, the fix writes that.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
  ],

  *check(workload) {
    if (workload.platform !== "ecs" || workload.kind === "Job") return;
    for (const { field, known, where } of chosenIn(workload)) {
      if (field.unset || field.value === undefined || known.includes(field.value)) continue;
      const meant = nearest(field.value, known);
      yield {
        at: field.at,
        key: `${where}.${field.key}.${field.value}`,
        message: `ECS knows no "${field.value}" ${where}: it takes ${listed(known.map((word) => `"${word}"`))}, and the task definition is refused.`,
        fixes: meant === undefined ? [] : fix(`Take "${meant}"`, "unsafe", field.set(meant)),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "networkMode": «"AWSVPC"»,
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration: { LogDriver: «awslog» }
                DependsOn: [{ ContainerName: db, Condition: «Started» }]
              - { Name: db, Image: "postgres:17" }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration: { LogDriver: awslogs }
                DependsOn: [{ ContainerName: db, Condition: Started }]
              - { Name: db, Image: "postgres:17" }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = [«"fargate"»]
        network_mode             = "awsvpc"
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "pidMode": "task",
        "requiresCompatibilities": ["EC2", "EXTERNAL"],
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "logConfiguration": { "logDriver": "journald" } }
        ]
      }
    `),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: !Ref NetworkMode
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", LogConfiguration: { LogDriver: !Ref Driver } }
    `).because("Only deployment knows the parameters."),
  ],
});

interface Chosen {
  readonly field: Field<string>;
  readonly known: readonly string[];
  /** What follows the word in a message. */
  readonly where: string;
}

function* chosenIn({ namespaces, launchTypes, containers }: Workload): Iterable<Chosen> {
  yield { field: namespaces.network, known: ["bridge", "host", "awsvpc", "none", "default"], where: "as a network mode" };
  yield { field: namespaces.pid, known: ["host", "task"], where: "as a process namespace" };
  yield { field: namespaces.ipc, known: ["host", "task", "none"], where: "as an IPC namespace" };
  for (const field of launchTypes.items) yield { field, known: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"], where: "as a compatibility" };
  for (const container of containers) {
    const of = `of container "${nameOf(container)}"`;
    yield { field: container.logging.driver, known: logDrivers, where: `as the log driver ${of}` };
    for (const { condition } of container.dependsOn.items) {
      yield { field: condition, known: ["START", "COMPLETE", "SUCCESS", "HEALTHY"], where: `as a condition ${of}` };
    }
  }
}
