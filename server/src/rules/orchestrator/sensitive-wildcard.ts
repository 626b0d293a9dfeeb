import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isNarrowed } from "../../model/access.ts";
import { both, countOf, meets, namesIn } from "../../model/action-set.ts";
import { enumerate } from "../../model/enumeration.ts";
import { atMostBy, grantsIn, isWholesale, unlimitedOf } from "../../model/permissions.ts";
import { everyPermissionChange } from "../../model/powers.ts";

export default rule({
  name: "sensitive-wildcard",
  on: "statement",
  title: "Wildcard hides an action that changes access",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `\`s3:Put*\` is written for \`s3:PutObject\` and includes \`s3:PutBucketPolicy\`, which opens the bucket to others; \`iam:Create*\` includes access keys for any user. Whoever reads the policy does not see them.

Meant are wildcards in part of an action's name that include, among others, actions which change who has access. All of a service (\`s3:*\`) is for wildcard-action to tell, and what reaches every resource for unrestricted-permission-change and privilege-escalation. Silent under a condition that narrows and where the policy denies it again.

There is no fix to offer: name the actions that are needed.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-732", "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],

  *check(statement) {
    if (!meets(atMostBy(statement), everyPermissionChange()) || isNarrowed(statement)) return;
    for (const grant of grantsIn(statement)) {
      const { pattern } = grant;
      if (isWholesale(grant) || !pattern?.is((p) => /[*?]/.test(p))) continue;
      const hidden = both(grant.actions, everyPermissionChange());
      const count = countOf(hidden);
      // Whoever writes `s3:*Policy` means the policies.
      if (count === 0 || count * 2 > countOf(grant.actions) || unlimitedOf(grant, hidden).length > 0) continue;
      yield {
        at: pattern.at,
        key: pattern.value ?? "",
        message: `"${pattern.value}" includes ${enumerate(namesIn(hidden))}, which ${count > 1 ? "change" : "changes"} who has access.`,
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", «"s3:Put*"»], "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"] }]
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "ci" {
        statement {
          actions   = [«"ecr:*Repository*"»]
          resources = ["arn:aws:ecr:eu-west-1:111122223333:repository/shop"]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["s3:PutObject*", "s3:*BucketPolicy"], "Resource": "arn:aws:s3:::shop/*" },
          { "Effect": "Allow", "Action": "ecr:Put*", "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop" },
          { "Effect": "Deny", "Action": ["s3:PutObject*Acl", "s3:PutObjectVersionAcl", "ecr:PutRegistryPolicy"], "Resource": "*" }
        ]
      }
    `).because("What is denied again, what the wildcard is about, and what has none of them."),
  ],
});
