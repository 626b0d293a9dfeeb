import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { globalKeys, keyIn } from "../../knowledge/iam/global-keys.ts";
import { isKey, operatorOf } from "../../model/condition.ts";

export default rule({
  name: "for-all-values-alone",
  on: "conditional",
  title: "Condition also holds where the key is missing",
  severity: "info",
  risk: "orchestrator",
  why: `\`ForAllValues\` asks that there is no value but those listed. Where the key is not sent at all there is none, so the condition holds: with \`Allow\` it lets in whoever leaves the key out.

Ask with \`Null\` that the key is there, too. For keys that hold one value at most no qualifier is needed, and without it a missing key does not match. Silent with \`Deny\`, beside another condition on the key, and for the keys of tags, grants, records and attributes, where AWS itself writes it so.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"],
  equivalents: [{ tool: "access-analyzer", id: "FORALLVALUES_WITH_SINGLE_VALUED_KEY" }],

  *check(statement) {
    const { effect, conditions } = statement;
    if (!effect.is("Allow")) return;
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      if (operator?.qualifier !== "ForAllValues" || exempt.test(condition.key) || /:aud$/i.test(condition.key)) continue;
      if (conditions.some((c) => c !== condition && isKey(c, condition.key))) continue;
      const single = keyIn(globalKeys, condition.key)?.many === false;
      yield {
        at: condition.operatorAt,
        message: `"${condition.operator}" holds for requests without ${condition.key}, too.`,
        key: condition.key,
        fixes: single
          ? fix(`Ask with "${operator.base}"`, "unsafe", condition.withOperator(operator.base))
          : fix(`Require that ${condition.key} is there`, "unsafe", statement.require("Null", condition.key, "false")),
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { «"ForAllValues:StringEquals"»: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: ec2:RunInstances, Resource: "*", Condition: { «ForAllValues:StringEquals»: { aws:CalledVia: cloudformation.amazonaws.com } } }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "run" {
        statement {
          actions   = ["ec2:RunInstances"]
          resources = ["*"]

          condition {
            test     = «"ForAllValues:StringEquals"»
            variable = "aws:CalledVia"
            values   = ["cloudformation.amazonaws.com"]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "run" {
        statement {
          actions   = ["ec2:RunInstances"]
          resources = ["*"]

          condition {
            test     = "ForAllValues:StringEquals"
            variable = "aws:CalledVia"
            values   = ["cloudformation.amazonaws.com"]
          }

          condition {
            test     = "Null"
            variable = "aws:CalledVia"
            values   = ["false"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": { "ForAllValues:StringNotEquals": { "aws:CalledVia": "x.amazonaws.com" } } },
          {
            "Effect": "Allow", "Action": "ec2:*", "Resource": "*",
            "Condition": { "ForAllValues:StringEquals": { "aws:CalledVia": "x.amazonaws.com", "aws:TagKeys": ["team"] }, "Null": { "aws:CalledVia": "false" } }
          }
        ]
      }
    `).because("A denial; a key that must be there; tags."),
  ],
});

const exempt = /^(?:aws:TagKeys$|kms:GrantOperations$|route53:|dynamodb:)/i;
