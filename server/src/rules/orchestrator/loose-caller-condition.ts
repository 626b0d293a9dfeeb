import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { binds, isKey, operatorOf } from "../../model/condition.ts";
import { fieldsOf } from "../../model/permissions.ts";
import type { Condition, Statement } from "../../model/policy.ts";
import { isAboutRequest, isAnybody } from "../../model/principal.ts";

export default rule({
  name: "loose-caller-condition",
  on: "conditional",
  title: "Condition on the caller is met from any account",
  severity: "warning",
  risk: "orchestrator",
  why: `\`Principal: "*"\` is often limited by a condition on who calls. A pattern that leaves the account open limits nothing: anybody can make a role by the name in \`arn:aws:iam::*:role/deploy\` in an account of his own, and \`o-*\` is every organization. The same goes for \`aws:SourceArn\` and \`aws:SourceAccount\` of a service that acts for others.

So it is with \`aws:VpcSourceIp\` alone: everybody may give his own network the addresses \`10.0.0.0/8\`.

Name the account, or add \`aws:PrincipalOrgID\`. Silent where another condition tells who it is, in policies of roles and users, whose callers are of the own account anyway, and for ARNs that hold no account, such as those of buckets.`,
  refs: [
    "CWE-284",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "WILDCARD_USAGE_TOO_PERMISSIVE" },
    { tool: "access-analyzer", id: "MISSING_PAIRED_CONDITION_KEYS" },
  ],

  *check(statement) {
    const { effect, policy, principals, conditions, conditionsOpaque } = statement;
    if (!effect.is("Allow") || conditionsOpaque || (policy.kind !== "resource" && policy.kind !== "trust")) return;
    const keys = principals.some(isAnybody) ? callers : principals.some((p) => p.type === "Service") ? sources : undefined;
    const loose = keys && conditions.find((c) => isKey(c, ...keys) && isLoose(c));
    if (!loose || !isOnlyOne(statement)) return;
    const value = loose.values.find((v) => v.is((text) => isOpen(loose, text)));
    if (!value) return;
    yield {
      at: value.at,
      key: loose.key,
      message: `"${value.value}" is met from any account: ${loose.key} does not say who may call.`,
      related: principals.slice(0, 1).map((p) => ({ at: p.value.at, message: "This lets everybody in whom the condition does not keep out." })),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Condition": { "ArnLike": { "aws:PrincipalArn": «"arn:aws:iam::*:role/deploy"» } }
          }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Topic:
          Type: AWS::SNS::TopicPolicy
          Properties:
            Topics: [!Ref Alarms]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: events.amazonaws.com }
                  Action: sns:Publish
                  Resource: !Ref Alarms
                  Condition:
                    ArnLike: { aws:SourceArn: «"arn:aws:events:eu-west-1:*:rule/nightly"» }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]

          principals {
            type        = "AWS"
            identifiers = ["*"]
          }

          condition {
            test     = "StringLike"
            variable = "aws:PrincipalOrgID"
            values   = [«"o-*"»]
          }
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*", "Condition": { "IpAddress": { "aws:VpcSourceIp": «"10.0.0.0/8"» } } }]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::shop/*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" }, "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }
          },
          {
            "Effect": "Allow",
            "Principal": { "AWS": "111122223333" },
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::shop/*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } }
          },
          {
            "Effect": "Allow",
            "Principal": { "Service": "s3.amazonaws.com" },
            "Action": "sns:Publish",
            "Resource": "*",
            "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:s3:*:*:shop" } }
          },
          {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::shop/*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/deploy-*" } }
          },
          {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "arn:aws:s3:::shop/*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/guest" } }
          }
        ]
      }
    `).because("The organization beside it; a principal of one account; the ARN of a bucket, which holds no account; a named account; a Deny."),
  ],
});

const callers = ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:userid", "aws:VpcSourceIp"];
const sources = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID"];

const isLoose = (condition: Condition): boolean => binds(condition) && condition.values.some((v) => v.is((text) => isOpen(condition, text)));

/** Is each other condition one that does not tell who calls either? */
const isOnlyOne = ({ conditions }: Statement): boolean =>
  conditions.every((c) => !binds(c) || isAboutRequest(c) || (isKey(c, ...callers, ...sources) && isLoose(c)));

/** May a caller of any account have such a value? Variables are known to the request only. */
function isOpen({ key, operator }: Condition, text: string): boolean {
  // Everybody numbers his own network as he likes.
  if (key.toLowerCase() === "aws:vpcsourceip") return true;
  if (!/Like|Arn/.test(operatorOf(operator)?.base ?? "") || !/[*?]/.test(text) || text.includes("${")) return false;
  switch (key.toLowerCase()) {
    case "aws:principalarn":
      return !/^arn:[^:]*:[^:]*:[^:]*:[^:*?]*\d{6}/.test(text);
    case "aws:sourcearn":
      return fieldsOf(text)?.service !== "s3" && /^(?:\*|arn:[^:]*:[^:]*:[^:]*:\*:.*)$/.test(text);
    case "aws:userid":
      return /^[^*?]{0,5}[*?]/.test(text);
    default:
      return /^(?:o-)?[^*?]{0,5}[*?]/.test(text);
  }
}
