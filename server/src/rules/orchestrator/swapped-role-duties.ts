import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import { allowing } from "../../model/access.ts";
import type { Field } from "../../model/field.ts";
import type { Statement } from "../../model/policy.ts";
import { awsManaged, type Duty, policiesOf } from "../../model/role.ts";
import { injectedIn, isSame, named } from "../../model/task-start.ts";

export default rule({
  name: "swapped-role-duties",
  on: "duty",
  title: "Role has rights that its duty has no use for",
  severity: "info",
  risk: "orchestrator",
  why: `The execution role starts a task: it pulls images, reads what is injected, writes logs. Code does not have it, so rights of the application there are of no use, and wait for the day that somebody gives the role to code. An execution role that may push or delete images is worse: with it, whoever gets hold of it decides what the tasks run next.

The task role is what the code has: images it does not pull, so \`AmazonECSTaskExecutionRolePolicy\` there lets whoever takes the code over read every image of the account. Nor does code need to read secrets that are injected: that is shown from the preset \`strict\` on.

Silent for a role that is used for both; shared-task-role tells of that.`,
  refs: [
    "NIST SP 800-190 4.2.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  ],

  *check(duty) {
    const { as, role } = duty;
    if (role.duties.some((d) => d.as !== as)) return;
    if (as === "task") yield* ofTask(duty);
    if (as === "execution") yield* ofExecution(duty);
  },

  examples: [
    bad(cloudformation`
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
            ManagedPolicyArns: [«arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy»]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: start
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: [ecr:BatchGetImage, «ecr:PutImage», «dynamodb:PutItem», sqs:SendMessage], Resource: "*" }]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "start" {
        managed_policy_arns = [«"arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"»]
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        task_role_arn         = aws_iam_role.shop.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", secrets = [{ name = "PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }] }])
      }

      resource "aws_iam_role" "shop" {
        name = "shop"
      }

      resource "aws_iam_role_policy" "shop" {
        role   = aws_iam_role.shop.id
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = [«aws_secretsmanager_secret.db.arn», aws_secretsmanager_secret.mail.arn] }] })
      }
    `),
    good(cloudformation`
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
            Policies:
              - PolicyName: shop
                PolicyDocument: { Statement: [{ Effect: Allow, Action: [dynamodb:PutItem], Resource: "*" }] }
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            Policies:
              - PolicyName: secrets
                PolicyDocument: { Statement: [{ Effect: Allow, Action: [secretsmanager:GetSecretValue, "kms:Decrypt", "s3:GetObject", "logs:*"], Resource: "*" }] }
    `).because("Each has what it needs."),
  ],
});

function* ofTask({ role, workload }: Duty): Iterable<Report> {
  const start = role.attachments.find((a) => awsManaged(a) === "AmazonECSTaskExecutionRolePolicy");
  if (start)
    yield {
      at: start.at,
      message: "The code of the task may pull every image of the account: that policy is for the role that starts the task.",
      key: "task",
    };
  const injected = workload ? injectedIn(workload).filter((secret) => secret !== undefined) : [];
  const again = injected.length === 0 ? [] : policiesOf(role).flatMap((p) => p.statements.filter(readsSecrets).flatMap((s) => s.resources.items));
  for (const resource of again) {
    const name = named(resource);
    if (!name || !injected.some((secret) => isSame(secret, name))) continue;
    const message = "The code is given this when it starts, and may read it once more: it needs no right to, unless it watches for a new value.";
    yield { at: resource.at, message, confidence: "low", key: resource.value ?? resource.text ?? "" };
  }
}
const readsSecrets = (s: Statement): boolean =>
  s.effect.is("Allow") && ["secretsmanager:GetSecretValue", "ssm:GetParameters"].some((action) => allowing(s, action).length > 0);

function* ofExecution({ role }: Duty): Iterable<Report> {
  const managed = role.attachments.find((a) => pushing.has(awsManaged(a) ?? ""));
  if (managed) {
    yield {
      at: managed.at,
      severity: "warning",
      message: `${awsManaged(managed)} lets the role that starts tasks push images: it only has to pull.`,
      key: "push",
    };
  }
  const statements = policiesOf(role).flatMap((p) => p.statements.filter((s) => s.effect.is("Allow")));
  const push = statements.flatMap((s) => ["ecr:PutImage", "ecr:BatchDeleteImage"].flatMap((action) => allowing(s, action).slice(0, 1)))[0];
  // Everything at once is wildcard-action's and full-admin's to say.
  if (push && !isEverything(push)) {
    yield {
      at: push.at,
      severity: "warning",
      message: `"${push.value}" lets the role that starts tasks change images: it only has to pull.`,
      key: "push",
    };
  }
  const strange = statements.flatMap((s) => s.actions.items.filter((a) => a.is((action) => /^[\w-]+:/.test(action) && !starting.test(action))));
  const [first] = strange;
  if (first) {
    const more = strange.length > 1 ? ` and ${strange.length - 1} more` : "";
    yield {
      at: first.at,
      message: `The role that starts the task has ${first.value}${more}: the code does not get that from it, but from the task role.`,
      key: "application",
    };
  }
}
const pushing: ReadonlySet<string> = new Set(["AmazonEC2ContainerRegistryPowerUser", "AmazonEC2ContainerRegistryFullAccess"]);
const isEverything = (action: Field<string>): boolean => action.is((text) => /^(?:\*|\*:\*|ecr:\*)$/i.test(text));
/** What starts a task: images, logs, secrets and their keys, environment files, the registry's sign-in, and what agents beside it ask for. */
const starting =
  /^(?:ecr|ecr-public|logs|ssm|secretsmanager|kms|s3|sts|ssmmessages|ec2|elasticfilesystem|fsx|ds|firehose|kinesis|xray|cloudwatch|acm-pca|acm|servicediscovery|appmesh|iam|signer):/i;
