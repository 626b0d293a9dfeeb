import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "long-lived-access-key",
  on: "accessKey",
  title: "Access key works until somebody deletes it",
  severity: "info",
  risk: "orchestrator",
  preset: "strict",
  why: `What runs in a container gets credentials from its task role, or from the role of its service account, for a few hours at a time, and nobody has to hand them over. An access key of a user works from anywhere, for anyone who ever saw it, until it is deleted. One that a template makes is kept in the state of Terraform, or is readable through the stack's outputs and what they are given to.

There are callers for which no role serves, some mail relays and machines outside of AWS among them; IAM Roles Anywhere serves for many of these.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-798",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
    "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html",
  ],

  *check({ at, user, status }) {
    if (status.is("Inactive")) return;
    const whose = user.value === undefined ? "a user" : `the user "${user.value}"`;
    yield { at, message: `This access key of ${whose} works until somebody deletes it. Let what calls AWS take on a role.` };
  },

  examples: [
    bad(terraform`
      resource "aws_iam_access_key" «"deploy"» {
        user = aws_iam_user.deploy.name
      }
    `),
    bad(terraform`
      resource "aws_iam_access_key" «"deploy"» {
        user = "deploy"
      }
    `),
    bad(cloudformation`
      Resources:
        «DeployKey»:
          Type: AWS::IAM::AccessKey
          Properties:
            UserName: !Ref Deploy
            Status: Active
    `),
    good(cloudformation`
      Resources:
        OldKey:
          Type: AWS::IAM::AccessKey
          Properties:
            UserName: deploy
            Status: Inactive
    `).because("Nobody can use it."),
    good(terraform`
      resource "aws_iam_role" "deploy" {
        assume_role_policy = data.aws_iam_policy_document.github.json
      }
    `).because("A role's credentials end by themselves."),
  ],
});
