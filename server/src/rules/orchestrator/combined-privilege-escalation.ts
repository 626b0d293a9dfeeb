import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { enumerate } from "../../model/enumeration.ts";
import { roleForNewWork } from "../../model/escalation.ts";
import { grantsOf, grantsOfAll } from "../../model/permissions.ts";
import { policiesOf } from "../../model/role.ts";

export default rule({
  name: "combined-privilege-escalation",
  on: "role",
  title: "Policies together let their holder get every other right",
  severity: "error",
  risk: "orchestrator",
  why: `One policy lets any role be passed, another one starts tasks: each may pass a review, and together they let their holder run code with the most powerful role of the account.

All policies that the file attaches to a role, user or group are taken together, and what one of them denies counts for all: a \`Deny\` of \`iam:PassRole\` on every role, or with a condition that most requests meet, makes it silent; one that names some roles, or is about requests without TLS, does not. Silent, too, where a permissions boundary is set. What one policy alone is enough for is for privilege-escalation to tell, and full-admin and wildcard-action say when one holds everything.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-269",
    "https://pathfinding.cloud/paths",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  ],

  *check(role) {
    const policies = [...new Set(policiesOf(role))];
    // What a boundary leaves is not known here.
    if (policies.length < 2 || !role.boundary.unset || policies.some((policy) => roleForNewWork(grantsOf(policy)))) return;
    const found = roleForNewWork(grantsOfAll(policies));
    if (!found) return;
    const { pass, work, starts, limited } = found;
    yield {
      at: pass.at,
      message: `iam:PassRole on every role and, in another policy of ${role.name.value ?? role.address}, ${enumerate(work.actions)} let their holder run code of their own with the most powerful role that ${work.service} may have.`,
      related: starts.flatMap((grant, i) => (grant === pass ? [] : [{ at: grant.at, message: `This allows ${work.actions[i]}.` }])),
      ...(limited ? { severity: "warning", confidence: "low" } : {}),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_iam_role" "ci" {
        name = "ci"
      }

      resource "aws_iam_role_policy" "start" {
        role = aws_iam_role.ci.name
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = ["ecs:RunTask"], Resource = "*" }]
        })
      }

      resource "aws_iam_role_policy_attachment" "pass" {
        role       = aws_iam_role.ci.name
        policy_arn = aws_iam_policy.pass.arn
      }

      resource "aws_iam_policy" "pass" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = [«"iam:PassRole"»], Resource = "*" }]
        })
      }
    `),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pass
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: «iam:PassRole», Resource: "*" }]
              - PolicyName: functions
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" }]
    `),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pass
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: «iam:PassRole», Resource: "*" }]
              - PolicyName: functions
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" }]
              - PolicyName: limits
                PolicyDocument:
                  Statement:
                    - { Effect: Deny, Action: "*", Resource: "*", Condition: { Bool: { aws:SecureTransport: "false" } } }
                    - { Effect: Deny, Action: iam:PassRole, Resource: "arn:aws:iam::111122223333:role/admin" }
                    - { Effect: Deny, Action: "s3:*", Resource: "*" }
    `).because("What is denied is something else."),
    good(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pass
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: iam:PassRole, Resource: "*" }]
              - PolicyName: functions
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" }]
              - PolicyName: limits
                PolicyDocument:
                  Statement: [{ Effect: Deny, Action: "iam:Pass*", Resource: "arn:aws:iam::*:role/*" }]
        Bounded:
          Type: AWS::IAM::Role
          Properties:
            PermissionsBoundary: arn:aws:iam::111122223333:policy/limits
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pass
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: iam:PassRole, Resource: "*" }]
              - PolicyName: functions
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" }]
        Limited:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pass
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: iam:PassRole, Resource: "*" }]
              - PolicyName: functions
                PolicyDocument:
                  Statement:
                    - { Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" }
                    - { Effect: Deny, Action: iam:PassRole, Resource: "*", Condition: { StringNotEquals: { iam:PassedToService: ecs-tasks.amazonaws.com } } }
    `).because("All roles are denied, a boundary may say less, or no role may go to a function."),
    good(terraform`
      resource "aws_iam_role" "ci" {
        name = "ci"
      }

      resource "aws_iam_role" "web" {
        name = "web"
      }

      resource "aws_iam_role_policy" "start" {
        role   = aws_iam_role.ci.name
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["ecs:RunTask"], Resource = "*" }] })
      }

      resource "aws_iam_role_policy" "pass" {
        role   = aws_iam_role.web.name
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["iam:PassRole"], Resource = "*" }] })
      }

      resource "aws_iam_role_policy" "pass_one" {
        role   = aws_iam_role.ci.name
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["iam:PassRole"], Resource = "arn:aws:iam::111122223333:role/web" }] })
      }
    `).because("Two roles; one of them may pass one role only."),
  ],
});
