import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { includesAction } from "../../model/action.ts";
import type { Policy } from "../../model/policy.ts";

export default rule({
  name: "untrusted-task-role",
  on: "duty",
  title: "Task cannot take on its role",
  severity: "warning",
  risk: "orchestrator",
  why: `Tasks take on their roles by way of \`ecs-tasks.amazonaws.com\`. A role that trusts another service, such as \`ecs.amazonaws.com\`, which places tasks, or \`ec2.amazonaws.com\`, gives them nothing: the task does not start, or its code falls back on the role of the host, which everything there shares.

Told where the role is found in the same file, and its trust policy is known in full.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"],

  *check({ as, role, at, workload }) {
    if ((as !== "task" && as !== "execution") || !role.trust || lets(role.trust)) return;
    const principals = role.trust.statements.filter((s) => s.effect.is("Allow")).flatMap((s) => s.principals);
    const [first] = principals;
    const name = workload?.address ? `"${workload.address}"` : "that uses it";
    const what = as === "task" ? `The task ${name}` : `ECS, to start the task ${name},`;
    yield {
      at: first?.value.at ?? at,
      message: `${what} cannot take on the role: it does not trust ecs-tasks.amazonaws.com.`,
      related: [{ at, message: "The role is used here." }],
      fixes: fixes(principals),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt TaskRole.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: «ecs.amazonaws.com» }, Action: sts:AssumeRole }]
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt TaskRole.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "start" {
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = [«"ec2.amazonaws.com"»]
          }
        }
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "start" {
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = ["ecs-tasks.amazonaws.com"]
          }
        }
      }
    `),
    bad(
      terraform`
        resource "aws_ecs_task_definition" "shop" {
          family                = "shop"
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
        }
      `,
      file("iam.tf")`
        resource "aws_iam_role" "task" {
          assume_role_policy = jsonencode({
            Statement = [{ Effect = "Allow", Principal = { Service = «"ecs.amazonaws.com"» }, Action = "sts:AssumeRole" }]
          })
        }
      `,
    ).because("Two files of one module."),
    good(cloudformation`
      Parameters: { Service: { Type: String } }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt TaskRole.Arn
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: [ec2.amazonaws.com, ecs-tasks.amazonaws.com] }, Action: sts:AssumeRole }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: !Ref Service }, Action: sts:AssumeRole }]
    `).because("Tasks are among those who are trusted; what a parameter says is not known."),
  ],
});

/** May it let tasks in? */
const lets = ({ statements }: Policy): boolean =>
  statements.some(
    (s) =>
      s.effect.value !== "Deny" &&
      (s.actions.state !== "written" || s.actions.items.some((a) => a.opaque || a.is((written) => includesAction(written, "sts:AssumeRole")))) &&
      (s.principals.length === 0 || s.principals.some((p) => p.value.opaque || p.value.is((text) => text === "*" || text.startsWith("ecs-tasks.")))),
  );

function fixes(principals: Policy["statements"][number]["principals"]): readonly Fix[] {
  const [only, ...others] = principals;
  if (!only || others.length > 0 || only.type !== "Service") return [];
  return fix("Trust ecs-tasks.amazonaws.com instead", "unsafe", only.value.set("ecs-tasks.amazonaws.com"));
}
