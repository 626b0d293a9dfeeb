import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import { selfHelp } from "../../knowledge/iam/escalations.ts";
import { isEverything, isNarrowed, isOn, isOnIamByExclusion, isWholeService } from "../../model/access.ts";
import { includesAction } from "../../model/action.ts";
import { both, meets } from "../../model/action-set.ts";
import { enumerate } from "../../model/enumeration.ts";
import { roleForNewWork } from "../../model/escalation.ts";
import { atMostOf, type Grant, grantsOf, setOf, textOf, type Unlimited, unlimitedOf } from "../../model/permissions.ts";

export default rule({
  name: "privilege-escalation",
  on: "policy",
  title: "Policy lets its holder get every other right",
  severity: "error",
  risk: "orchestrator",
  why: `Some actions are worth as much as all of them. Whoever may attach a policy to any role or user attaches AdministratorAccess to their own; whoever may make access keys of any user takes an administrator's. With \`iam:PassRole\` on every role and the right to start a task, a function or an instance, they run code of their own with the most powerful role there is.

All statements of a policy are taken together, and what the policy denies itself is left out. Only actions on every identity, policy or role count: a path or a prefix of names (\`role/shop-*\`) is a limit, and so is a condition such as \`iam:PermissionsBoundary\`. Where \`iam:PassRole\` is limited to a service, only that service's actions count, and the finding is shown from the preset \`strict\` on.

Where the only role or user of the policy has a permissions boundary, what that leaves is not known: shown for information from the preset \`strict\` on. Silent where full-admin or wildcard-action (\`iam:*\`) says it all. Rights that only lend what already runs, such as \`ssm:SendCommand\`, are for workload-takeover to tell. There is no fix to offer: name the resources that the actions are meant for.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-269",
    "https://pathfinding.cloud/paths",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_110" },
    { tool: "checkov", id: "CKV_AWS_286" },
    { tool: "prowler", id: "iam_policy_allows_privilege_escalation" },
  ],

  *check(policy) {
    if (!meets(atMostOf(policy), escalating())) return;
    const grants = grantsOf(policy);
    if (grants.some(isSaidElsewhere)) return;
    const open = grants.filter((g) => !isNarrowed(g.statement));
    const [first, ...others] = unique(open.flatMap((g) => unlimitedOf(g, identities())));
    if (first) {
      const names = [first, ...others].map((u) => u.action.name);
      yield {
        at: first.grant.at,
        message: `${enumerate(names)} on ${others.length > 0 ? "everything are each" : `"${textOf(first.resource)}" is`} enough to get every other right in the account.`,
        related: others.filter((u) => u.grant !== first.grant).map((u) => ({ at: u.grant.at, message: `This allows ${u.action.name}.` })),
        ...(policy.bounded ? lesser : {}),
      };
      return;
    }
    yield* ofNewWork(grants);
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["iam:List*", «"iam:AttachRolePolicy"»], "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": «"iam:*Policy"», "Resource": ["arn:aws:iam::111122223333:role/*"] },
          { "Effect": "Allow", "Action": "iam:Create*", "Resource": "*" },
          { "Effect": "Deny", "Action": "iam:UpdateAssumeRolePolicy", "Resource": "*" }
        ]
      }
    `).because("One finding for the policy; all roles of one account are all there are."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": «"iam:PassRole"», "Resource": "*" },
          { "Effect": "Allow", "Action": "ecs:*", "Resource": "arn:aws:ecs:eu-west-1:111122223333:*" }
        ]
      }
    `).because("Two statements together: `ecs:RunTask` on one cluster is enough to run a task with any role."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow", "Action": «"iam:PassRole"», "Resource": "*",
            "Condition": { "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } }
          },
          { "Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*" }
        ]
      }
    `).because("The condition leaves every role that functions may have; for those who want to know, less sure."),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: [«iam:CreatePolicyVersion»]
                  Resource: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/*"
    `),
    bad(terraform`
      resource "aws_iam_role_policy" "deploy" {
        role = aws_iam_role.deploy.id
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = [«"iam:PutRolePolicy"»], Resource = "*" }]
        })
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": [«"iam:AttachRolePolicy"»], "Resource": "*" },
          { "Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:RequestedRegion": "us-east-1" } } },
          { "Effect": "Deny", "Action": "iam:AttachRolePolicy", "Resource": "arn:aws:iam::111122223333:role/admin" }
        ]
      }
    `).because("One Region and all roles but one are left."),
    bad(terraform`
      resource "aws_iam_role" "ci" {
        name                 = "ci"
        permissions_boundary = var.boundary
      }

      resource "aws_iam_role_policy" "ci" {
        role   = aws_iam_role.ci.id
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = [«"iam:AttachRolePolicy"»], Resource = "*" }] })
      }
    `).because("For information: the boundary may say less."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreateAccessKey"], "Resource": "*" },
          { "Effect": "Deny", "Action": "iam:AttachRolePolicy", "Resource": "*", "Condition": { "StringNotEquals": { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limits" } } },
          { "Effect": "Deny", "Action": "iam:PutRolePolicy", "Resource": "arn:aws:iam::*:role/*" },
          { "Effect": "Deny", "Action": "iam:CreateAccessKey", "NotResource": "arn:aws:iam::111122223333:user/app/*" }
        ]
      }
    `).because("A `Deny` leaves only what has a boundary, nothing, or some users."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/shop-*" },
          { "Effect": "Allow", "Action": ["iam:AttachRolePolicy"], "Resource": "arn:aws:iam::111122223333:role/shop-*" },
          { "Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*" }
        ]
      }
    `).because("The roles are named by a prefix."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": { "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } }
          },
          { "Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*" }
        ]
      }
    `).because("A role that may be passed to functions only does not help to start a task."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow", "Action": ["iam:AttachRolePolicy", "iam:PutRolePolicy"], "Resource": "*",
            "Condition": { "StringEquals": { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary" } }
          }
        ]
      }
    `).because("A boundary limits what the roles can get."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "iam:Put*", "Resource": "*" },
          { "Effect": "Deny", "Action": "iam:Put*Policy", "Resource": "*" }
        ]
      }
    `).because("The policy itself takes it back."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["iam:*", "lambda:*"], "Resource": "*" }]
      }
    `).because("wildcard-action calls all of IAM an error already."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["iam:PassRole", "ecs:RegisterTaskDefinition"], "Resource": "*" }]
      }
    `).because("Nothing is started."),
    good(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          actions   = ["iam:PutRolePolicy"]
          resources = [var.role]
        }
      }
    `).because("Which role is not known."),
  ],
});

const identities = setOf(selfHelp);
const escalating = setOf(selfHelp, ["iam:PassRole"]);

/** What a boundary leaves is not known. */
const lesser = { severity: "info", confidence: "low" } as const;

/** Is all of IAM in it? Then full-admin or wildcard-action says so. */
function isSaidElsewhere({ statement, pattern, actions }: Grant): boolean {
  if ((pattern && !pattern.is((p) => p.endsWith("*") && includesAction(p, "iam:*"))) || isNarrowed(statement)) return false;
  if (!pattern && both(actions, identities()).length === 0) return false;
  return isOnIamByExclusion(statement) || statement.resources.items.some((r) => isOn(r, isEverything) || isOn(r, isWholeService));
}

/** Each action once. */
function unique(all: readonly Unlimited[]): readonly Unlimited[] {
  const byName = new Map(all.toReversed().map((u) => [u.action.name, u]));
  return all.filter((u) => byName.get(u.action.name) === u);
}

function* ofNewWork(grants: readonly Grant[]): Iterable<Report> {
  const found = roleForNewWork(grants);
  if (!found) return;
  const { pass, work, starts, limited } = found;
  yield {
    at: pass.at,
    message: `iam:PassRole on every role and ${enumerate(work.actions)} together let their holder run code of their own with the most powerful role that ${work.service} may have.`,
    related: starts.flatMap((grant, i) => (grant === pass ? [] : [{ at: grant.at, message: `This allows ${work.actions[i]}.` }])),
    ...(pass.statement.policy.bounded ? lesser : limited ? { severity: "warning", confidence: "low" } : {}),
  };
}
