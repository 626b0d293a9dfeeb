import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { keyNamed } from "../../knowledge/iam/global-keys.ts";
import { isNegated, operatorOf } from "../../model/condition.ts";

export default rule({
  name: "missing-set-operator",
  on: "conditional",
  title: "Condition compares one value with a key of several",
  severity: "info",
  risk: "orchestrator",
  why: `Some keys hold several values in one request: the services that it came through, the tags that it sets. A condition on them says whether all values must fit (\`ForAllValues\`) or one is enough (\`ForAnyValue\`); without either AWS does not say what it does, and its own check of policies reports an error.

\`ForAnyValue\` is offered for what must be there, and for negated operators \`ForAllValues\`. Keys of services are known as of the day of the data.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"],
  equivalents: [{ tool: "access-analyzer", id: "MISSING_QUALIFIER" }],

  *check({ conditions }) {
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      if (!operator || operator.qualifier || operator.base === "Null") continue;
      if (!keyNamed(condition.key)?.many) continue;
      const whole = `${isNegated(operator) ? "ForAllValues" : "ForAnyValue"}:${condition.operator}`;
      yield {
        at: condition.operatorAt,
        message: `${condition.key} holds several values: "${condition.operator}" does not say whether all of them must fit or one.`,
        key: condition.key,
        fixes: fix(`Ask with "${whole}"`, "unsafe", condition.withOperator(whole)),
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { «"StringEquals"»: { "aws:CalledVia": "athena.amazonaws.com" } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "ecs:*", Resource: "*", Condition: { «StringNotLike»: { aws:TagKeys: team } } }
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "ecs:*", Resource: "*", Condition: { ForAllValues:StringNotLike: { aws:TagKeys: team } } }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "query" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["*"]

          condition {
            test     = «"StringLike"»
            variable = "aws:PrincipalOrgPaths"
            values   = ["o-a1b2c3d4e5/*"]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "query" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["*"]

          condition {
            test     = "ForAnyValue:StringLike"
            variable = "aws:PrincipalOrgPaths"
            values   = ["o-a1b2c3d4e5/*"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "s3:*", "Resource": "*",
          "Condition": {
            "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" },
            "Null": { "aws:TagKeys": "true" },
            "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }
          }
        }]
      }
    `).because("One that says it, a question whether the key is there, and a key of one value."),
  ],
});
