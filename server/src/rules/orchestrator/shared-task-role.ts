import { bad, cloudformation, ecs, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { saysTheSame } from "../../model/literal.ts";

export default rule({
  name: "shared-task-role",
  on: "workload",
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
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        task_role_arn         = «"arn:aws:iam::111122223333:role/shop"»
        execution_role_arn    = "arn:aws:iam::111122223333:role/shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
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
        ExecutionRole: { Type: String, Default: "" }
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
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("A blank that is filled in by hand, perhaps with two different roles."),
    good(ecs`
      {
        "family": "shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/ecs-execution",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("The containers have none."),
  ],
});
