import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "shell-without-init",
  on: "service",
  title: "A service has a shell, and nobody clears up after it",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `With ECS Exec an agent and its shells run in the container beside the program. What they leave behind belongs to process 1, which is the program, and most programs do not expect children: dead processes stay until the limit of processes is reached. AWS advises to have an init process, which clears them up and passes signals on.

One hint for each service whose task stands in the same template or module. The program is no longer process 1 then, which few rely on.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html",
  ],

  *check({ exec, taskDefinition }) {
    const task = taskDefinition.target;
    if (!exec.is(true) || !task) return;
    const without = task.containers.filter((c) => c.init.is(false) && !c.requiresRoot);
    const [first, ...others] = without;
    if (!first) return;
    const edits = without.map((c) => c.init.set(true));
    const { at, related } = together([first, ...others], (c) => c.init.at);
    yield {
      at,
      related: [...related, { at: exec.at, message: "The service lets people in." }],
      message: `Shells can be opened in ${enumerate(without.map(nameOf))}, and no init process clears up what they leave behind.`,
      fixes: fix(`Set "${first.init.key}" to true`, "unsafe", edits.every((e) => e.length > 0) ? edits.flat() : []),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: true
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: «web», Image: "web:1.4" }
              - { Name: log, Image: "log:2", LinuxParameters: { InitProcessEnabled: true } }
    `).to(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: true
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", LinuxParameters: {InitProcessEnabled: true} }
              - { Name: log, Image: "log:2", LinuxParameters: { InitProcessEnabled: true } }
    `),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name                   = "shop"
        task_definition        = aws_ecs_task_definition.shop.arn
        enable_execute_command = true
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "web:1.4"
            linuxParameters = {
              initProcessEnabled = «false»
            }
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_service" "shop" {
        name                   = "shop"
        task_definition        = aws_ecs_task_definition.shop.arn
        enable_execute_command = true
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "web:1.4"
            linuxParameters = {
              initProcessEnabled = true
            }
          }
        ])
      }
    `),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: !Ref Debug
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `).because("Whether there is a shell is known to deployment only."),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name                   = "shop"
        task_definition        = "shop"
        enable_execute_command = true
      }
    `).because("The task stands elsewhere."),
  ],
});
