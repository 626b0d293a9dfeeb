import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { selfHelp } from "../../knowledge/iam/escalations.ts";
import { credentials, lesserCredentials } from "../../knowledge/iam/powers.ts";
import { enumerate } from "../../model/enumeration.ts";
import { kindsOf, namesOf, setOf, textOf, unlimitedIn } from "../../model/permissions.ts";
import { scoping } from "../../model/scope.ts";

export default rule({
  name: "unrestricted-impersonation",
  on: "statement",
  title: "Policy lets its holder act as anybody",
  severity: "warning",
  risk: "orchestrator",
  why: `These actions answer with something to log in with: a role's credentials, a database's password, a server's key. On every resource, whoever takes the container over becomes anybody whose credentials can be had that way. \`sts:AssumeRole\` on \`*\` reaches every role that trusts the account, also roles of other accounts.

Name the roles or resources. Not meant are tokens that give nothing by themselves: \`ecr:GetAuthorizationToken\`, which accepts \`*\` only, \`sts:GetCallerIdentity\`, \`sts:GetSessionToken\`. Access keys and passwords of users are for privilege-escalation to tell. What logs in to one kind of thing only, such as an application that Cognito knows, is shown from the preset \`strict\` on.

Silent under a condition that narrows, where the policy denies it again, and where wildcard-action or full-admin says more.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-269", "CWE-732", "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_107" },
    { tool: "checkov", id: "CKV_AWS_287" },
  ],

  *check(statement) {
    const prime = unlimitedIn(statement, handedOut());
    const found = prime.length > 0 ? prime : unlimitedIn(statement, lesser());
    const [first] = found;
    if (!first) return;
    const names = namesOf(found);
    yield {
      at: first.grant.at,
      message:
        names.length === 1 && first.action.name === "sts:AssumeRole"
          ? `sts:AssumeRole on "${textOf(first.resource)}" reaches every role that trusts this account.`
          : `${enumerate(names)} on "${textOf(first.resource)}" ${names.length > 1 ? "give" : "gives"} credentials of ${kindsOf(found)}.`,
      related: [{ at: first.resource.at, message: "No resource is left out." }],
      ...(prime.length > 0 ? {} : { severity: "info", confidence: "low" }),
      fixes: () => scoping(statement, first.resource),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"sts:AssumeRole"», "Resource": "*" }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::<account>:role/<RoleNameWithPath>" }]
      }
    `)
      .because("The role is yours to name."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ec2:Describe*", «"ec2:GetPasswordData"», "redshift:GetClusterCredentials"], "Resource": "*" }]
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          actions   = [«"sts:AssumeRole"»]
          resources = ["arn:aws:iam::*:role/*"]
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"cognito-idp:DescribeUserPoolClient"», "Resource": "*" }]
      }
    `).because("It shows the secrets of applications; for information."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "sts:GetCallerIdentity", "sts:GetSessionToken"], "Resource": "*" },
          { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/deploy" }
        ]
      }
    `).because("Tokens that give nothing by themselves; one role, in whatever account."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceOrgID": "o-a1b2c3d4e5" } } }
        ]
      }
    `).because("Roles of one organization."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" }]
      }
    `).because("A trust policy is about one role."),
  ],
});

const handedOut = setOf(credentials.filter((action) => !selfHelp.includes(action)));
const lesser = setOf(lesserCredentials);
