import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isEverything, isOn } from "../../model/access.ts";

export default rule({
  name: "ineffective-deny",
  on: "statement",
  title: "Deny excludes everything and denies nothing",
  severity: "warning",
  risk: "orchestrator",
  why: `\`NotAction\` and \`NotResource\` turn a list around: a \`Deny\` with \`NotResource: "*"\` denies what is not everything, which is nothing. It reads like a wall and is none.

There is no fix to offer: only its author knows what was to stay allowed. Name that in place of \`*\`, or write \`Resource\`, which denies everywhere.`,
  refs: [
    "CWE-1288",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
  ],

  *check({ effect, notActions, notResources }) {
    if (!effect.is("Deny")) return;
    const action = notActions.items.find((a) => a.is((text) => /^\*+(?::\*+)?$/.test(text)));
    const resource = notResources.items.find((r) => isOn(r, isEverything));
    const found = action ?? resource;
    if (!found) return;
    yield {
      at: found.at,
      message: `"${(action ? notActions : notResources).key}" with "${found.value ?? found.text}" leaves nothing to deny: the statement has no effect.`,
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "s3:Delete*", "NotResource": [«"*"», "arn:aws:s3:::shop/*"] }]
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "limit" {
        statement {
          effect      = "Deny"
          not_actions = [«"*"»]
          resources   = ["*"]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "NotAction": ["s3:*", "logs:*"], "Resource": "*" },
          { "Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::*" },
          { "Effect": "Deny", "Action": "*", "Resource": "*" }
        ]
      }
    `).because("Usual ways to say that all but a few things are denied."),
  ],
});
