import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule, type Severity } from "../../kit/rule.ts";
import { includesAction } from "../../model/action.ts";
import { isGuardrail, type Statement } from "../../model/policy.ts";
import { isAnybody, isNarrowedToSomebody, mayBarStrangers } from "../../model/principal.ts";
import { accountOf } from "../../model/scope.ts";

export default rule({
  name: "public-principal",
  on: "entrusting",
  title: "Policy lets anybody in",
  severity: "error",
  risk: "orchestrator",
  why: `\`"Principal": "*"\` is not "everybody in my account" but everybody who has an AWS account, and for services that take anonymous requests everybody at all. In a trust policy whoever knows the role's ARN has its rights; in the policy of a repository anybody pulls, or pushes the image that your tasks run next; in that of a key, queue or secret anybody uses it.

Name the accounts or roles, or keep \`*\` and let a condition say who: \`aws:PrincipalOrgID\`, \`aws:SourceArn\` and \`aws:SourceAccount\` for services, \`aws:SourceVpce\`. Conditions that anybody can meet do not count: encrypted transport, a time, a user agent, a tag that callers give to themselves. Nor do \`…IfExists\`, \`ForAllValues\` and negated operators, which hold where the key is missing.

Reading objects of a bucket by anybody is how many web sites are made and shown for information. Silent where a \`Deny\` may keep strangers out, and for what is public by design: APIs and URLs of functions with access control of their own, endpoints of a VPC.`,
  refs: [
    "NIST SP 800-190 4.2.3",
    "CWE-284",
    "CWE-732",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_60" },
    { tool: "checkov", id: "CKV_AWS_32" },
    { tool: "checkov", id: "CKV_AWS_283" },
    { tool: "trivy", id: "AWS-0032" },
  ],

  *check(statement) {
    const { effect, policy, principals, actions } = statement;
    const anybody = principals.find(isAnybody);
    if (!anybody || !effect.is("Allow") || isGuardrail(policy) || isNarrowedToSomebody(statement)) return;
    const open = actions.items.filter((a) => a.is((written) => !byDesign.test(written) && !mayBarStrangers(policy, written)));
    const [first] = open;
    if (!first) return;
    const what = open.length > 1 ? `${first.value} and ${open.length - 1} more` : first.value;
    const isTrust = policy.kind === "trust";
    const message = isTrust ? "Anybody with an AWS account can take on this role." : `Anybody may call ${what} here: no condition says who.`;
    yield { at: anybody.value.at, message, severity: isTrust ? "error" : severityOf(statement), fixes: fixes(statement) };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": «"*"» }, "Action": "sts:AssumeRole" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "<o-organization>" } } }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Principal": «"*"», "Action": ["ecr:BatchGetImage", "ecr:PutImage"],
          "Condition": { "StringEqualsIfExists": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }
        }]
      }
    `).because("A repository. `IfExists` lets those in who are in no organization."),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: «"*"»
                  Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
    `).to(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: "*"
                  Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
                  Condition:
                    StringEquals:
                      aws:PrincipalOrgID: "<o-organization>"
    `),
    bad(terraform`
      data "aws_iam_policy_document" "queue" {
        statement {
          actions   = ["sqs:SendMessage"]
          resources = ["*"]

          principals {
            type        = "*"
            identifiers = [«"*"»]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "queue" {
        statement {
          actions   = ["sqs:SendMessage"]
          resources = ["*"]

          principals {
            type        = "*"
            identifiers = ["*"]
          }

          condition {
            test     = "StringEquals"
            variable = "aws:PrincipalOrgID"
            values   = ["<o-organization>"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } },
          {
            "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
            "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }
          }
        ]
      }
    `).because("A denial, and a condition that says who."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*" },
          {
            "Effect": "Deny", "Principal": "*", "Action": "secretsmanager:*", "Resource": "*",
            "Condition": { "StringNotEquals": { "aws:SourceVpce": "vpce-0a1b2c3d4e5f6a7b8" } }
          }
        ]
      }
    `).because("What is denied but through one endpoint is not open to anybody."),
    good(cloudformation`
      Resources:
        Endpoint:
          Type: AWS::EC2::VPCEndpoint
          Properties:
            PolicyDocument: { Statement: [{ Effect: Allow, Principal: "*", Action: "*", Resource: "*" }] }
        Api:
          Type: AWS::ApiGateway::RestApi
          Properties:
            Policy: { Statement: [{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "*" }] }
        Queue:
          Type: AWS::SQS::QueuePolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: "*", Condition: { ArnEquals: { aws:SourceArn: !Ref Topic } } }
    `).because("The policy of an endpoint grants nothing, APIs have access control of their own, and only one topic may send."),
    good(terraform`
      data "aws_iam_policy_document" "topic" {
        statement {
          actions   = ["sns:Publish"]
          resources = ["*"]

          principals {
            type        = "AWS"
            identifiers = ["*"]
          }

          condition {
            test     = "StringEquals"
            variable = "AWS:SourceOwner"
            values   = [var.account]
          }
        }
      }
    `).because("AWS's own default for a topic: only the owner."),
  ],
});

/** Access control of their own, or none wanted. */
const byDesign = /^(?:execute-api|es|aoss|lambda:InvokeFunctionUrl|appsync|apigateway|ecr-public)\b/i;

/** What only reads, and what web sites are made of. */
function severityOf({ actions }: Statement): Severity {
  const all = actions.items.flatMap((a) => a.value ?? []);
  if (all.every((a) => /^s3:(?:GetObject(?:Version)?|ListBucket)$/i.test(a))) return "info";
  return all.every((a) => reading.some((pattern) => includesAction(pattern, a))) ? "warning" : "error";
}
const reading = ["*:Get*", "*:List*", "*:Describe*", "*:BatchGet*", "*:BatchCheck*", "*:Receive*", "sns:Subscribe"];

function fixes(statement: Statement): readonly Fix[] {
  const account = accountOf(statement.policy);
  const inOrganization = statement.require("StringEquals", "aws:PrincipalOrgID", "<o-organization>");
  return [
    ...fix("Require that who calls is in your organization", "draft", inOrganization),
    ...(account === undefined
      ? []
      : fix(`Require that who calls is of account ${account}`, "unsafe", statement.require("StringEquals", "aws:PrincipalAccount", account))),
  ];
}
