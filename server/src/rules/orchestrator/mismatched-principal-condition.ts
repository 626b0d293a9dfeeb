import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { binds, isKey } from "../../model/condition.ts";
import { isAnybody } from "../../model/principal.ts";

export default rule({
  name: "mismatched-principal-condition",
  on: "conditional",
  title: "Condition can never hold for the principals",
  severity: "warning",
  risk: "orchestrator",
  why: `Requests of services have no \`aws:PrincipalOrgID\` and the like, and those of accounts, roles and users no \`aws:SourceArn\`: a condition on what is never sent never holds, so that the statement lets nobody in. Whoever repairs that in a hurry drops the condition.

For services ask with \`aws:SourceAccount\`, \`aws:SourceArn\` or \`aws:SourceOrgID\`; for accounts with \`aws:PrincipalOrgID\` or \`aws:PrincipalArn\`. Silent where principals of both kinds or \`*\` stand in one statement.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  ],
  equivalents: [{ tool: "access-analyzer", id: "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL" }],

  *check({ effect, principals, conditions }) {
    if (!effect.is("Allow") || principals.length === 0 || principals.some((p) => isAnybody(p) || p.value.opaque)) return;
    const services = principals.every((p) => p.type === "Service");
    const accounts = principals.every((p) => p.type === "AWS");
    for (const condition of conditions.filter(binds)) {
      const other = ofPrincipal.find(([own]) => isKey(condition, own))?.[1];
      if (services && other !== undefined) {
        yield {
          at: condition.at,
          message: `Requests of services have no ${condition.key}: the condition never holds, and the statement lets nobody in.`,
          key: condition.key,
          fixes: other === "" ? [] : fix(`Ask for "${other}"`, "unsafe", condition.withKey(other)),
        };
      } else if (accounts && isKey(condition, "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths")) {
        yield {
          at: condition.at,
          message: `Only services send ${condition.key}: for accounts, roles and users the condition never holds, and the statement lets nobody in.`,
          key: condition.key,
        };
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "*",
          "Condition": { "StringEquals": { «"aws:PrincipalOrgID"»: "o-a1b2c3d4e5" } }
        }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "*",
          "Condition": { "StringEquals": { "aws:SourceOrgID": "o-a1b2c3d4e5" } }
        }]
      }
    `),
    bad(cloudformation`
      Resources:
        Queue:
          Type: AWS::SQS::QueuePolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { AWS: arn:aws:iam::444455556666:root }
                  Action: sqs:SendMessage
                  Resource: "*"
                  Condition: { ArnEquals: { «aws:SourceArn»: !Ref Topic } }
    `),
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
            variable = "aws:SourceAccount"
            values   = ["111122223333"]
          }
        }
      }
    `).because("Services are among those whom `*` lets in."),
  ],
});

/** Keys that tell who calls, and what says the same of whom a service acts for; "" where nothing does. */
const ofPrincipal: readonly (readonly [string, string])[] = [
  ["aws:PrincipalOrgID", "aws:SourceOrgID"],
  ["aws:PrincipalOrgPaths", "aws:SourceOrgPaths"],
  ["aws:PrincipalAccount", "aws:SourceAccount"],
  ["aws:PrincipalArn", ""],
  ["aws:userid", ""],
];
