import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isOnFargate, mayRunWindows } from "../../model/container.ts";

export default rule({
  name: "borrowed-host-role",
  on: "workload",
  title: "Task has no role of its own on hosts that have one",
  severity: "info",
  risk: "orchestrator",
  preset: "strict",
  why: `Where a task has no role, the SDKs in its containers go on to ask the metadata service of the host, and find the role of the container instance: with rights to join the cluster, to pull images and to write logs, and with those of all that was ever added for a task. So tasks share rights that nobody gave them, and no log tells them apart.

With a role of its own, be it one without any rights, the SDKs look no further. That does not keep a program from asking by itself: \`ECS_AWSVPC_BLOCK_IMDS=true\`, a hop limit of 1 and, in bridge networks, a rule of the firewall do. Told where a task requires EC2 or a service runs it there. On Fargate there is no such role.

There is no fix: a role is written elsewhere, and what it may do is a decision.`,
  refs: [
    "NIST SP 800-190 4.3.5",
    "CWE-250",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-bestpractices.html",
  ],

  *check(task) {
    const { platform, taskRole, launchTypes, containers, family } = task;
    if (platform !== "ecs" || !taskRole.unset || isOnFargate(task) || containers.length === 0 || containers.some(mayRunWindows)) return;
    if (!launchTypes.items.some((type) => type.is("EC2"))) return;
    const name = family.value ?? family.text ?? "";
    const what = task.kind === "Job" ? "Job" : "Task";
    yield {
      at: taskRole.at,
      message: `${what}${name === "" ? "" : ` "${name}"`} has no role: what its containers call AWS with is the role of their host, unless that is kept from them.`,
    };
  },

  examples: [
    bad(ecs`
      {
        "family": «"shop"»,
        "requiresCompatibilities": ["EC2"],
        "executionRoleArn": "arn:aws:iam::111122223333:role/start",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("The execution role is ECS's own, not the task's."),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: EC2
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: «shop»
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).because("A service runs it on EC2."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = «"shop"»
        requires_compatibilities = ["EC2"]
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2", "FARGATE"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("It can run on Fargate, where there is no role of a host."),
    good(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`).because("Where it runs is not known."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["EC2"]
        task_role_arn            = var.role
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `).because("It has one."),
    good(terraform`
      module "shop" {
        source                   = "terraform-aws-modules/ecs/aws//modules/service"
        version                  = "~> 5.0"
        requires_compatibilities = ["EC2"]

        container_definitions = {
          web = { image = "web:1.4" }
        }
      }
    `).because("The module makes one unless it is told otherwise."),
  ],
});
