import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { operatorOf } from "../../model/condition.ts";
import type { Field } from "../../model/field.ts";
import type { Condition } from "../../model/policy.ts";
import { redundantIn } from "../../model/redundant.ts";

export default rule({
  name: "redundant-condition-value",
  on: "conditional",
  title: "Condition names a value in vain",
  severity: "hint",
  preset: "strict",
  risk: "orchestrator",
  why: `Of the values of a key one must fit. One that stands there twice, or that a wildcard beside it includes, changes nothing, save that a reader takes the condition for narrower than it is. Taking it out can never change anything, and so the fix is safe.

Two more lists say less than they seem to: \`"true"\` and \`"false"\` together hold for every request that has the key at all, and of a key that stands twice in one operator, in capitals and in small letters, AWS takes neither.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "REDUNDANT_CONDITION_VALUE_NUM" },
    { tool: "access-analyzer", id: "INVALID_CONDITION_MULTIPLE_BOOLEAN" },
    { tool: "access-analyzer", id: "DUPLICATE_KEYS_WITH_DIFFERENT_CASE" },
  ],

  *check({ conditions }) {
    const firsts = new Map<string, Condition>();
    for (const [i, condition] of conditions.entries()) {
      const { key, operator, values } = condition;
      const name = `${operator} ${key.toLowerCase()}`;
      const first = firsts.get(name);
      // The names of tags are told apart by case, too.
      if (!first) firsts.set(name, condition);
      else if (first.key !== key && !key.includes("/")) {
        const message = `"${key}" and "${first.key}" are one key: AWS takes it but once for "${operator}".`;
        yield { at: condition.at, severity: "warning", message, key: `${i}`, related: [{ at: first.at, message: "It stands here already." }] };
      }
      const base = operatorOf(operator)?.base;
      if (base === "Bool" && ["true", "false"].every((word) => values.some((v) => v.is((text) => text.toLowerCase() === word)))) {
        const at = values[0]?.at ?? condition.at;
        yield { at, severity: "warning", message: `Both "true" and "false": the condition holds wherever there is "${key}".`, key };
        continue;
      }
      for (const { item, by } of inVain(condition)) {
        const same = item.value?.toLowerCase() === by.value?.toLowerCase();
        const report: Report = {
          at: item.at,
          message: same ? `"${item.value}" is named twice.` : `"${by.value}" includes "${item.value}" already.`,
          key: `${key} ${item.value}`,
          related: [{ at: by.at, message: same ? "It is named here already." : "This includes it." }],
          fixes: () => fix(`Remove "${item.value}"`, "safe", item.remove()),
        };
        yield report;
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shop", "Condition": { "StringLike": { "s3:prefix": ["web/*", «"web/img/*"»] } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shop", "Condition": { "StringLike": { "s3:prefix": ["web/*"] } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Deny
                  Action: "*"
                  Resource: "*"
                  Condition:
                    StringNotEquals:
                      aws:RequestedRegion:
                        - eu-west-1
                        - eu-central-1
                        - «eu-west-1»
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Deny
                  Action: "*"
                  Resource: "*"
                  Condition:
                    StringNotEquals:
                      aws:RequestedRegion:
                        - eu-west-1
                        - eu-central-1
    `),
    bad(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/*"]

          condition {
            test     = "Bool"
            variable = "aws:SecureTransport"
            values   = [«"true"», "false"]
          }
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5", «"aws:principalorgid"»: "o-f6g7h8i9j0" } } }]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::shop",
            "Condition": {
              "StringEquals": { "s3:prefix": ["", "web/", "web/*"], "aws:PrincipalTag/Team": "shop", "aws:PrincipalTag/team": "shop" },
              "StringLike": { "s3:prefix": ["web/*", "WEB/*"] }
            }
          }
        ]
      }
    `).because("An asterisk that is a plain character, capitals that are others, and tags, whose names AWS tells apart."),
  ],
});

/** Values that another one includes, or is. */
function inVain({ operator, values }: Condition): readonly { readonly item: Field<string>; readonly by: Field<string> }[] {
  const base = operatorOf(operator)?.base;
  if (base === undefined || values.length < 2) return [];
  // A wildcard in what stands for a variable or for itself is none.
  if (/Like$/.test(base) && base.startsWith("String") && !values.some((v) => v.is((text) => text.includes("${")))) return redundantIn(values, true);
  const first = new Map<string, Field<string>>();
  return values.flatMap((item) => {
    if (item.value === undefined) return [];
    const text = base.includes("IgnoreCase") ? item.value.toLowerCase() : item.value;
    const by = first.get(text);
    if (by) return [{ item, by }];
    first.set(text, item);
    return [];
  });
}
