import { bad, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { actionsOf } from "../../model/action-set.ts";
import { isKey } from "../../model/condition.ts";
import { isWholesale, unlimitedIn } from "../../model/permissions.ts";

export default rule({
  name: "unguarded-task-definition",
  on: "statement",
  title: "Policy lets privileged tasks be defined",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `Whoever may register a task definition decides how its containers run. On hosts of one's own a privileged one is root on the host, and so has what every other task there has. The condition \`ecs:privileged\` keeps such definitions out wherever they come from, and \`ecs:compute-compatibility\` those that are not for Fargate, where nothing is privileged.

The fix adds the condition, with \`IfExists\` for the other actions of the statement; who needs privileged containers can then no longer register them.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html#amazonelasticcontainerservice-policy-keys",
  ],

  *check(statement) {
    const { conditions, conditionsOpaque } = statement;
    if (conditionsOpaque || conditions.some((c) => isKey(c, "ecs:privileged", "ecs:compute-compatibility"))) return;
    const [found] = unlimitedIn(statement, actionsOf("ecs:RegisterTaskDefinition"));
    if (!found || isWholesale(found.grant)) return;
    yield {
      at: found.grant.at,
      message: "Any task definition can be registered by this, with privileged containers, too.",
      fixes: fix("Keep privileged containers out", "unsafe", statement.require("BoolIfExists", "ecs:privileged", "false")),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"ecs:RegisterTaskDefinition"», "ecs:UpdateService"], "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecs:RegisterTaskDefinition", "ecs:UpdateService"], "Resource": "*", "Condition": { "BoolIfExists": { "ecs:privileged": "false" } } }]
      }
    `),
    good(terraform`
      data "aws_iam_policy_document" "ci" {
        statement {
          actions   = ["ecs:RegisterTaskDefinition"]
          resources = ["*"]
          condition {
            test     = "Bool"
            variable = "ecs:privileged"
            values   = ["false"]
          }
        }
        statement {
          actions   = ["ecs:RegisterTaskDefinition"]
          resources = ["arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:*"]
        }
      }
    `).because("Privileged ones are kept out, or one family is meant."),
  ],
});
