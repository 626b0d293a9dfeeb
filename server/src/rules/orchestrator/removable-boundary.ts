import { bad, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isNarrowed } from "../../model/access.ts";
import { actionsOf, both, complement, minus, namesIn, unionOf } from "../../model/action-set.ts";
import { bars } from "../../model/denial.ts";
import { enumerate } from "../../model/enumeration.ts";
import { setOf } from "../../model/permissions.ts";
import type { Statement } from "../../model/policy.ts";

export default rule({
  name: "removable-boundary",
  on: "policy",
  title: "Permissions boundary lets its holder take it off",
  severity: "warning",
  risk: "orchestrator",
  why: `A permissions boundary is the most that a role or user can be given, whoever attaches what. If it allows \`iam:DeleteRolePermissionsBoundary\` or \`iam:PutRolePermissionsBoundary\` on every role, the first policy that gives these, such as \`iam:*\`, lets its holder take the boundary off, or put a wider one in its place, and the boundary bounds nothing.

Deny these actions in the boundary itself. Silent where they are denied, on whatever resource, or allowed under a condition or on named roles alone.`,
  refs: ["CWE-269", "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate"],

  *check(policy) {
    if (policy.kind !== "boundary" || policy.partial) return;
    const denials = policy.statements.filter((s) => !s.effect.is("Allow") && bars(s));
    if (denials.some((s) => s.actions.items.some((a) => a.opaque))) return;
    const denied = unionOf(denials.map(actionsIn));
    for (const statement of policy.statements) {
      if (!statement.effect.is("Allow") || isNarrowed(statement)) continue;
      if (!statement.resources.items.some((r) => r.is((arn) => /^(?:\*|arn:[\w*-]+:iam::[\d*]*:(?:\*|(?:role|user)\/\*))$/.test(arn)))) continue;
      const names = namesIn(minus(both(actionsIn(statement), removal()), denied));
      if (names.length === 0) continue;
      const written = statement.notActions.state === "unset" ? statement.actions.items : statement.notActions.items;
      const at = written.find((a) => a.is((text) => both(actionsOf(text), removal()).length > 0))?.at ?? statement.effect.at;
      yield { at, message: `The boundary allows ${enumerate(names)}: whoever is given that may take the boundary off.` };
      return;
    }
  },

  examples: [
    bad(terraform`
      resource "aws_iam_role" "app" {
        name                 = "app"
        permissions_boundary = aws_iam_policy.limits.arn
      }

      resource "aws_iam_policy" "limits" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = ["s3:*", «"iam:*"»], Resource = "*" }]
        })
      }
    `),
    bad(terraform`
      resource "aws_iam_policy" "permissions_boundary" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [
            { Effect = «"Allow"», NotAction = ["organizations:*"], Resource = "*" },
            { Effect = "Deny", Action = "iam:DeleteRole*Boundary", Resource = "*" },
          ]
        })
      }
    `).because("Another may be put in its place."),
    good(terraform`
      resource "aws_iam_policy" "permissions_boundary" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [
            { Effect = "Allow", Action = "*", Resource = "*" },
            { Effect = "Deny", Action = ["iam:Delete*Boundary", "iam:Put*Boundary"], Resource = "*" },
            { Effect = "Allow", Action = "iam:PutRolePermissionsBoundary", Resource = "*", Condition = { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/limits" } } },
          ]
        })
      }

      resource "aws_iam_policy" "deploy" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = "iam:PutRolePermissionsBoundary", Resource = "*" }]
        })
      }
    `).because("Denied in the first; the second is no boundary."),
  ],
});

const actionsIn = ({ actions, notActions }: Statement) => {
  const known = (items: typeof actions.items) => unionOf(items.map((a) => actionsOf(a.value ?? "")));
  return notActions.state === "unset" ? known(actions.items) : complement(known(notActions.items));
};
const removal = setOf([
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:PutUserPermissionsBoundary",
]);
