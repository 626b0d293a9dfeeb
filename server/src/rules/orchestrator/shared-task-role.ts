<<<<<<< HEAD

import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

=======

import { bad, cloudformation, ecs, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { saysTheSame } from "../../model/literal.ts";

>>>>>>> main

export default rule({
  name: "shared-task-role",
  on: "workload",
<<<<<<< HEAD
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
=======
  title: "Containers have the role that starts them",
  severity: "warning",
  risk: "orchestrator",
  why: `The execution role is the agent's: it pulls images and fetches the secrets that the task definition names. The task role is what the containers themselves have. Where both are one, a container that is broken into can fetch every secret and image that the agent may.

Give the containers a role of their own with what the program needs, or none. Silent where one of the two is not known here.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_249" }],

  *check({ taskRole, executionRole }) {
    if (taskRole.unset || executionRole.unset || !saysTheSame(taskRole, executionRole)) return;
    yield {
      at: taskRole.at,
      message: "The containers have the execution role as their own: they can fetch whatever the agent may, other secrets among it.",
      related: [{ at: executionRole.at, message: "The execution role." }],
>>>>>>> main
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "taskRoleArn": «"arn:aws:iam::111122223333:role/shop"»,
        "executionRoleArn": "arn:aws:iam::111122223333:role/shop",
        "containerDefinitions": ["name": "web", "image": "web:1.4" ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: «!GetAtt Role.Arn»
            ExecutionRoleArn: !GetAtt Role.Arn
<<<<<<< HEAD
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
=======
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
>>>>>>> main
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
<<<<<<< HEAD
        task_role_arn         = «aws_iam_role.shop.arn»
        execution_role_arn    = aws_iam_role.shop.arn
=======
        task_role_arn         = «"arn:aws:iam::111122223333:role/shop"»
        execution_role_arn    = "arn:aws:iam::111122223333:role/shop"
>>>>>>> main
        container_definitions = jsonencode([name = "web", image = "web:1.4" ])
      }
    `),
    good(ecs`
      {
        "family": "shop",
<<<<<<< HEAD
        "taskRoleArn": "\${task}",
        "executionRoleArn": "\${start}",
        "containerDefinitions": ["name": "web", "image": "web:1.4" ]
      }
    `).because("Two names of a template."),
    good(ecs`
      {
        "family": "shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/shop",
        "containerDefinitions": ["name": "web", "image": "web:1.4" ]
      }
    `).because("The code has no role at all."),
  ],
});

/** What is the same for the same role, known or not. */
const nameOf = ({ value, text, opaque }: Field<string>): string | undefined =>
  value ?? (opaque && text !== undefined && /w/.test(text) ? text : undefined);
=======
        "taskRoleArn": "arn:aws:iam::111122223333:role/shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/ecs-execution",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Each has its own."),
    good(file("containers.json.tpl")`
      [{ "name": "web", "image": "\${image}", "essential": true }]
    `).because("The roles are in the Terraform that reads the containers."),
    good(cloudformation`
      Parameters:
        TaskRole: { Type: String, Default: "" }
        { Type: String, Default: "" }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !Ref TaskRole
            ExecutionRoleArn: !Ref ExecutionRole
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).because("Two parameters that happen to have the same default."),
    good(ecs`
      {
        "family": "shop",
        "taskRoleArn": "<role>",
        "executionRoleArn": "<role>",
        "containerDefinitions": ["name": "web", "image": "web:1.4" ]
      }
    `).because("A blank that is filled in by hand, perhaps with two different roles."),
    good(ecs`
      {
        "family": "shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/ecs-execution",
        "containerDefinitions": ["name": "web", "image": "web:1.4" ]
      }
    `).because("The containers have none."),
  ],
});
>>>>>>> main
