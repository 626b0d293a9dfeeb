import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { dataDate, serviceOf, services } from "../../knowledge/iam/catalogue.ts";
import { operations } from "../../knowledge/iam/operations.ts";
import { remembered } from "../../knowledge/remembered.ts";
import { actionsOf } from "../../model/action-set.ts";
import { namedActions, namedNotActions } from "../../model/named-action.ts";

export default rule({
  name: "unknown-action",
  on: "statement",
  title: "Policy names an action that AWS does not know",
  severity: "warning",
  risk: "orchestrator",
  why: `IAM takes any name. A misspelt action allows nothing, which shows when the workload fails; in a \`Deny\` it forbids nothing, which does not show at all. Names of API operations are not always names of actions: \`HeadBucket\` is allowed by \`s3:ListBucket\`.

Judged by AWS's Service Authorization Reference of the day that the message names: AWS adds actions every week. What has no name near it may be newer than that, or retired, and is shown for information from the preset \`strict\` on. So are patterns that fit no action.

The fix writes the action that was probably meant, which makes the statement do more than it did.`,
  refs: [
    "CWE-1288",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
  ],
  equivalents: [{ tool: "access-analyzer", id: "INVALID_ACTION" }],

  *check(statement) {
    const { notActions, effect } = statement;
    for (const { field, pattern } of [...namedActions(statement), ...namedNotActions(statement)]) {
      if (pattern.set.length > 0) continue;
      const { text } = pattern;
      const unknown = unknownIn(text);
      if (!unknown) continue;
      const { what, meant, sure } = unknown;
      const then = effect.is("Deny") && notActions.state === "unset" ? "nothing is denied by it" : "nothing is allowed by it";
      const report: Report = {
        at: field.at,
        key: text,
        message: `${what} (as of ${dataDate()}): ${notActions.state === "written" ? "it excludes nothing" : then}.${meant === undefined ? "" : ` Is "${meant}" meant?`}`,
        ...(sure ? {} : { severity: "info", confidence: "low" }),
        ...(meant === undefined ? {} : { fixes: fix(`Write "${meant}"`, "unsafe", field.set(meant)) }),
      };
      yield report;
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"ecr:GetDownloadUrlForLayers"», "ecr:BatchGetImage"], "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"], "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": [«"s3:HeadBucket"», «"sercetsmanager:GetSecretValue"», «"ecsRunTask"»], "Resource": "*" }]
      }
    `).because("An operation that is no action, a service that is none, and no service at all."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"ecr:Pull*"», «"ecs:FlyToTheMoon"»], "Resource": "*" }]
      }
    `).because("For information: nothing fits, and nothing is near."),
    bad(cloudformation`
      Resources:
        Pull:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Allow, Action: [«logs:CreateLogStreams»], Resource: "*" }]
    `),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          actions   = [«"kms:Decript"»]
          resources = ["*"]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["ECR:getauthorizationtoken", "s3:Get*", "*:Describe*", "ec2:?escribe*", "\${service}:Get"], "Resource": "*" },
          { "Effect": "Deny", "NotAction": "*", "Resource": "*" }
        ]
      }
    `).because("Case does not matter to IAM, patterns that fit something, and what a template puts in."),
  ],
});

/** Why a pattern of actions stands for none that AWS names. */
interface Unknown {
  /** A clause for a message: `AWS knows no action "s3:HeadBucket"`. */
  readonly what: string;
  /** The action that was probably meant. */
  readonly meant: string | undefined;
  /** Is it wrong for certain, and not perhaps newer than what is known here? */
  readonly sure: boolean;
}

/** Undefined where the pattern stands for something. */
const unknownIn = remembered((pattern): Unknown | undefined => {
  if (actionsOf(pattern).length > 0) return undefined;
  const [prefix = "", name] = pattern.split(":", 2);
  if (name === undefined) return { what: `"${pattern}" names no service`, meant: undefined, sure: !/^\*+$/.test(pattern) };
  if (/[*?]/.test(prefix)) return { what: `AWS knows no action that fits "${pattern}"`, meant: undefined, sure: false };
  const service = serviceOf(prefix);
  if (!service) {
    const near = nearest(prefix, prefixes(), 2);
    // A prefix of few letters is near to many.
    const meant = near !== undefined && near.length > 3 && actionsOf(`${near}:${name}`).length > 0 ? `${near}:${name}` : undefined;
    return { what: `AWS knows no service "${prefix}"`, meant, sure: meant !== undefined };
  }
  if (/[*?]/.test(name)) return { what: `AWS knows no action that fits "${pattern}"`, meant: undefined, sure: false };
  const alias = operations[`${prefix}:${name}`.toLowerCase()];
  const near = alias === undefined ? nearest(name, service.names, 2) : undefined;
  const meant = alias ?? (near === undefined ? undefined : `${prefix}:${near}`);
  return { what: `AWS knows no action "${pattern}"`, meant, sure: meant !== undefined };
});
const prefixes = (): readonly string[] => services().map((s) => s.prefix);
