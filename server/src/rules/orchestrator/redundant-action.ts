import { bad, good, iam, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { isTooLong } from "../../model/access.ts";
import { areApart } from "../../model/named-action.ts";
import { redundantIn } from "../../model/redundant.ts";

export default rule({
  name: "redundant-action",
  on: "statement",
  title: "Action is named although another pattern includes it",
  severity: "hint",
  preset: "strict",
  risk: "orchestrator",
  why: `What \`s3:Get*\` includes need not be named beside it. Such lists hide how much is really allowed: who reads \`s3:GetObject\` does not look for the wildcard three lines below.

Only what one single pattern of the same list includes is meant, actions that AWS adds later included: taking it out can never change anything, and so the fix is safe. If the wildcard is the mistake, take that out instead.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"],
  equivalents: [{ tool: "access-analyzer", id: "REDUNDANT_ACTION" }],

  *check(statement) {
    const { policy, actions, notActions } = statement;
    if (isTooLong(policy) || (notActions.state === "unset" && areApart(statement))) return;
    for (const list of [actions, notActions]) {
      for (const { item, by } of redundantIn(list.items, false)) {
        const same = item.value?.toLowerCase() === by.value?.toLowerCase();
        const report: Report = {
          at: item.at,
          message: same ? `"${item.value}" is named twice.` : `"${by.value}" includes "${item.value}" already.`,
          key: item.value ?? "",
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
        "Statement": [{ "Effect": "Allow", "Action": [«"ecs:DescribeTasks"», "ecs:Describe*", "ecs:ListTasks"], "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecs:Describe*", "ecs:ListTasks"], "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": ["s3:PutObject", «"S3:putObject"»], "Resource": "*" }]
      }
    `).because("Twice the same, whatever the case."),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          actions = [
            "logs:*",
            «"logs:PutLogEvents"»,
          ]
          resources = [var.group]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["iam:Get*", "iam:*CredentialReport", "iam:List*"], "Resource": "*" },
          { "Effect": "Allow", "Action": ["iam:GetRole"], "Resource": "*" }
        ]
      }
    `).because("None includes all of another; another statement may have its own reason."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", "\${actions}"], "Resource": "*" }]
      }
    `).because("What a template puts in is not known."),
  ],
});
