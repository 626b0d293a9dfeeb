import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { imagePush } from "../../knowledge/iam/escalations.ts";
import { enumerate } from "../../model/enumeration.ts";
import { kindsOf, namesOf, unlimitedIn } from "../../model/permissions.ts";
import { plainWrites } from "../../model/powers.ts";
import { scoping } from "../../model/scope.ts";

export default rule({
  name: "wildcard-resource",
  on: "statement",
  title: "Policy lets every resource be changed",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `\`Resource: "*"\` is right for actions that accept nothing else, and harmless for most that only look. For actions that create, change or delete and that can be limited to a resource, it means everybody's: whoever takes the workload over can delete the tables, queues and services of all others.

Whoever may push images to every repository decides what the containers of each run at their next start, where these are deployed by tag: that is a warning.

The finding names those actions only. What reads data or secrets, hands out credentials or changes who has access has rules of its own. Patterns that leave nothing out, such as \`arn:aws:ecr:*:*:repository/*\`, count as \`*\`.

Silent under a condition that narrows, where the policy denies it again, and where wildcard-action or full-admin says more. The fix limits the statement to the types of resources that its actions are about, three at most; what accepts \`*\` only moves to a statement of its own.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-732",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_111" },
    { tool: "checkov", id: "CKV_AWS_290" },
    { tool: "checkov", id: "CKV_AWS_356" },
  ],

  *check(statement) {
    const found = unlimitedIn(statement, plainWrites());
    const [first] = found;
    if (!first) return;
    const names = namesOf(found);
    const pushes = imagePush.every((action) => names.includes(action));
    const limit = `though ${names.length > 1 ? "they" : "it"} could be limited`;
    yield {
      at: first.resource.at,
      message: `${enumerate(names)} may change ${kindsOf(found)}, ${limit}${pushes ? ": the image of any container that is deployed by its tag can be replaced" : ""}.`,
      ...(pushes ? { severity: "warning" } : {}),
      related: [{ at: first.grant.at, message: "The action is allowed here." }],
      fixes: () => scoping(statement, first.resource),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:PutImage", "ecr:UploadLayerPart"], "Resource": «"*"» },
          { "Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop" }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecr:PutImage", "ecr:UploadLayerPart"], "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop" },
          { "Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop" },
          {
            "Effect": "Allow",
            "Action": "ecr:GetAuthorizationToken",
            "Resource": "*"
          }
        ]
      }
    `)
      .because("The token accepts `*` only and gets a statement of its own; the policy names one repository elsewhere."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["arn:aws:sqs:eu-west-1:111122223333:a", «"arn:*:sqs:*:*:*"»] }]
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          actions   = ["dynamodb:PutItem", "dynamodb:Delete*"]
          resources = [«"*"»]
        }
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "ci" {
        statement {
          actions   = ["ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]
          resources = [«"arn:aws:ecr:*:111122223333:repository/*"»]
        }
      }
    `).because("All of them together push images: a warning."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:PutImage", "ecs:ListClusters", "sqs:DeleteQueue"], "Resource": «"*"» }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecr:PutImage", "sqs:DeleteQueue"], "Resource": ["arn:aws:ecr:<region>:<account>:repository/<RepositoryName>", "arn:aws:sqs:<region>:<account>:<QueueName>"] },
          {
            "Effect": "Allow",
            "Action": ["ecr:GetAuthorizationToken", "ecs:ListClusters"],
            "Resource": "*"
          }
        ]
      }
    `)
      .because("Two types of resources, and actions that accept `*` only."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": ["ecr:GetAuthorizationToken", "ssmmessages:CreateDataChannel", "ec2:Describe*", "ecs:List*", "cloudwatch:PutMetricData"],
            "Resource": "*"
          }
        ]
      }
    `).because("Some accept `*` only, the others look and change nothing."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "arn:aws:logs:*:*:log-group:/ecs/shop:*" },
          { "Effect": "Allow", "Action": "sqs:DeleteQueue", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "shop" } } },
          { "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*" }
        ]
      }
    `).because("One log group, queues by their tag, and what is denied."),
  ],
});
