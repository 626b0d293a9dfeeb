import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { dataDate } from "../../knowledge/iam/catalogue.ts";
import { isKey, operatorOf } from "../../model/condition.ts";
import { impossibleTogether } from "../../model/impossible.ts";
import type { Condition } from "../../model/policy.ts";

export default rule({
  name: "impossible-condition",
  on: "conditional",
  title: "Condition never holds",
  severity: "warning",
  risk: "orchestrator",
  why: `All conditions of a statement must hold at once. Where two of them ask the same key for different values, or for a value and for its absence, none ever does: an \`Allow\` lets nobody in, and a \`Deny\` keeps nobody out, however strict it reads. So it is with a time that is over.

Several values that are each welcome belong into one list. Keys that hold several values, operators with \`IfExists\` and variables are not judged; a time counts as over when it was over on the day that Plimsoll's data of AWS is from.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
  ],

  *check({ conditions, effect }) {
    const what = effect.is("Deny") ? "denies" : "allows";
    const severity = effect.is("Deny") ? "warning" : "info";
    for (const condition of conditions) {
      const [value] = condition.values;
      if (!value || !isOver(condition)) continue;
      yield { at: value.at, severity, key: condition.key, message: `"${value.value}" is over: the statement ${what} nothing any more.` };
    }
    for (const [first, second] of impossibleTogether(conditions)) {
      const message = `"${first.operator}" and "${second.operator}" never hold together for ${first.key}: the statement ${what} nothing.`;
      yield {
        at: second.at,
        severity,
        key: `${first.operator} ${second.operator} ${first.key}`,
        message,
        related: [{ at: first.at, message: "The other one." }],
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" }, "StringLike": { «"aws:RequestedRegion"»: "us-*" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: ecr:PutImage
                  Resource: "*"
                  Condition:
                    StringEquals: { aws:ResourceTag/team: shop }
                    "Null": { «aws:ResourceTag/team»: "true" }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "window" {
        statement {
          actions   = ["ecs:UpdateService"]
          resources = ["arn:aws:ecs:eu-west-1:111122223333:service/shop/*"]

          condition {
            test     = "DateLessThan"
            variable = "aws:CurrentTime"
            values   = [«"2021-07-01T00:00:00Z"»]
          }
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "NumericGreaterThan": { "aws:MultiFactorAuthAge": "3600" }, "NumericLessThan": { «"aws:MultiFactorAuthAge"»: "3600" } } }]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "ecr:PutImage",
            "Resource": "*",
            "Condition": {
              "StringEquals": { "aws:ResourceTag/Team": "shop", "aws:ResourceTag/team": "web", "aws:PrincipalAccount": ["111122223333", "444455556666"] },
              "StringLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/*", "aws:PrincipalAccount": "1111*" },
              "ForAnyValue:StringEquals": { "aws:TagKeys": "a" },
              "ForAnyValue:StringLike": { "aws:TagKeys": "b*" },
              "StringNotEquals": { "aws:PrincipalAccount": "444455556666" },
              "StringEqualsIfExists": { "aws:RequestedRegion": "eu-west-1" },
              "StringNotEqualsIfExists": { "aws:RequestedRegion": "eu-west-1" },
              "DateGreaterThan": { "aws:CurrentTime": "2021-07-01T00:00:00Z" },
              "NumericGreaterThanEquals": { "s3:max-keys": "10" },
              "NumericLessThanEquals": { "s3:max-keys": "10" },
              "Null": { "aws:PrincipalAccount": "false" }
            }
          }
        ]
      }
    `).because("Tags whose names differ in case, values left over, several values at once, requests without the key, and a time that has begun."),
  ],
});

/** Was the last moment that it takes before the day that the data is from? */
const isOver = (condition: Condition): boolean =>
  /^DateLessThan(?:Equals)?$/.test(operatorOf(condition.operator)?.base ?? "") &&
  isKey(condition, "aws:CurrentTime") &&
  condition.values.length > 0 &&
  condition.values.every((v) => v.is((text) => /^\d{4}-\d\d-\d\d/.test(text) && text.slice(0, 10) < dataDate()));
