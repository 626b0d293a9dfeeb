import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "shared-task-role",
  on: "workload",
  title: "Code runs with the role that starts the task",
  severity: "info",
  risk: "orchestrator",
  why: `The execution role is for the start: it pulls images, reads the secrets that are injected and writes logs. If the code has it, too, whoever takes the code over reads every secret and image that any task of the role is started with.

Give the code a role of its own, or none: a task without a task role has no rights.`,
  refs: ["NIST SP 800-190 4.3.1", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_249" }],

  *check({ taskRole, executionRole }) {
    const role = nameOf(taskRole);
    if (role === undefined || role !== nameOf(executionRole)) return;
    yield {
      at: taskRole.at,
      message: "The code of the task has the role that starts it, with all that it may pull and read.",
      related: [{ at: executionRole.at, message: "The same role starts the task." }],
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "taskRoleArn": «"arn:aws:iam::111122223333:role/shop"»,
        "executionRoleArn": "arn:aws:iam::111122223333:role/shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: «!GetAtt Role.Arn»
            ExecutionRoleArn: !GetAtt Role.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        task_role_arn         = «aws_iam_role.shop.arn»
        execution_role_arn    = aws_iam_role.shop.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "taskRoleArn": "\${task}",
        "executionRoleArn": "\${start}",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Two names of a template."),
    good(ecs`
      {
        "family": "shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("The code has no role at all."),
  ],
});

/** What is the same for the same role, known or not. */
const nameOf = ({ value, text, opaque }: Field<string>): string | undefined =>
  value ?? (opaque && text !== undefined && /\w/.test(text) ? text : undefined);
