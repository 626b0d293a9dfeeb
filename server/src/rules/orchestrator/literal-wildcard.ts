import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isNegated, operatorOf } from "../../model/condition.ts";

export default rule({
  name: "literal-wildcard",
  on: "conditional",
  title: "Wildcard where none is understood",
  severity: "warning",
  risk: "orchestrator",
  why: `\`StringEquals\` takes \`*\` and \`?\` for characters like any other. An \`Allow\` with such a condition lets nobody in; a \`Deny\` with \`StringNotEquals\` keeps everybody out, and one with \`StringEquals\` nobody.

\`StringLike\` understands them. The change brings a statement to life that never worked, so look at what it then allows. Claims of identity providers are open-web-identity's to judge. Keys whose values are names that may hold an asterisk, such as prefixes of objects, are shown all the same: nobody means that.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String"],
  equivalents: [{ tool: "access-analyzer", id: "WILDCARD_WITHOUT_LIKE_OPERATOR" }],

  *check({ conditions }) {
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      if (!operator || !/^String(?:Not)?Equals/.test(operator.base) || /:(?:sub|aud)$/i.test(condition.key)) continue;
      const value = condition.values.find((v) => v.is((text) => /[*?]/.test(text.replace(/\$\{[^{}]*\}/g, ""))));
      if (!value) continue;
      const like = /IgnoreCase/.test(operator.base) ? undefined : isNegated(operator) ? "StringNotLike" : "StringLike";
      const whole = like && condition.operator.replace(/String(?:Not)?Equals/i, like);
      yield {
        at: value.at,
        message: `"${condition.operator}" takes the wildcard in "${value.value}" for a plain character.`,
        key: condition.key,
        fixes: whole ? fix(`Match with "${whole}"`, "unsafe", condition.withOperator(whole)) : [],
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { "StringEquals": { "s3:prefix": [«"web/*"»] } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { "StringLike": { "s3:prefix": ["web/*"] } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "*", Resource: "*", Condition: { StringNotEquals: { aws:RequestedRegion: «eu-*» } } }
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "*", Resource: "*", Condition: { StringNotLike: { aws:RequestedRegion: eu-* } } }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "pass" {
        statement {
          actions   = ["iam:PassRole"]
          resources = ["*"]

          condition {
            test     = "StringEquals"
            variable = "iam:PassedToService"
            values   = [«"ecs*.amazonaws.com"»]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "pass" {
        statement {
          actions   = ["iam:PassRole"]
          resources = ["*"]

          condition {
            test     = "StringLike"
            variable = "iam:PassedToService"
            values   = ["ecs*.amazonaws.com"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*",
          "Condition": { "StringLike": { "s3:prefix": "web/*" }, "ArnEquals": { "aws:SourceArn": "arn:aws:sns:*:111122223333:*" }, "StringEquals": { "s3:prefix": "\${*}" } }
        }]
      }
    `).because("Operators that know wildcards, and an asterisk that is meant."),
  ],
});
