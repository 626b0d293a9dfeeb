import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { grants } from "../../model/access.ts";
import type { Workload } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import type { Statement } from "../../model/policy.ts";
import { policiesOf } from "../../model/role.ts";
import { injectedIn, isAnother, type Named, named, pulledBy } from "../../model/task-start.ts";

export default rule({
  name: "unused-start-right",
  on: "role",
  title: "Role that starts tasks may read what none of them is given",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `The execution role reads what the task definition injects, and nothing else. A secret that it may read beyond that is one that whoever may register a task definition can have injected, and mostly one that some earlier version needed. So it is with repositories that no container's image comes from.

Told where the role only starts tasks of this template or Terraform module, does not leave the module, and all their secrets or images can be told from the resource: both are ARNs, or both refer to what is defined here. The fix takes the resource out; other tasks that are not here may need it.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-250",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html#task-execution-secrets",
  ],

  *check(role) {
    if (role.open || role.duties.length === 0 || role.duties.some((d) => d.as !== "execution")) return;
    const workloads = role.duties.flatMap((d) => d.workload ?? []);
    for (const { usedBy, reads, names } of kinds) {
      const used = workloads.flatMap(usedBy);
      const known = used.filter((u) => u !== undefined);
      if (known.length < used.length) continue;
      for (const statement of policiesOf(role).flatMap((p) => p.statements)) {
        if (!grants(statement) || statement.actions.items.length === 0 || !statement.actions.items.every((a) => a.is((text) => reads.test(text))))
          continue;
        for (const resource of statement.resources.items) {
          const name = named(resource);
          if (name && names.test("reference" in name ? name.reference : name.arn.resource) && known.every((u) => isAnother(name, u)))
            yield report(resource, workloads, statement);
        }
      }
    }
  },

  examples: [
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", secrets = [{ name = "PASSWORD", valueFrom = "\${aws_secretsmanager_secret.db.arn}:password::" }] }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy" "start" {
        role   = aws_iam_role.start.id
        policy = data.aws_iam_policy_document.start.json
      }

      data "aws_iam_policy_document" "start" {
        statement {
          actions   = ["secretsmanager:GetSecretValue"]
          resources = [aws_secretsmanager_secret.db.arn, «aws_secretsmanager_secret.old.arn»]
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - { Name: PASSWORD, ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1b2c3" }
                  - { Name: KEY, ValueFrom: /shop/key }
        Start:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: start
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [secretsmanager:GetSecretValue, ssm:GetParameters]
                      Resource:
                        - arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-??????
                        - «arn:aws:secretsmanager:eu-west-1:111122223333:secret:mail-??????»
                        - arn:aws:ssm:eu-west-1:111122223333:parameter/shop/*
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - { Name: PASSWORD, ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1b2c3" }
                  - { Name: KEY, ValueFrom: /shop/key }
        Start:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: start
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [secretsmanager:GetSecretValue, ssm:GetParameters]
                      Resource:
                        - arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-??????
                        - arn:aws:ssm:eu-west-1:111122223333:parameter/shop/*
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "\${aws_ecr_repository.web.repository_url}:1.4" }, { name = "log", image = "fluent/fluent-bit:3.1.2" }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy" "start" {
        role = aws_iam_role.start.id
        policy = jsonencode({
          Statement = [
            { Effect = "Allow", Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = [aws_ecr_repository.web.arn, «aws_ecr_repository.billing.arn»] },
            { Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" },
          ]
        })
      }
    `),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", secrets = [{ name = "PASSWORD", valueFrom = var.secret }] }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy" "start" {
        role   = aws_iam_role.start.id
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.db.arn }] })
      }

      resource "aws_ecs_task_definition" "mail" {
        family                = "mail"
        task_role_arn         = aws_iam_role.mail.arn
        execution_role_arn    = aws_iam_role.mail.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "mail" {
        name = "mail"
      }

      resource "aws_iam_role_policy" "mail" {
        role   = aws_iam_role.mail.id
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.mail.arn }] })
      }
    `).because("The variable may be that very secret; the second role is the code's, too."),
  ],
});

function report(resource: Field<string>, [task, ...others]: readonly Workload[], { resources }: Statement): Report {
  const tasks = others.length > 0 ? "none of the tasks that it starts" : `the task${task?.address ? ` "${task.address}"` : ""} that it starts`;
  const edits = resources.items.length > 1 ? resource.remove() : [];
  return {
    at: resource.at,
    message: `The role may read this, and ${tasks} ${others.length > 0 ? "uses it" : "does not use it"}.`,
    key: resource.value ?? resource.text ?? "",
    ...(edits.length > 0 ? { fixes: fix("Take it out", "unsafe", edits) } : {}),
  };
}

interface Kind {
  readonly usedBy: (workload: Workload) => readonly (Named | undefined)[];
  /** Actions that read it, and resources that name one: what leaves the name open is for other rules. */
  readonly reads: RegExp;
  readonly names: RegExp;
}
const kinds: readonly Kind[] = [
  {
    usedBy: injectedIn,
    reads: /^(?:secretsmanager:|ssm:Get)/i,
    names:
      /^(?:secret:|parameter\/)[^*?]{2}|^(?:data\.)?aws_\w{0,100}(?:secret|parameter)\w{0,100}\.|^\w{0,200}(?:Secret|Parameter|Password)\w{0,200}$/,
  },
  {
    usedBy: pulledBy,
    reads: /^ecr:(?:BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability)$/i,
    names: /^repository\/[^*?]{2}|^(?:data\.)?aws_ecr_repository\.|^\w{0,200}Repo\w{0,200}$/,
  },
];
