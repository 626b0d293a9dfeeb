import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Statement } from "../../model/policy.ts";
import { isNarrowedToSomebody, mayBarStrangers } from "../../model/principal.ts";
import { accountOf, regionOf } from "../../model/scope.ts";

export default rule({
  name: "confused-deputy",
  on: "entrusting",
  title: "Service may act here for anybody",
  severity: "info",
  risk: "orchestrator",
  why: `A service acts for every customer of AWS. A policy of a queue, topic, bucket, key or repository that lets \`events.amazonaws.com\` or \`lambda.amazonaws.com\` in without a word on whose behalf lets in whatever anybody has set up with that service, in any account.

\`aws:SourceAccount\` or \`aws:SourceArn\` say for whom. Of the roles that services take on only those of ECS tasks are meant, as a hint from the preset \`all\` on: AWS recommends the condition there, and a role cannot be passed to another account's task anyway.

Silent where a condition or a \`Deny\` may narrow it.`,
  refs: [
    "CWE-441",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  ],
  equivalents: [{ tool: "access-analyzer", id: "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL" }],

  *check(statement) {
    const { effect, policy, principals, actions } = statement;
    const [service, ...others] = principals.filter((p) => p.type === "Service");
    const [action] = actions.items;
    if (!service?.value.value || !action || !effect.is("Allow") || isNarrowedToSomebody(statement)) return;
    const name = service.value.value;
    if (policy.kind === "trust") {
      if (name !== "ecs-tasks.amazonaws.com" || principals.length > 1) return;
      const message = "No condition says for which account's tasks the role is taken on, as AWS recommends.";
      yield { at: service.value.at, severity: "hint", confidence: "low", message, fixes: fixes(statement) };
      return;
    }
    if (policy.kind !== "resource" || !acting.test(name) || mayBarStrangers(policy, action.value ?? "*")) return;
    const all = others.length > 0 ? `${name} and ${others.length} more` : name;
    yield {
      at: service.value.at,
      message: `${all} may call ${action.value ?? "this"} on behalf of anybody: no condition says for whom.`,
      fixes: fixes(statement),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": «"events.amazonaws.com"» }, "Action": "sqs:SendMessage", "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "*", "Condition": { "StringEquals": { "aws:SourceAccount": "<account>" } } }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": { "Service": «"sns.amazonaws.com"» },
            "Action": "sqs:SendMessage",
            "Resource": "arn:aws:sqs:eu-west-1:222233334444:shop"
          }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": { "Service": "sns.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": "arn:aws:sqs:eu-west-1:222233334444:shop",
            "Condition": {
              "StringEquals": {
                "aws:SourceAccount": "222233334444"
              }
            }
          }
        ]
      }
    `)
      .because("The queue's ARN tells the account."),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Statement:
                - Effect: Allow
                  Principal: { Service: «lambda.amazonaws.com» }
                  Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
    `).because("Anybody's functions may pull the image."),
    bad(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]

          principals {
            type        = "Service"
            identifiers = [«"ecs-tasks.amazonaws.com"»]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]

          principals {
            type        = "Service"
            identifiers = ["ecs-tasks.amazonaws.com"]
          }

          condition {
            test     = "StringEquals"
            variable = "aws:SourceAccount"
            values   = ["<account>"]
          }
        }
      }
    `),
    good(cloudformation`
      Resources:
        Queue:
          Type: AWS::SQS::QueuePolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: sns.amazonaws.com }
                  Action: sqs:SendMessage
                  Resource: "*"
                  Condition: { ArnEquals: { aws:SourceArn: !Ref Topic } }
        HostRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }] }
    `).because("For one topic only; and a role of instances, which send no such context."),
  ],
});

/** Services that send `aws:SourceAccount` or `aws:SourceArn` when they act for somebody. */
const acting =
  /^(?:(?:sns|sqs|s3|events|scheduler|lambda|ses|cloudtrail|config|budgets|cloudwatch|cloudwatch\.alarms|delivery\.logs|vpc-flow-logs|codestar-notifications|backup|inspector|guardduty|securityhub|iot|pipes|states|apigateway|logging\.s3|cloudfront|replicator\.backup)\.amazonaws\.com|logs\.(?:[a-z0-9-]+\.)?amazonaws\.com)$/;

function fixes(statement: Statement): readonly Fix[] {
  const { policy } = statement;
  const account = accountOf(policy);
  const one = account ?? "<account>";
  const applicability = account === undefined ? "draft" : "unsafe";
  const whom = account === undefined ? "one account" : `account ${account}`;
  const byAccount = fix(`Require that it acts for ${whom}`, applicability, statement.require("StringEquals", "aws:SourceAccount", one));
  const isOfTasks = policy.kind === "trust";
  const region = regionOf(policy) ?? (isOfTasks ? "*" : "<region>");
  const arn = isOfTasks ? `arn:aws:ecs:${region}:${one}:*` : `arn:aws:<service>:${region}:${one}:<resource>`;
  const title = isOfTasks ? `Require that the tasks are of ${whom}` : "Require that it acts for one resource";
  return [...byAccount, ...fix(title, isOfTasks ? applicability : "draft", statement.require("ArnLike", "aws:SourceArn", arn))];
}
