import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { fix, rule } from "../../kit/rule.ts";
import { operatorOf, operators } from "../../model/condition.ts";

export default rule({
  name: "unknown-condition-operator",
  on: "conditional",
  title: "Condition has an operator that does not exist",
  severity: "warning",
  risk: "orchestrator",
  why: `AWS refuses a policy with an operator that it does not know, so that what stands deployed is an older one, or none. \`Null\` has no form with \`IfExists\`: it asks just that.

Where one operator is near, it is offered; what the condition says then takes effect for the first time.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"],
  equivalents: [
    { tool: "access-analyzer", id: "INVALID_CONDITION_OPERATOR" },
    { tool: "access-analyzer", id: "NULL_WITH_IF_EXISTS" },
  ],

  *check({ conditions }) {
    const seen = new Set<string>();
    for (const condition of conditions) {
      const { operator, operatorAt } = condition;
      if (operatorOf(operator) || /[${}]|^Fn::|^Ref$/.test(operator) || seen.has(operator)) continue;
      seen.add(operator);
      const [, qualifier = "", base = operator, suffix = ""] = /^(\w+:)?(\w+?)(IfExists)?$/i.exec(operator) ?? [];
      const near = /^null$/i.test(base) ? "Null" : nearest(base, operators);
      const whole = near && (near === "Null" ? near : `${qualified(qualifier)}${near}${suffix}`);
      yield {
        at: operatorAt,
        message: `There is no operator "${operator}".${whole ? ` Did you mean "${whole}"?` : ""}`,
        key: operator,
        fixes: whole ? fix(`Write "${whole}"`, "unsafe", condition.withOperator(whole)) : [],
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { «"StringEqual"»: { "s3:prefix": "web/" } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { "StringEquals": { "s3:prefix": "web/" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: s3:ListBucket, Resource: "*", Condition: { «NullIfExists»: { s3:prefix: "false" } } }
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: s3:ListBucket, Resource: "*", Condition: { Null: { s3:prefix: "false" } } }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "list" {
        statement {
          actions   = ["s3:ListBucket"]
          resources = ["*"]

          condition {
            test     = «"ForAnyValues:StringLike"»
            variable = "s3:prefix"
            values   = ["web/*"]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "list" {
        statement {
          actions   = ["s3:ListBucket"]
          resources = ["*"]

          condition {
            test     = "ForAnyValue:StringLike"
            variable = "s3:prefix"
            values   = ["web/*"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*",
          "Condition": { "ForAllValues:StringLikeIfExists": { "s3:prefix": "web/*" }, "\${operator}": { "s3:delimiter": "/" } }
        }]
      }
    `).because("A qualifier and a suffix; what a template puts there is not known."),
  ],
});

const qualified = (qualifier: string): string => (qualifier === "" ? "" : /all/i.test(qualifier) ? "ForAllValues:" : "ForAnyValue:");
