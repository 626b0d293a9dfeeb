import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { allowing, isEveryRole, isNarrowed, isOn, isOnIamByExclusion, mayBeDenied } from "../../model/access.ts";
import { includesAction } from "../../model/action.ts";
import { actionsOf, meets } from "../../model/action-set.ts";
import type { Field } from "../../model/field.ts";
import { oncePerPolicy } from "../../model/once.ts";
import { atMostBy } from "../../model/permissions.ts";
import type { Policy, Statement } from "../../model/policy.ts";
import { accountOf } from "../../model/scope.ts";

export default rule({
  name: "unrestricted-pass-role",
  on: "statement",
  title: "Policy lets any role be passed to any service",
  severity: "warning",
  risk: "orchestrator",
  why: `\`iam:PassRole\` hands a role to a service that then acts with it. On all roles, whoever may also start a task, function or instance picks the account's most powerful role for it and runs code of their own with that.

Name the roles, or at least the service with the condition \`iam:PassedToService\`. \`arn:aws:iam::111122223333:role/*\` names no roles: roles cannot be passed across accounts, so these are all there are. \`role/shop-*\` is a name.

Under a permissions boundary it is for information, from the preset \`strict\` on. Silent under a condition that narrows, and where full-admin or wildcard-action says it all. The condition is offered as a fix where the policy shows which service is meant, in a statement of its own if need be; roles that are passed to other services then no longer work.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-269", "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"],
  equivalents: [
    { tool: "access-analyzer", id: "PASS_ROLE_WITH_STAR_IN_RESOURCE" },
    { tool: "kics", id: "e39bee8c-fe54-4a3f-824d-e5e2d1cca40a" },
  ],

  *check(statement) {
    if (!meets(atMostBy(statement), actionsOf("iam:PassRole")) || isNarrowed(statement) || mayBeDenied(statement.policy, "iam:PassRole")) return;
    const everyRole = statement.resources.items.find((r) => isOn(r, isEveryRole));
    const action = allowing(statement, "iam:PassRole").find((a) => !a.is((written) => includesAction(written, "iam:*")));
    if ((!everyRole && !isOnIamByExclusion(statement)) || !action) return;
    const where = everyRole ? `"${everyRole.value ?? everyRole.text ?? ""}"` : 'every resource that "NotResource" does not list';
    yield {
      at: everyRole?.at ?? statement.notResources.at,
      message: `${named(action.value)} on ${where} lets any role of the account be passed to any service.`,
      related: [{ at: action.at, message: "The action is allowed here." }],
      // What a boundary leaves is not known.
      ...(statement.policy.bounded ? { severity: "info", confidence: "low" } : {}),
      fixes: fixes(statement, action, everyRole),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecs:RegisterTaskDefinition", "ecs:UpdateService"], "Resource": "*" },
          { "Effect": "Allow", "Action": "iam:PassRole", "Resource": «"*"» }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecs:RegisterTaskDefinition", "ecs:UpdateService"], "Resource": "*" },
          { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } }
        ]
      }
    `)
      .because("The policy is about ECS: the condition says so."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecs:RunTask", "iam:PassRole"], "Resource": ["arn:aws:iam::111122223333:role/shop", «"arn:aws:iam::*:role/*"»] }
        ]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ecs:RunTask"], "Resource": ["arn:aws:iam::111122223333:role/shop", "arn:aws:iam::*:role/*"] },
          {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::*:role/*",
            "Condition": {
              "StringEquals": {
                "iam:PassedToService": "ecs-tasks.amazonaws.com"
              }
            }
          }
        ]
      }
    `)
      .because("A condition would also hold for `ecs:RunTask`, so the action gets a statement of its own."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "iam:Pass*", "Resource": «"arn:aws:iam::111122223333:role/*"» }
      }
    `).because("All roles of the one account whose roles can be passed."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["iam:P*", "ecs:RunTask"], "Resource": «"*"» }]
      }
    `).because("No fix: a statement of its own for iam:PassRole would not hold what else begins with P."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "iam:PassRole", "NotResource": «"arn:aws:s3:::audit/*"» }]
      }
    `).because("Every role is among the resources that are not listed."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "iam:PassRole", "Resource": «"*"»,
          "Condition": { "StringLike": { "iam:PassedToService": "*.amazonaws.com" } }
        }]
      }
    `).because("Every service has a name that ends so."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
          "Condition": { "StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }
        }]
      }
    `).because("Only to ECS tasks."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/shop-*" }]
      }
    `).because("Roles of one name."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["iam:GetRole", "iam:PassedRoles"], "Resource": "*" }]
      }
    `).because("Other actions."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "iam:*", "Resource": "*" }]
      }
    `).because("That is wildcard-action's to say."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" },
          { "Effect": "Deny", "Action": "iam:Pass*", "Resource": "*" }
        ]
      }
    `).because("The policy itself takes it back."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*" },
          { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::\${account}:role/\${role}" }
        ]
      }
    `).because("Neither a Deny nor a role that a template names."),
    bad(cloudformation`
      Resources:
        Deployer:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: deploy
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [ecs:RegisterTaskDefinition, ecs:UpdateService]
                      Resource: "*"
                    - Effect: Allow
                      Action: iam:PassRole
                      Resource: «"*"»
    `).to(cloudformation`
      Resources:
        Deployer:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: deploy
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [ecs:RegisterTaskDefinition, ecs:UpdateService]
                      Resource: "*"
                    - Effect: Allow
                      Action: iam:PassRole
                      Resource: "*"
                      Condition:
                        StringEquals:
                          iam:PassedToService: ecs-tasks.amazonaws.com
    `),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Policy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: iam:PassRole
                  Resource: «!Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/*»
    `).because("Whatever the account is, these are all of its roles."),
    good(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Policy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: iam:PassRole, Resource: !GetAtt TaskRole.Arn }
                - Effect: Allow
                  Action: iam:PassRole
                  Resource: "*"
                  Condition: !If [IsOpen, !Ref AWS::NoValue, { StringEquals: { iam:PassedToService: ecs-tasks.amazonaws.com } }]
    `).because("A role of the template; a condition that may be there."),
    bad(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          actions   = ["ecs:RegisterTaskDefinition", "ecs:UpdateService"]
          resources = ["*"]
        }

        statement {
          actions   = ["iam:PassRole"]
          resources = [«"*"»]
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          actions   = ["ecs:RegisterTaskDefinition", "ecs:UpdateService"]
          resources = ["*"]
        }

        statement {
          actions   = ["iam:PassRole"]
          resources = ["*"]

          condition {
            test     = "StringEquals"
            variable = "iam:PassedToService"
            values   = ["ecs-tasks.amazonaws.com"]
          }
        }
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          sid       = "Deploy"
          actions   = ["ecs:RegisterTaskDefinition", "iam:PassRole"]
          resources = [«"*"»]
        }
      }
    `)
      .to(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          sid       = "Deploy"
          actions   = ["ecs:RegisterTaskDefinition"]
          resources = ["*"]
        }

        statement {
          actions   = ["iam:PassRole"]
          resources = ["*"]

          condition {
            test     = "StringEquals"
            variable = "iam:PassedToService"
            values   = ["ecs-tasks.amazonaws.com"]
          }
        }
      }
    `)
      .because("The action gets a statement of its own, since the condition would also hold for the other."),
    bad(terraform`
      resource "aws_iam_role_policy" "deploy" {
        role = aws_iam_role.deploy.id
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Effect   = "Allow"
              Action   = "iam:PassRole"
              Resource = «"*"»
            },
            {
              Effect   = "Allow"
              Action   = ["ecs:RunTask"]
              Resource = aws_ecs_task_definition.shop.arn
            },
          ]
        })
      }
    `).to(terraform`
      resource "aws_iam_role_policy" "deploy" {
        role = aws_iam_role.deploy.id
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Effect   = "Allow"
              Action   = "iam:PassRole"
              Resource = "*"
              Condition = {
                StringEquals = {
                  "iam:PassedToService" = "ecs-tasks.amazonaws.com"
                }
              }
            },
            {
              Effect   = "Allow"
              Action   = ["ecs:RunTask"]
              Resource = aws_ecs_task_definition.shop.arn
            },
          ]
        })
      }
    `),
    good(terraform`
      data "aws_iam_policy_document" "deploy" {
        statement {
          actions   = ["iam:PassRole"]
          resources = ["*"]

          condition {
            test     = "StringEquals"
            variable = "iam:PassedToService"
            values   = ["ecs-tasks.amazonaws.com"]
          }
        }
        statement {
          actions   = ["iam:PassRole"]
          resources = [aws_iam_role.task.arn, "arn:aws:iam::\${local.account}:role/\${var.name}-*"]
        }
      }
    `).because("A condition; roles that Terraform knows, and roles of a name that another file gives."),
  ],
});

const named = (action = ""): string => (action.toLowerCase() === "iam:passrole" ? "iam:PassRole" : `"${action}", which includes iam:PassRole,`);

function fixes(statement: Statement, action: Field<string>, resource: Field<string> | undefined): readonly Fix[] {
  const { actions, policy } = statement;
  const service = serviceOf(policy);
  const condition = { operator: "StringEquals", key: "iam:PassedToService", value: service ?? "" };
  // A condition would hold for the statement's other actions, too: then the action goes to a statement of its own.
  if (!actions.items.every((a) => a.is((written) => includesAction("iam:Pass*", written)))) {
    const added =
      service === undefined ||
      resource?.value === undefined ||
      !action.is((written) => includesAction("iam:Pass*", written)) ||
      statement.conditions.length > 0 ||
      allowing(statement, "iam:PassRole").length > 1
        ? []
        : policy.add({ actions: ["iam:PassRole"], resource: resource.value, condition });
    const removed = action.remove();
    const both = added.length > 0 && removed.length > 0 ? [...removed, ...added] : [];
    return fix(`Allow iam:PassRole in a statement of its own, for "${service}" only`, "unsafe", both);
  }
  const required = service === undefined ? [] : statement.require(condition.operator, condition.key, condition.value);
  return [
    ...fix(`Require "iam:PassedToService" to be "${service}"`, "unsafe", required),
    ...(resource
      ? fix(`Name the role in place of "${resource.value}"`, "draft", resource.set(`arn:aws:iam::${accountOf(policy) ?? "<account>"}:role/<role>`))
      : []),
  ];
}

/** Actions that take a role along, and the service that the role is passed to. */
const starts: readonly (readonly [action: string, service: string])[] = [
  ["ecs:RegisterTaskDefinition", "ecs-tasks.amazonaws.com"],
  ["ecs:RunTask", "ecs-tasks.amazonaws.com"],
  ["lambda:CreateFunction", "lambda.amazonaws.com"],
  ["lambda:UpdateFunctionConfiguration", "lambda.amazonaws.com"],
  ["ec2:RunInstances", "ec2.amazonaws.com"],
  ["cloudformation:CreateStack", "cloudformation.amazonaws.com"],
  ["codebuild:CreateProject", "codebuild.amazonaws.com"],
  ["codepipeline:CreatePipeline", "codepipeline.amazonaws.com"],
  ["states:CreateStateMachine", "states.amazonaws.com"],
  ["glue:CreateJob", "glue.amazonaws.com"],
];

/** The service that the policy's actions give work to, where it is but one. */
const serviceOf = oncePerPolicy(({ statements }: Policy): string | undefined => {
  const actions = statements.filter((s) => s.effect.is("Allow")).flatMap((s) => s.actions.items);
  if (actions.some((a) => a.opaque)) return undefined;
  const found = starts.filter(([action]) => actions.some((a) => a.is((written) => includesAction(written, action))));
  return new Set(found.map(([, service]) => service)).size === 1 ? found[0]?.[1] : undefined;
});
