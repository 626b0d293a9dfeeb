import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isKey, isNegated, operatorOf } from "../../model/condition.ts";

export default rule({
  name: "optional-security-condition",
  on: "conditional",
  title: "Condition that keeps others out does not hold for all",
  severity: "warning",
  risk: "orchestrator",
  why: `\`…IfExists\` holds where the key is missing. For who calls, from where, and with which second factor that is just the request that was to be kept out: access keys of users send no \`aws:MultiFactorAuthPresent\`, callers from outside no \`aws:SourceVpce\`.

The other way round a \`Deny\` with \`Bool\` on \`aws:MultiFactorAuthPresent\` being false spares those access keys, since they do not send the key: \`BoolIfExists\` means them, too. It then also denies what your programs do with such keys. A \`Deny\` that excuses services with another condition is left alone.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
  ],

  *check({ effect, conditions }) {
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      if (!operator) continue;
      if (effect.is("Allow") && operator.ifExists && !isNegated(operator) && isKey(condition, ...telling)) {
        // The key may be required beside it.
        if (conditions.some((c) => c !== condition && isKey(c, condition.key))) continue;
        const strict = condition.operator.replace(/IfExists$/i, "");
        yield {
          at: condition.operatorAt,
          message: `"${condition.operator}" also lets those in whose request has no ${condition.key}.`,
          key: condition.key,
          fixes: fix(`Ask with "${strict}"`, "unsafe", condition.withOperator(strict)),
        };
      } else if (effect.is("Deny") && operator.base === "Bool" && !operator.ifExists && conditions.length === 1 && isKey(condition, mfa)) {
        if (!condition.values.some((v) => v.is("false"))) continue;
        yield {
          at: condition.operatorAt,
          severity: "info",
          message: `"${condition.operator}" spares requests without ${condition.key}: those that are signed with a user's access key.`,
          key: condition.key,
          fixes: fix('Ask with "BoolIfExists"', "unsafe", condition.withOperator("BoolIfExists")),
        };
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Condition": { «"BoolIfExists"»: { "aws:MultiFactorAuthPresent": "true" } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "*", Resource: "*", Condition: { «Bool»: { aws:MultiFactorAuthPresent: "false" } } }
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "*", Resource: "*", Condition: { BoolIfExists: { aws:MultiFactorAuthPresent: "false" } } }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/*"]

          condition {
            test     = «"StringEqualsIfExists"»
            variable = "aws:SourceVpce"
            values   = ["vpce-0a1b2c3d4e5f6a7b8"]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/*"]

          condition {
            test     = "StringEquals"
            variable = "aws:SourceVpce"
            values   = ["vpce-0a1b2c3d4e5f6a7b8"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } },
          { "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" }, "StringNotEquals": { "aws:PrincipalType": "User" } } },
          { "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": { "StringEqualsIfExists": { "ec2:InstanceType": "t3.micro" } } }
        ]
      }
    `).because("A denial that means all; one that says more; a key that only some resources of one action have."),
  ],
});

const mfa = "aws:MultiFactorAuthPresent";
const telling = [
  ...[mfa, "aws:MultiFactorAuthAge", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"],
  ...["aws:PrincipalAccount", "aws:SourceOrgID", "aws:SourceAccount", "aws:SourceArn", "sts:ExternalId"],
];
