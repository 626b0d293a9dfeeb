import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { isOnFargate, type SecretVariable, type Variable, type Workload } from "../../model/container.ts";
import { grantToStarter, isElsewhere, mayCall } from "../../model/rights.ts";
import { actionsFor, arnNameOf, secretsOf } from "../../model/task-start.ts";

export default rule({
  name: "insufficient-execution-role",
  on: "duty",
  title: "Task cannot be started with its role",
  severity: "warning",
  risk: "orchestrator",
  why: `ECS reads the values of \`secrets\` with the execution role. \`AmazonECSTaskExecutionRolePolicy\` gives no right to: the role needs \`secretsmanager:GetSecretValue\` or \`ssm:GetParameters\` on them, and \`kms:Decrypt\` where the key is one's own. Without it the task does not start, and the quick way out is a secret in plain text.

A right for other secrets than these is no better. With \`awslogs-create-group\` the role needs \`logs:CreateLogGroup\`, too, which AWS's policy does not give either.

Told where the role is in the same template or Terraform module and all that is attached to it is known: nothing from outside, and no role that leaves the module. Conditions and denials are not judged.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html#task-execution-secrets",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html",
  ],

  *check({ as, role, workload, at }) {
    if (as !== "execution" || !workload) return;
    const related = [{ at, message: "The role is named here." }];
    for (const secret of secretsOf(workload)) {
      const actions = actionsFor(secret);
      const [action = ""] = actions;
      const name = arnNameOf(secret);
      if (!actions.some((a) => mayCall(role, a))) {
        const message = `The role that starts the task may not call ${actions.join(" or ")}: the secret cannot be read, and the task does not start.`;
        yield { at: secret.from.at, message, related, fixes: granting(workload, secret, actions) };
        return;
      }
      if (actions.length > 1 || name === undefined || !isElsewhere(role, action, name)) continue;
      const message = `The role that starts the task may call ${action}, but not for this one: it cannot be read, and the task does not start.`;
      yield { at: secret.from.at, message, related, fixes: granting(workload, secret, actions) };
      return;
    }
    const group = asksForGroup(workload);
    if (!group || !isOnFargate(workload) || mayCall(role, "logs:CreateLogGroup")) return;
    const message = "The role that starts the task may not call logs:CreateLogGroup: where the group is not there yet, the task does not start.";
    yield { at: group.name.at, message, related };
  },

  examples: [
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
                  - { Name: PASSWORD, ValueFrom: «arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop» }
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
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
                  - { Name: PASSWORD, ValueFrom: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop }
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: read-PASSWORD
                PolicyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: secretsmanager:GetSecretValue
                      Resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-??????
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["FARGATE"]
        execution_role_arn       = aws_iam_role.start.arn
        container_definitions = jsonencode([{
          name    = "web"
          image   = "web:1.4"
          secrets = [{ name = "PASSWORD", valueFrom = «aws_secretsmanager_secret.db.arn» }]
        }])
      }

      resource "aws_iam_role" "start" {
        name               = "start"
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      resource "aws_iam_role_policy_attachment" "start" {
        role       = aws_iam_role.start.name
        policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["FARGATE"]
        execution_role_arn       = aws_iam_role.start.arn
        container_definitions = jsonencode([{
          name    = "web"
          image   = "web:1.4"
          secrets = [{ name = "PASSWORD", valueFrom = «"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1b2c3:password::"» }]
        }])
      }

      resource "aws_ecs_task_definition" "logs" {
        family                   = "logs"
        requires_compatibilities = ["FARGATE"]
        execution_role_arn       = aws_iam_role.start.arn
        container_definitions = jsonencode([{
          name    = "web"
          image   = "web:1.4"
          secrets = [{ name = "PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web-a1b2c3:password::" }]
          logConfiguration = { logDriver = "awslogs", options = { «"awslogs-create-group"» = "true", "awslogs-group" = "/shop" } }
        }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy" "start" {
        role = aws_iam_role.start.id
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web-??????" },
            { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "*" },
          ]
        })
      }
    `).because("A right for another secret, and none to make a log group."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family             = "shop"
        execution_role_arn = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", secrets = [
          { name = "PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop" },
          { name = "KEY", valueFrom = "/shop/key" },
        ] }])
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
          resources = ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:sh*"]
        }
        statement {
          actions   = ["ssm:Get*"]
          resources = ["arn:aws:ssm:*:*:parameter/shop/*"]
        }
      }
    `).because("Both are among what it may read."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", secrets = [{ name = "KEY", valueFrom = "/shop/key" }] }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy_attachment" "start" {
        role       = aws_iam_role.start.name
        policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
      }

      output "role" {
        value = aws_iam_role.start.name
      }
    `).because("The role leaves the module: who calls it may attach more."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", secrets = [{ name = "KEY", valueFrom = "/shop/key" }] }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy" "start" {
        role   = aws_iam_role.start.id
        policy = data.aws_iam_policy_document.start.json
      }

      data "aws_iam_policy_document" "start" {
        source_policy_documents = [var.more]
        statement {
          actions   = ["logs:PutLogEvents"]
          resources = ["*"]
        }
      }
    `).because("What the variable adds is not known."),
    good(cloudformation`
      Parameters: { Extra: { Type: String } }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", Secrets: [{ Name: PASSWORD, ValueFrom: !Ref Password }, { Name: KEY, ValueFrom: /shop/key }] }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            Policies:
              - PolicyName: secrets
                PolicyDocument: { Statement: [{ Effect: Allow, Action: [secretsmanager:Get*, ssm:GetParameters], Resource: "*" }] }
        Other:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Open.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", Secrets: [{ Name: PASSWORD, ValueFrom: !Ref Password }] }]
        Open:
          Type: AWS::IAM::Role
          Properties: { ManagedPolicyArns: [!Ref Extra] }
    `).because("The role may; what a parameter adds is not known."),
  ],
});

/** Asks ECS for a log group that may not be there. */
const asksForGroup = (workload: Workload): Variable | undefined =>
  workload.containers
    .filter((c) => c.logging.driver.is("awslogs"))
    .flatMap((c) => c.logging.options.items)
    .find((o) => o.name.is("awslogs-create-group") && o.value.is("true"));

/** The permission for this secret, where its ARN is written and the role may be given another policy. */
function granting(workload: Workload, { name, from }: SecretVariable, [action = ""]: readonly string[]): readonly Fix[] {
  const [, arn, suffix] =
    /^(arn:[\w-]+:(?:secretsmanager:[^:]*:[^:]*:secret:[^:]+?(-\w{6})?|ssm:[^:]*:[^:]*:parameter\/[^:]+))(?::.*)?$/.exec(from.value ?? "") ?? [];
  if (arn === undefined) return [];
  const resource = arn.includes(":secretsmanager:") && suffix === undefined ? `${arn}-??????` : arn;
  return fix(
    `Allow the role that starts the task ${action} on it`,
    "unsafe",
    grantToStarter(workload, `read-${name.value ?? "secret"}`, action, resource),
  );
}
