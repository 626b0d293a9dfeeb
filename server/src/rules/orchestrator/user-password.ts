import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "user-password",
  on: "role",
  title: "User logs in to the console with a password",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `A user of IAM with a password is one more account that nobody closes when its person leaves, and that has no second factor unless somebody sees to it. IAM Identity Center has people log in with what the organization knows them by, for a time, and with roles.

A password that is set by a template is known to whoever can read the template or its state. The fix has it changed when it is first used; who has logged in already is not asked again.`,
  refs: [
    "CWE-262",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html",
  ],

  *check({ kind, name, address, passwordReset }) {
    if (kind !== "user" || !passwordReset) return;
    yield { at: name.at, message: `The user "${name.value ?? address}" logs in with a password.`, key: "login" };
    if (!passwordReset.is(false)) return;
    yield {
      at: passwordReset.at,
      message: "The password that is set here need not be changed.",
      key: "reset",
      fixes: fix("Have it changed when it is first used", "unsafe", passwordReset.set(true)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_iam_user_login_profile" "ops" {
        user                    = aws_iam_user.ops.name
        password_reset_required = «false»
      }

      resource "aws_iam_user" "ops" {
        name = «"ops"»
      }
    `).to(terraform`
      resource "aws_iam_user_login_profile" "ops" {
        user                    = aws_iam_user.ops.name
        password_reset_required = true
      }

      resource "aws_iam_user" "ops" {
        name = "ops"
      }
    `),
    bad(cloudformation`
      Resources:
        Ops:
          Type: AWS::IAM::User
          Properties:
            UserName: «ops»
            LoginProfile:
              Password: "{{resolve:secretsmanager:ops}}"
              PasswordResetRequired: true
    `),
    good(terraform`
      resource "aws_iam_user" "ci" {
        name = "ci"
      }
    `).because("It has none."),
  ],
});
