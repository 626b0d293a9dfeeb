import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { records, secrets, stores } from "../../knowledge/iam/powers.ts";
import { enumerate } from "../../model/enumeration.ts";
import { kindsOf, namesOf, setOf, textOf, unlimitedIn } from "../../model/permissions.ts";
import { scoping } from "../../model/scope.ts";

export default rule({
  name: "unrestricted-data-access",
  on: "statement",
  title: "Policy lets all secrets or data of an account be read",
  severity: "warning",
  risk: "orchestrator",
  why: `A container needs its own secrets and its own bucket. With \`secretsmanager:GetSecretValue\` on \`*\` whoever takes it over reads the passwords of every other service in the account, with \`s3:GetObject\` every bucket.

Name the secrets, parameters, keys, buckets or tables. \`secret:*\` and \`arn:aws:s3:::*\` name nothing: these are all there are. A key may stay open where \`kms:ViaService\` says through which service alone it is used.

One finding for each statement. Secrets, files, tables and queues are shown always; images, which the role that starts tasks may commonly pull from all repositories, and source, logs, people's records and the like from the preset \`strict\` on. Silent under a condition that narrows, where the policy denies it again, and where wildcard-action or full-admin says more.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-732",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_108" },
    { tool: "checkov", id: "CKV_AWS_288" },
  ],

  *check(statement) {
    const prime = unlimitedIn(statement, secretsAndStores());
    const found = prime.length > 0 ? prime : unlimitedIn(statement, others());
    const [first] = found;
    if (!first) return;
    const names = namesOf(found);
    yield {
      at: first.grant.at,
      message: `${enumerate(names)} on "${textOf(first.resource)}" ${names.length > 1 ? "read" : "reads"} ${names.length === 1 && first.action.name === "kms:Decrypt" ? "what any key protects" : kindsOf(found)}.`,
      related: [{ at: first.resource.at, message: "No resource is left out." }],
      ...(prime.length > 0 ? {} : { severity: "info", confidence: "low" }),
      fixes: () => scoping(statement, first.resource),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": [«"secretsmanager:GetSecretValue"»], "Resource": "*" },
          { "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "arn:aws:logs:eu-west-1:210987654321:log-group:/shop:*" }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": "arn:aws:secretsmanager:eu-west-1:210987654321:secret:<SecretId>" },
          { "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "arn:aws:logs:eu-west-1:210987654321:log-group:/shop:*" }
        ]
      }
    `)
      .because("Region and account are those of the policy's other resources; the name is yours to fill in."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"s3:Get*"», "s3:List*"], "Resource": ["arn:aws:s3:::*", "arn:aws:s3:::*/*"] }]
      }
    `),
    bad(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: parameters
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [«ssm:GetParameters», ssm:GetParameter]
                      Resource: !Sub "arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/*"
    `),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          actions   = [«"dynamodb:Query"», "dynamodb:GetItem", "kms:Decrypt"]
          resources = ["*"]
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", «"ecr:GetDownloadUrlForLayer"»], "Resource": "*" }
        ]
      }
    `).because("For information: the role that starts tasks commonly has this."),
    bad(terraform`
      resource "aws_secretsmanager_secret" "db" {
        name = "shop/db"
      }

      resource "aws_iam_role_policy" "start" {
        role = aws_iam_role.start.id
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = [«"secretsmanager:GetSecretValue"»], Resource = "*" }]
        })
      }
    `)
      .to(terraform`
      resource "aws_secretsmanager_secret" "db" {
        name = "shop/db"
      }

      resource "aws_iam_role_policy" "start" {
        role = aws_iam_role.start.id
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = "arn:aws:secretsmanager:<region>:<account>:secret:shop/db-??????" }]
        })
      }
    `)
      .because("The only secret that is defined beside it is probably meant; its ARN ends in six more letters."),
    bad(cloudformation`
      Resources:
        Password: { Type: AWS::SecretsManager::Secret, Properties: { Name: shop/db } }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: web, Image: "222233334444.dkr.ecr.eu-west-1.amazonaws.com/web:1.4" }]
        Read:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: «secretsmanager:GetSecretValue»
                  Resource: "*"
    `)
      .to(cloudformation`
      Resources:
        Password: { Type: AWS::SecretsManager::Secret, Properties: { Name: shop/db } }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: web, Image: "222233334444.dkr.ecr.eu-west-1.amazonaws.com/web:1.4" }]
        Read:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: secretsmanager:GetSecretValue
                  Resource: "arn:aws:secretsmanager:eu-west-1:222233334444:secret:shop/db-??????"
    `)
      .because("The image tells the account and the Region, and the template has one secret."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*" },
          { "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:*:111122223333:secret:shop/*" },
          { "Effect": "Allow", "Action": ["secretsmanager:ListSecrets", "s3:ListAllMyBuckets"], "Resource": "*" }
        ]
      }
    `).because("One bucket, secrets by a prefix; lists tell names only."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } },
          { "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
          { "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "\${parameter}" }
        ]
      }
    `).because("A condition, what wildcard-action says, and what is not known."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:Decrypt", "Resource": "*" }]
      }
    `).because("In a key's own policy, `*` is that key."),
  ],
});

const secretsAndStores = setOf(secrets, stores);
const others = setOf(records);
