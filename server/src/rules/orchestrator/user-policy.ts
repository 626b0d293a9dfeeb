import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { awsManaged } from "../../model/role.ts";

export default rule({
  name: "user-policy",
  on: "attachment",
  title: "Policy is attached to a single user",
  severity: "info",
  risk: "orchestrator",
  preset: "strict",
  why: `Rights that single users have outlive the reason that they were given for: nobody looks at them when a person changes teams. Give them to a group, or better to a role that people take on for a time, by way of IAM Identity Center. For programs a role does without keys that are copied.`,
  refs: ["CIS AWS Foundations 1.15", "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_40" }],

  *check(attachment) {
    const { to, at, inline, role, address } = attachment;
    if (to !== "user") return;
    const what = awsManaged(attachment) ?? (inline ? "An inline policy" : "A policy");
    yield {
      at,
      message: `${what} is attached to ${role ? `the user "${role.name.value ?? role.address}"` : "a user"} and not to a group or role.`,
      key: address,
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Ci:
          Type: AWS::IAM::User
          Properties:
            ManagedPolicyArns: [«arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser»]
        Deploy:
          Type: AWS::IAM::Policy
          Properties:
            PolicyName: deploy
            Users: [«!Ref Ci»]
            PolicyDocument: { Statement: [{ Effect: Allow, Action: ecs:UpdateService, Resource: "*" }] }
    `),
    bad(terraform`
      resource "aws_iam_user_policy" "ci" {
        user   = «aws_iam_user.ci.name»
        policy = data.aws_iam_policy_document.ci.json
      }
    `),
    good(terraform`
      resource "aws_iam_policy_attachment" "deploy" {
        name       = "deploy"
        policy_arn = aws_iam_policy.deploy.arn
        roles      = ["ci"]
        users      = null
      }
    `).because("To no user."),
    good(terraform`
      resource "aws_iam_policy_attachment" "ci" {
        name       = "ci"
        users      = []
        groups     = [aws_iam_group.ci.name]
        policy_arn = aws_iam_policy.ci.arn
      }
    `).because("A group, and no users."),
  ],
});
