import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { allowing, grants, isEverything, isNarrowed, isOn } from "../../model/access.ts";

export default rule({
  name: "inverted-grant",
  on: "statement",
  title: "Policy allows all but what it lists",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `\`Allow\` with \`NotResource\` or \`NotAction\` grants everything that nobody thought of, and all that is made later. It is easily taken for a \`Deny\`, which it is not: another statement may allow what it leaves out.

Write what is meant in \`Resource\` and \`Action\`, and what must never be in a \`Deny\`. Silent under a condition that narrows, and where full-admin or wildcard-action says more. In a \`Deny\` both are the usual way to write what is spared.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-732",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
  ],

  *check(statement) {
    const { actions, notActions, resources, notResources } = statement;
    if (!grants(statement) || isNarrowed(statement)) return;
    if (notResources.state === "written" && allowing(statement, "*:*").length === 0 && !notResources.items.some((r) => r.opaque)) {
      if (actions.items.some((a) => a.is((p) => /:\*+$/.test(p)))) return;
      yield {
        at: notResources.at,
        key: "resource",
        message: `The statement allows its actions on every resource that "${notResources.key}" does not list, those to come included.`,
      };
    }
    if (notActions.state !== "written" || notActions.items.some((a) => a.opaque) || resources.items.length === 0) return;
    if (resources.items.some((r) => r.opaque || isOn(r, isEverything))) return;
    yield {
      at: notActions.at,
      key: "action",
      message: `The statement allows every action that "${notActions.key}" does not list, those to come included.`,
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "NotResource": «"arn:aws:s3:::audit/*"» }]
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          not_actions = «["s3:DeleteBucket"]»
          resources   = ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::shop/*" },
          { "Effect": "Deny", "NotAction": "s3:*", "Resource": "*" },
          {
            "Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::audit/*",
            "Condition": { "StringEquals": { "aws:ResourceAccount": "111122223333" } }
          }
        ]
      }
    `).because("What is denied, and what a condition narrows."),
  ],
});
