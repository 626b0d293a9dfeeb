import { bad, cloudformation, file, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { allowing, grants, isEverything, isNarrowed, isOn, isOnIamByExclusion, mayBeDenied } from "../../model/access.ts";
import { includesAction } from "../../model/action.ts";

/** What turns the right to change policies into every right. */
const raising = ["iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:CreatePolicyVersion", "iam:PutRolePolicy", "iam:PutUserPolicy"];

export default rule({
  name: "full-admin",
  on: "statement",
  title: "Policy allows everything",
  severity: "error",
  risk: "orchestrator",
  why: `Whoever takes over a task, build or person with this policy owns the account: all data, all workloads, and IAM itself, so also the way back in.

\`NotAction\` with \`Allow\` is the same in disguise as long as it does not list IAM's own actions: whoever has these can get the rest. So is \`NotResource\` as long as it leaves IAM's resources in.

Silent where the document itself takes it back with a \`Deny\`, where a condition narrows it, and in documents that grant nothing: service control policies and permissions boundaries, told by the names of the file, its folder or, in Terraform, the resource. Statements with principals are about one resource and are not meant here.

There is no fix to offer: only who runs the workload knows what it needs. IAM Access Analyzer generates a policy from what was really called.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "CWE-732", "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_62" },
    { tool: "kics", id: "2f37c4a3-58b9-4afe-8a87-d7f1d2286f84" },
    { tool: "prowler", id: "iam_customer_attached_policy_no_administrative_privileges" },
  ],

  *check(statement) {
    const { policy, notActions, resources } = statement;
    if (!grants(statement) || isNarrowed(statement)) return;
    const excludes = isOnIamByExclusion(statement);
    if (!excludes && !resources.items.some((r) => isOn(r, isEverything))) return;
    const [everything] = allowing(statement, "*:*");
    if (everything) {
      if (raising.every((action) => mayBeDenied(policy, action))) return;
      const where = excludes ? `every resource that "NotResource" does not list, IAM's among them` : "every resource";
      yield { at: everything.at, message: `The statement allows every action on ${where}: whoever holds it owns the account.` };
      return;
    }
    if (notActions.state !== "written" || notActions.items.some((a) => a.opaque)) return;
    const left = raising.find(
      (action) => !notActions.items.some((a) => a.is((written) => includesAction(written, action))) && !mayBeDenied(policy, action),
    );
    if (left === undefined) return;
    yield {
      at: notActions.at,
      message: `The statement allows every action that "${notActions.key}" does not list, ${left} among them, which is enough to get the rest.`,
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"*"», "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": ["s3:GetObject", «"*:*"»], "Resource": ["arn:aws:s3:::shop/*", "arn:aws:*"] }
      }
    `).because("One statement without a list around it, one of its resources being everything."),
    bad(file("role.json")`
      {
        "PolicyVersion": {
          "Document": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": «"*"», "Resource": "*" }] },
          "VersionId": "v1",
          "IsDefaultVersion": true
        }
      }
    `).because("What `aws iam get-policy-version` prints."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "NotAction": «["organizations:*"]», "Resource": "*" }]
      }
    `).because("All but one service, IAM included."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": «"*"», "Resource": "*",
          "Condition": { "Bool": { "aws:SecureTransport": "true" } }
        }]
      }
    `).because("Every request to AWS is encrypted: the condition keeps nobody out."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": «"*"», "Resource": "*",
          "Condition": { "StringEquals": { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } }
        }]
      }
    `).because("Requests to IAM are of the first of these Regions: the condition keeps none of them out."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"*"», "NotResource": "arn:aws:s3:::audit/*" }]
      }
    `).because("One bucket is spared, and whoever may change every role gets at it, too."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": «"*"», "Resource": "arn:aws:*:*:*:*" },
          { "Effect": "Deny", "Action": "iam:Attach*", "Resource": "*" }
        ]
      }
    `).because("Inline policies and new policy versions serve as well as attached ones."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "*", "Resource": "*",
          "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } }
        }]
      }
    `).because("Requests to IAM are of us-east-1, so that nobody gives himself more with it."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "*", "NotResource": ["arn:aws:iam::*:*", "arn:aws:s3:::audit/*"] }]
      }
    `).because("IAM's resources are left out, so it is not everything; wildcard-action says how much it is."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }]
      }
    `).because("It denies."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "*", "Resource": "*",
          "Condition": { "StringEquals": { "aws:ResourceTag/team": "shop" } }
        }]
      }
    `).because("A condition narrows it."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "*", "Resource": "*" },
          { "Effect": "Deny", "NotAction": ["s3:GetObject", "logs:PutLogEvents"], "Resource": "*" }
        ]
      }
    `).because("The second statement takes all but two actions away."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*" }]
      }
    `).because("Broad, but not full: nothing lets its holder get more rights."),
    good(file("policies/scp/allow-all.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
      }
    `).because("A service control policy grants nothing; this one is AWS's own default."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" }]
      }
    `).because("In a policy of a resource, `*` is that resource."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "\${actions}", "Resource": "*" }]
      }
    `).because("What a template puts there is not known."),
    bad(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: all
                PolicyDocument:
                  Statement:
                    Effect: Allow
                    Action: «"*"»
                    Resource: "*"
    `).because("A policy inside of a role."),
    bad(cloudformation`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Worker:
          Type: AWS::Serverless::Function
          Properties:
            Policies:
              - AWSLambdaBasicExecutionRole
              - Statement: [{ Effect: Allow, Action: [«"*"»], Resource: !Sub "*" }]
    `).because("A policy of SAM."),
    good(cloudformation`
      Resources:
        Limit:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            PermissionsBoundary: !Ref Limit
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
        AllowAll:
          Type: AWS::Organizations::Policy
          Properties:
            Type: SERVICE_CONTROL_POLICY
            Content: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }
        Endpoint:
          Type: AWS::EC2::VPCEndpoint
          Properties:
            PolicyDocument: { Statement: [{ Effect: Allow, Principal: "*", Action: "*", Resource: "*" }] }
    `).because("A permissions boundary, a service control policy and the policy of an endpoint grant nothing."),
    bad(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          actions   = [«"*"»]
          resources = ["*"]
        }
      }
    `).because("Terraform's own words for it; `Allow` is what it takes where no effect is written."),
    bad(terraform`
      resource "aws_iam_role_policy" "deploy" {
        role   = aws_iam_role.deploy.id
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = «"*"», Resource = "*" }]
        })
      }

      resource "aws_iam_policy" "deploy" {
        policy = <<EOF
      { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "NotAction": «["s3:*"]», "Resource": "*" }] }
      EOF
      }
    `).because("JSON, encoded by Terraform or in a heredoc."),
    good(terraform`
      data "aws_iam_policy_document" "boundary" {
        statement {
          actions   = ["*"]
          resources = ["*"]
        }
      }

      data "aws_iam_policy_document" "all" {
        statement {
          actions   = ["*"]
          resources = ["*"]
        }
      }

      resource "aws_iam_policy" "all" {
        policy = data.aws_iam_policy_document.all.json
      }

      resource "aws_iam_role" "web" {
        permissions_boundary = aws_iam_policy.all.arn
        assume_role_policy   = data.aws_iam_policy_document.trust.json
      }

      resource "aws_organizations_policy" "scp" {
        content = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
      }
    `).because("Permissions boundaries, told by their name or their use, and service control policies grant nothing."),
    good(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          sid       = "Deploy"
          actions   = ["*"]
          resources = ["*"]
        }
        override_policy_documents = [var.policy]
      }

      data "aws_iam_policy_document" "web" {
        statement {
          actions   = var.actions
          resources = ["*"]
        }
        statement {
          actions   = ["*"]
          resources = ["*"]

          dynamic "condition" {
            for_each = var.conditions
            content {
              test     = "StringEquals"
              variable = condition.key
              values   = [condition.value]
            }
          }
        }
      }
    `).because("What another document may put in its place, and what conditions of a run may narrow."),
  ],
});
