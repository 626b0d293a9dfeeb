import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { enumerate } from "../../model/enumeration.ts";
import { kindsOf, namesOf, textOf, unlimitedIn } from "../../model/permissions.ts";
import { permissionChanges } from "../../model/powers.ts";
import { scoping } from "../../model/scope.ts";

export default rule({
  name: "unrestricted-permission-change",
  on: "statement",
  title: "Policy lets access to any resource be changed",
  severity: "warning",
  risk: "orchestrator",
  why: `Who may write the policies of resources decides who gets in: \`s3:PutBucketPolicy\` on \`*\` opens every bucket to the world, \`ecr:SetRepositoryPolicy\` every repository, \`lambda:AddPermission\` every function. Software that deploys itself seldom needs it for more than its own resources.

Meant are the actions that AWS ranks as permissions management, and some that do the same by another name, such as sharing a snapshot. Actions that cannot be limited to a resource are not. What only takes access away, and what opens nothing without another right, is shown from the preset \`strict\` on. What IAM itself can change is for privilege-escalation and unrestricted-pass-role to tell.

Silent under a condition that narrows, where the policy denies it again, and where wildcard-action or full-admin says more.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-732",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_109" },
    { tool: "checkov", id: "CKV_AWS_289" },
  ],

  *check(statement) {
    const all = unlimitedIn(statement, permissionChanges());
    const opening = all.filter((u) => !isLesser(u.action.name));
    const found = opening.length > 0 ? opening : all;
    const [first] = found;
    if (!first) return;
    const names = namesOf(found);
    yield {
      at: first.grant.at,
      message: `${enumerate(names)} on "${textOf(first.resource)}" ${names.length > 1 ? "decide" : "decides"} who else has access to ${kindsOf(found)}.`,
      ...(opening.length > 0 ? {} : { severity: "info", confidence: "low" }),
      related: [{ at: first.resource.at, message: "No resource is left out." }],
      fixes: () => scoping(statement, first.resource),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecr:CreateRepository", «"ecr:SetRepositoryPolicy"»], "Resource": "*" }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecr:CreateRepository", "ecr:SetRepositoryPolicy"], "Resource": "arn:aws:ecr:<region>:<account>:repository/<RepositoryName>" }]
      }
    `)
      .because("Both are about repositories."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": «"ecr:SetRepositoryPolicy"», "Resource": "*" },
          { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:210987654321:jobs" }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "ecr:SetRepositoryPolicy", "Resource": "arn:aws:ecr:eu-west-1:210987654321:repository/<RepositoryName>" },
          { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:210987654321:jobs" }
        ]
      }
    `)
      .because("The file is about one account and one Region."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": «"ecr:SetRepositoryPolicy"», "Resource": "*" },
          { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:123456789012:jobs" }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "ecr:SetRepositoryPolicy", "Resource": "arn:aws:ecr:eu-west-1:<account>:repository/<RepositoryName>" },
          { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:123456789012:jobs" }
        ]
      }
    `)
      .because("The account is one of documentation: it is nobody's."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"s3:Put*"», "s3:DeleteBucketPolicy"], "Resource": "arn:aws:s3:::*" }]
      }
    `).because("A pattern that includes `s3:PutBucketPolicy`."),
    bad(terraform`
      data "aws_iam_policy_document" "ci" {
        statement {
          actions   = ["lambda:GetFunction", «"lambda:AddPermission"»]
          resources = ["arn:aws:lambda:*:*:function:*"]
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"ec2:CreateNetworkInterfacePermission"», "lambda:RemovePermission"], "Resource": "*" }]
      }
    `).because("For information: services need the first to work in a network, and the second takes access away."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::shop-*" },
          { "Effect": "Allow", "Action": "ecr:PutRegistryPolicy", "Resource": "*" },
          { "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*", "Condition": { "Bool": { "kms:GrantIsForAWSResource": "true" } } }
        ]
      }
    `).because("Buckets by a prefix; what cannot be limited to a resource; what a condition narrows."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "lambda:*Permission", "Resource": "*" },
          { "Effect": "Deny", "Action": ["lambda:Add*", "lambda:RemovePermission", "lambda:RemoveLayer*"], "Resource": "*" }
        ]
      }
    `).because("The policy itself takes it back."),
  ],
});

/** Takes access away, or gives none that `iam:PassRole` or another action would not have to give. */
const isLesser = (action: string): boolean =>
  /:(?:Delete|Remove|Revoke|Retire|Detach|Disassociate|Reset)/.test(action) ||
  /^(?:ec2:CreateNetworkInterfacePermission|iam:AddRoleToInstanceProfile|iam:CreatePolicy|iam:TagPolicy)$/.test(action);
