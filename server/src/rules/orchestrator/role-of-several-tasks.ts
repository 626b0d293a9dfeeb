import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { listed } from "../../model/enumeration.ts";
import type { Duty } from "../../model/role.ts";

export default rule({
  name: "role-of-several-tasks",
  on: "role",
  title: "Several tasks have one role",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `A role that several tasks share must be allowed what any of them needs: each has the rights of all others, and whoever takes over the least of them has them, too. Logs of calls to AWS name the role, and so do not tell the tasks apart.

One finding for a role, at the last task that names it. Tasks of one family, and a role that only starts them (the execution role), are left alone. Where the tasks are one application that was taken apart, this is to be accepted.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html"],

  *check({ address, duties }) {
    const byFamily = new Map(duties.filter((d) => d.as === "task" && d.workload).map((d) => [familyOf(d), d] as const));
    const [last, ...others] = [...byFamily.values()].reverse();
    if (!last || others.length === 0) return;
    yield {
      at: last.at,
      message: `The role "${address}" is that of ${byFamily.size} tasks, ${listed([...byFamily.keys()].slice(0, 4))}: each has the rights of all.`,
      related: others.map(({ at }) => ({ at, message: "Another task with this role." })),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
        Web:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: web
            TaskRoleArn: !GetAtt Role.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        Mail:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: mail
            TaskRoleArn: «!GetAtt Role.Arn»
            ContainerDefinitions: [{ Name: mail, Image: "mail:2" }]
    `),
    good(terraform`
      resource "aws_iam_role" "start" {
        assume_role_policy = jsonencode({
          Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
        })
      }

      resource "aws_ecs_task_definition" "web" {
        family                = "web"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_ecs_task_definition" "mail" {
        family                = "mail"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "mail", image = "mail:2" }])
      }
    `).because("It starts both, and neither has it."),
  ],
});

const familyOf = ({ workload, address }: Duty): string => `"${workload?.family.value ?? workload?.address ?? address}"`;
