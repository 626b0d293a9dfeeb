import { bad, cloudformation, ecs, file, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isOnFargate } from "../../model/container.ts";

export default rule({
  name: "fargate-without-awsvpc",
  on: "workload",
  title: "Task for Fargate leaves out its network mode",
  severity: "warning",
  risk: "container",
  why: `On Fargate each task has a network interface of its own, the mode \`awsvpc\`. A task definition that names no mode has \`bridge\`, and Fargate refuses it: it cannot be registered where it requires Fargate, and no service on Fargate can start it.

The fix names the mode; the service then needs a network configuration. Another mode that is written is told by fargate-refused-setting.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#network_mode",
  ],
  equivalents: [{ tool: "cfn-lint", id: "E3048" }],

  *check(workload) {
    const { network } = workload.namespaces;
    if (workload.platform !== "ecs" || !isOnFargate(workload) || !network.unset || network.is("awsvpc")) return;
    const message = `The task is for Fargate and names no network mode: "${network.value ?? "bridge"}", which it has then, is refused.`;
    yield { at: network.at, message, fixes: fix(`Set "${network.key}" to "awsvpc"`, "unsafe", network.set("awsvpc")) };
  },

  examples: [
    bad(ecs`
      {
        "family": «"shop"»,
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }],
        "networkMode": "awsvpc"
      }
    `),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            «ContainerDefinitions»: [{ Name: web, Image: "web:1.4" }]
    `).because("The service runs it on Fargate."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = «"shop"»
        requires_compatibilities = ["FARGATE"]
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            NetworkMode: !Ref NetworkMode
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `).because("Only deployment knows the parameter."),
    good(ecs`{ "family": "shop", "requiresCompatibilities": ["EC2"], "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`).because(
      "On hosts of one's own the mode may be left out.",
    ),
    good(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 5.6"

        name                     = "shop"
        requires_compatibilities = ["FARGATE"]
        container_definitions    = { web = { image = "web:1.4" } }
      }
    `).because("The module takes this mode unless it is told otherwise."),
    good(cloudformation`
      Resources:
        Job:
          Type: AWS::Batch::JobDefinition
          Properties:
            Type: container
            PlatformCapabilities: [FARGATE]
            ContainerProperties: { Image: "web:1.4" }
    `).because("Batch chooses the mode itself."),
    good(file("containers.json")`[{ "name": "web", "image": "web:1.4", "essential": true }]`).because(
      "An array of container definitions: the rest of the task is elsewhere.",
    ),
  ],
});
