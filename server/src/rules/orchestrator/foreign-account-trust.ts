import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { binds, isKey } from "../../model/condition.ts";
import { accountOf, isNarrowedToSomebody, isWholeAccount } from "../../model/principal.ts";

export default rule({
  name: "foreign-account-trust",
  on: "entrusting",
  title: "Role trusts all of another account",
  severity: "info",
  risk: "orchestrator",
  preset: "strict",
  why: `\`arn:aws:iam::444455556666:root\` is not that account's root user but all of the account: everybody there who has the right to call \`sts:AssumeRole\`. If the account is that of a vendor who takes on the roles of many customers, another customer who knows the role's ARN can have the vendor take on yours: ask for an \`sts:ExternalId\` that only you and the vendor know.

Within an organization \`aws:PrincipalOrgID\`, the ARN of one role, or \`aws:MultiFactorAuthPresent\` for people do as well. The account that a template is deployed to (\`AWS::AccountId\`) is not meant; that of a number in the text may be.`,
  refs: ["CWE-441", "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html"],
  equivalents: [{ tool: "kics", id: "cross_account_iam_assume_role_policy_without_external_id_or_mfa" }],

  *check(statement) {
    const { effect, policy, principals, conditions } = statement;
    if (!effect.is("Allow") || policy.kind !== "trust" || isNarrowedToSomebody(statement)) return;
    if (conditions.some((c) => isKey(c, "aws:MultiFactorAuthPresent") && binds(c) && c.values.every((v) => !v.is("false")))) return;
    const account = principals.find(isWholeAccount);
    if (!account) return;
    yield {
      at: account.value.at,
      message: `Everybody in the account ${accountOf(account)} who may assume roles can take on this one: no condition says who, or on whose behalf.`,
      fixes: fix("Ask for an external id", "draft", statement.require("StringEquals", "sts:ExternalId", "<external-id>")),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": «"arn:aws:iam::444455556666:root"» }, "Action": "sts:AssumeRole" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": "sts:AssumeRole", "Condition": { "StringEquals": { "sts:ExternalId": "<external-id>" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Vendor:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { AWS: «"444455556666"» }
                  Action: sts:AssumeRole
                  Condition: { StringEquals: { sts:ExternalId: "" } }
    `).because("An external id that is empty is none."),
    good(cloudformation`
      Resources:
        Own:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - { Effect: Allow, Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }, Action: sts:AssumeRole }
                - { Effect: Allow, Principal: { AWS: "arn:aws:iam::444455556666:role/ci" }, Action: sts:AssumeRole }
    `).because("The own account, and one role of another."),
    good(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "AWS"
            identifiers = ["arn:aws:iam::444455556666:root"]
          }
          condition {
            test     = "Bool"
            variable = "aws:MultiFactorAuthPresent"
            values   = ["true"]
          }
        }
      }
    `).because("People with a second factor."),
  ],
});
