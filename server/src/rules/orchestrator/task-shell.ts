import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "task-shell",
  on: "service",
  title: "A service lets people into its running containers",
  severity: "info",
  risk: "orchestrator",
  why: `With ECS Exec whoever has \`ecs:ExecuteCommand\` opens a shell, as root unless the image says otherwise, in a container that runs: with its data, its secrets and the credentials of its role. For debugging that is useful; left on in production it is a way around every deployment.

Keep it off where nobody debugs, or limit the action to few and have sessions recorded (\`executeCommandConfiguration\` of the cluster). It does not work with a root filesystem that is read-only.`,
  refs: ["NIST SP 800-190 4.3.2", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"],

  *check({ exec, once }) {
    if (!exec.is(true)) return;
    yield {
      at: exec.at,
      message: `Whoever may call ecs:ExecuteCommand gets a shell in the containers of this ${once ? "task" : "service"}.`,
      fixes: fix(`Set "${exec.key}" to false`, "unsafe", exec.set(false)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name                   = "shop"
        enable_execute_command = «true»
      }
    `).to(terraform`
      resource "aws_ecs_service" "shop" {
        name                   = "shop"
        enable_execute_command = false
      }
    `),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: «true»
            TaskDefinition: !Ref Task
    `).to(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: false
            TaskDefinition: !Ref Task
    `),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name                   = "shop"
        enable_execute_command = var.debug
      }
    `).because("What only a run knows."),
  ],
});
