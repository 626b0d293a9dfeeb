import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { takeovers } from "../../knowledge/iam/escalations.ts";
import { isNarrowed } from "../../model/access.ts";
import { meets } from "../../model/action-set.ts";
import { enumerate } from "../../model/enumeration.ts";
import { atMostOf, grantsOf, isWholesale, setOf, unlimitedOf } from "../../model/permissions.ts";

export default rule({
  name: "workload-takeover",
  on: "policy",
  title: "Policy lets its holder act as any workload",
  severity: "warning",
  risk: "orchestrator",
  why: `Whoever may run a command in every container, on every instance, or put code of their own into every function, has the rights of each of them: the role of the task, its secrets, its network. What this is worth depends on what runs in the account, today and later.

Name the cluster, the instances by tag, or the functions: \`ecs:cluster\`, \`ecs:container-name\` and \`aws:ResourceTag/…\` are conditions for it. Commands in containers and on instances are shown always, the other ways from the preset \`strict\` on.

Silent under a condition that narrows, where the policy denies it again, and where wildcard-action or full-admin says more. Statements about named resources are not meant. What gives rights without anything running is for privilege-escalation to tell.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-269",
    "https://pathfinding.cloud/paths",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec-best-practices.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html",
  ],

  *check(policy) {
    if (!meets(atMostOf(policy), lent())) return;
    const found = new Map(
      grantsOf(policy)
        .filter((g) => !isNarrowed(g.statement) && !isWholesale(g))
        .flatMap((g) => unlimitedOf(g, lent()))
        .toReversed()
        .map((u) => [u.action.name, u]),
    );
    const [first, ...others] = takeovers.filter(({ actions }) => actions.every((a) => found.has(a)));
    const at = found.get(first?.actions[0] ?? "")?.grant.at;
    if (!first || !at) return;
    yield {
      at,
      message: `${enumerate(first.actions)} on everything ${first.actions.length > 1 ? "let their" : "lets its"} holder ${first.how}${others.length > 0 ? "; it is not the only way" : ""}.`,
      related: others.flatMap(({ actions, how }) => {
        const grant = found.get(actions[0] ?? "")?.grant;
        return grant ? [{ at: grant.at, message: `${enumerate(actions)}: ${how}.` }] : [];
      }),
      ...([first, ...others].some(isCommand) ? {} : { confidence: "low" }),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecs:DescribeTasks", «"ecs:ExecuteCommand"»], "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": «"lambda:Update*"», "Resource": "arn:aws:lambda:*:111122223333:function:*" },
          { "Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "*" }
        ]
      }
    `).because("All functions of an account; one finding for the policy."),
    bad(terraform`
      data "aws_iam_policy_document" "support" {
        statement {
          actions   = [«"ssm:StartSession"»]
          resources = ["arn:aws:ec2:*:*:instance/*"]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "*", "Condition": { "StringEquals": { "ecs:container-name": "debug" } } },
          { "Effect": "Allow", "Action": "ssm:StartSession", "Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0" }
        ]
      }
    `).because("One container by its name, one instance."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ssmmessages:CreateControlChannel", "ssmmessages:OpenDataChannel", "ecs:Describe*"], "Resource": "*" },
          { "Effect": "Allow", "Action": ["ec2:CreateLaunchTemplateVersion"], "Resource": "*" }
        ]
      }
    `).because("What a task needs for ECS Exec lets nobody in, and a version of a launch template is not used before it is made the default."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "ssm:*", "Resource": "*" }]
      }
    `).because("wildcard-action says more."),
  ],
});

const lent = setOf(takeovers.flatMap((t) => t.actions));
const isCommand = ({ actions }: { readonly actions: readonly string[] }): boolean => actions.some((a) => commands.has(a));
const commands: ReadonlySet<string> = new Set(["ecs:ExecuteCommand", "ssm:SendCommand", "ssm:StartSession"]);
