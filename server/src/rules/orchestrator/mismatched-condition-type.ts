import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { ConditionKey } from "../../knowledge/iam/catalogue.ts";
import { keyNamed } from "../../knowledge/iam/global-keys.ts";
import { comparing, type Family, familyOf, operatorOf } from "../../model/condition.ts";

export default rule({
  name: "mismatched-condition-type",
  on: "conditional",
  title: "Condition compares a key as what it is not",
  severity: "warning",
  risk: "orchestrator",
  why: `A number that is compared as text, or a text as a number, does not match what it is meant to: with \`Allow\` nobody gets in, with \`Deny\` nobody is kept out.

ARNs that are compared as text work where they are exact; with wildcards \`StringLike\` lets a \`*\` reach over the colons, which \`ArnLike\` does not. That is shown as a hint, from the preset \`strict\` on. Tags are texts that may well hold numbers, and truth values may be compared as texts: neither is meant.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "TYPE_MISMATCH" },
    { tool: "access-analyzer", id: "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS" },
  ],

  *check({ conditions }) {
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      const known = keyNamed(condition.key);
      if (!operator || operator.base === "Null" || !known || known.name.includes("$")) continue;
      const family = familyOf(operator.base);
      if (comparing[known.type].includes(family)) continue;
      const near = replaced(operator.base, family, known.type);
      const whole = near && condition.operator.replace(new RegExp(operator.base, "i"), near);
      const fixes: readonly Fix[] = whole ? fix(`Compare with "${whole}"`, "unsafe", condition.withOperator(whole)) : [];
      if (known.type === "ARN" && family === "String") {
        const message = `${condition.key} is an ARN, which "${whole}" compares part by part.`;
        yield { at: condition.operatorAt, severity: "hint", confidence: "low", message, key: condition.key, fixes };
      } else {
        const message = `${condition.key} is ${words[known.type]}: "${condition.operator}" does not compare such.`;
        yield { at: condition.operatorAt, message, key: condition.key, fixes };
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { «"StringEquals"»: { "s3:max-keys": "10" } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { "NumericEquals": { "s3:max-keys": "10" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: s3:ListBucket, Resource: "*", Condition: { «StringLike»: { aws:PrincipalArn: "arn:aws:iam::*:role/ci" } } }
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: s3:ListBucket, Resource: "*", Condition: { ArnLike: { aws:PrincipalArn: "arn:aws:iam::*:role/ci" } } }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "list" {
        statement {
          actions   = ["s3:ListBucket"]
          resources = ["*"]

          condition {
            test     = «"StringEquals"»
            variable = "aws:SourceIp"
            values   = ["198.51.100.0/24"]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "list" {
        statement {
          actions   = ["s3:ListBucket"]
          resources = ["*"]

          condition {
            test     = "IpAddress"
            variable = "aws:SourceIp"
            values   = ["198.51.100.0/24"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*",
          "Condition": {
            "StringEquals": { "aws:SecureTransport": "true", "s3:prefix": "web/" },
            "NumericLessThan": { "aws:PrincipalTag/level": "3" },
            "Null": { "aws:SourceIp": "false" },
            "DateLessThan": { "aws:CurrentTime": "2030-01-01T00:00:00Z" }
          }
        }]
      }
    `).because("Truth values as texts, numbers in tags, and `Null`, which takes every key."),
  ],
});

const words: Readonly<Record<ConditionKey["type"], string>> = {
  String: "a text",
  ARN: "an ARN",
  Bool: "a truth value",
  Numeric: "a number",
  Date: "a date",
  IPAddress: "an address",
  Binary: "binary",
};

/** The operator that asks the same of the right type; undefined where there is none. */
function replaced(base: string, family: Family, type: ConditionKey["type"]): string | undefined {
  const negated = base.includes("Not");
  switch (type) {
    case "ARN":
      return family === "String" ? (negated ? "ArnNotLike" : "ArnLike") : undefined;
    case "IPAddress":
      return negated ? "NotIpAddress" : "IpAddress";
    case "Numeric":
      return /^String(?:Not)?Equals$/.test(base) ? base.replace("String", "Numeric") : undefined;
    case "Date":
      return /^String(?:Not)?Equals$/.test(base) ? base.replace("String", "Date") : undefined;
    case "String":
      return /^(?:Numeric|Arn)(?:Not)?Equals$/.test(base)
        ? base.replace(family, "String")
        : base.startsWith("Arn")
          ? base.replace("Arn", "String")
          : undefined;
    default:
      return undefined;
  }
}
