import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { actionNamed, dataDate } from "../../knowledge/iam/catalogue.ts";
import { keyIn, keyNamed, keysOf } from "../../knowledge/iam/global-keys.ts";
import { namedActions } from "../../model/named-action.ts";
import type { Condition, Statement } from "../../model/policy.ts";

export default rule({
  name: "unknown-condition-key",
  on: "conditional",
  title: "Condition asks for a key that is never sent",
  severity: "warning",
  risk: "orchestrator",
  why: `What AWS does not send cannot match: an \`Allow\` lets nobody in, a \`Deny\` keeps nobody out, and with a negated operator or \`IfExists\` it is the other way round. Either the key is misspelt, or none of the statement's actions has it.

Keys of a service are known as of the day that the message names; services add some. Silent for keys of identity providers, for services that are not known, and where an action has a wildcard or comes from a template.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "INVALID_GLOBAL_CONDITION_KEY" },
    { tool: "access-analyzer", id: "INVALID_SERVICE_CONDITION_KEY" },
    { tool: "access-analyzer", id: "MISSING_TAG_KEY_IN_CONDITION" },
    { tool: "access-analyzer", id: "INVALID_CONDITION_KEY_FORMAT" },
    { tool: "access-analyzer", id: "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE" },
    { tool: "access-analyzer", id: "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE" },
    { tool: "access-analyzer", id: "UNSUPPORTED_ACTION_FOR_CONDITION_KEY" },
  ],

  *check(statement) {
    for (const condition of statement.conditions) {
      const { key } = condition;
      if (/^[A-Za-z][\w-]*$/.test(key) && !key.startsWith("Fn")) {
        yield { at: condition.at, message: `"${key}" is no condition key: it has no prefix, as in "aws:SourceArn".`, key };
        continue;
      }
      if (/^aws:ResourceTag\/./i.test(key) && takesStarOnly(statement)) {
        const message = `The statement's actions are about no resource, and so none of them has "${key}" (as of ${dataDate()}).`;
        yield { at: condition.at, message, key };
        continue;
      }
      const [, prefix = ""] = /^([A-Za-z0-9-]+):[^${}<>]+$/.exec(key) ?? [];
      const keys = keysOf(prefix);
      if (prefix === "" || keys.length === 0) continue;
      if (!keyNamed(key)) {
        if (/Tag\/$/.test(key)) {
          yield { at: condition.at, message: `"${key}" names no tag: what the tag is called follows the "/".`, key };
          continue;
        }
        // Keys of tags work for more services than list them.
        if (key.includes("/")) continue;
        const near = nearest(
          key,
          keys.map((k) => k.name).filter((name) => !name.includes("$")),
        );
        // Of its own keys AWS keeps some to itself.
        if (near === undefined && prefix.toLowerCase() === "aws") continue;
        const message = `AWS knows no condition key "${key}" (as of ${dataDate()}).${near ? ` Did you mean "${near}"?` : ""}`;
        yield { at: condition.at, message, key, fixes: renaming(condition, near) };
      } else if (prefix.toLowerCase() !== "aws" && !key.includes("/") && isNeverSent(statement, prefix, key)) {
        yield { at: condition.at, message: `None of the statement's actions has "${key}" (as of ${dataDate()}).`, key };
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEquals": { «"aws:PrincipleOrgID"»: "o-a1b2c3d4e5" } } }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: s3:ListBucket, Resource: "*", Condition: { StringEquals: { «s3:x-amz-storage-class»: STANDARD } } }
    `).because("The key is that of objects that are put."),
    bad(terraform`
      data "aws_iam_policy_document" "run" {
        statement {
          actions   = ["ecs:RunTask"]
          resources = ["*"]

          condition {
            test     = "ArnEquals"
            variable = «"ecs:clusters"»
            values   = ["arn:aws:ecs:eu-west-1:111122223333:cluster/shop"]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "run" {
        statement {
          actions   = ["ecs:RunTask"]
          resources = ["*"]

          condition {
            test     = "ArnEquals"
            variable = "ecs:cluster"
            values   = ["arn:aws:ecs:eu-west-1:111122223333:cluster/shop"]
          }
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "ecs:UpdateService", "Resource": "*", "Condition": { "StringEquals": { «"aws:ResourceTag/"»: "shop" } } }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Deny", "Action": ["ecs:ListClusters", "ecr:GetAuthorizationToken"], "Resource": "*", "Condition": { "StringEquals": { «"aws:ResourceTag/team"»: "shop" } } },
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEquals": { «"PrincipalOrgID"»: "o-a1b2c3d4e5" } } }
        ]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": ["s3:Get*", "kms:Decrypt"], "Resource": "*",
          "Condition": {
            "StringEquals": {
              "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::shop", "AWS:SourceAccount": "111122223333", "aws:ResourceTag/team": "shop",
              "token.actions.githubusercontent.com:sub": "repo:shop/web:ref:refs/heads/main", "newservice:key": "1"
            }
          }
        }]
      }
    `).because("Keys with a part of one's own, in another case, of a provider and of a service that is not known."),
  ],
});

const renaming = (condition: Condition, near: string | undefined): readonly Fix[] =>
  near === undefined ? [] : fix(`Write "${near}"`, "unsafe", condition.withKey(near));

/** Are all actions named in full and such that have no resource whose tag could be sent? */
function takesStarOnly(statement: Statement): boolean {
  const named = namedActions(statement).map((a) => a.pattern.action);
  return (
    named.length > 0 &&
    named.length === statement.actions.items.length &&
    named.every((action) => action && action.resources.length === 0 && !keyIn(action.conditionKeys, "aws:ResourceTag/x"))
  );
}

/** Sent with whatever an instance calls, though listed for single actions. */
const everywhere = /^ec2:SourceInstanceARN$/i;

/** Has no action of the statement the key, all of them being of its service and known? */
function isNeverSent({ actions, notActions }: Statement, prefix: string, key: string): boolean {
  if (everywhere.test(key) || notActions.state !== "unset" || actions.state !== "written" || actions.items.length === 0) return false;
  return actions.items.every((field) => {
    const name = field.value ?? "*";
    const action = name.toLowerCase().startsWith(`${prefix.toLowerCase()}:`) && !/[*?]/.test(name) ? actionNamed(name) : undefined;
    if (!action) return false;
    const sent = [action.conditionKeys, ...action.resources.map((r) => r.type.conditionKeys)];
    return sent.some((keys) => keys.length > 0) && !sent.some((keys) => keyIn(keys, key));
  });
}
