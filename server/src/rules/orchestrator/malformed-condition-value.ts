import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import { type Operator, operatorOf } from "../../model/condition.ts";
import type { Field } from "../../model/field.ts";
import { networkOf } from "../../model/network-range.ts";
import type { Condition } from "../../model/policy.ts";

export default rule({
  name: "malformed-condition-value",
  on: "conditional",
  title: "Condition compares with what is no value of its kind",
  severity: "warning",
  risk: "orchestrator",
  why: `\`NumericLessThan\` with \`"one hour"\`, \`IpAddress\` with \`10.0.0.0/33\`, \`aws:SourceAccount\` with eleven digits: no request ever has such a value. An \`Allow\` with the condition lets nobody in, a \`Deny\` keeps nobody out, and nothing says so.

The form follows from the operator (numbers, dates, truth values, ranges of addresses, ARNs) and, for keys that hold one thing only, from the key (accounts, organizations, VPCs and their endpoints). Variables and placeholders are taken for right. A range with an address in it that its mask cuts off means the same without, and so the fix for that is safe.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "TYPE_MISMATCH_BOOLEAN" },
    { tool: "access-analyzer", id: "TYPE_MISMATCH_DATE" },
    { tool: "access-analyzer", id: "TYPE_MISMATCH_IP_RANGE" },
    { tool: "access-analyzer", id: "TYPE_MISMATCH_NUMBER" },
    { tool: "access-analyzer", id: "INVALID_VPC_FORMAT" },
    { tool: "access-analyzer", id: "INVALID_VPCE_FORMAT" },
    { tool: "access-analyzer", id: "INVALID_REGION" },
    { tool: "access-analyzer", id: "INVALID_SERVICE_PRINCIPAL_FORMAT" },
    { tool: "access-analyzer", id: "IMPROVE_IP_RANGE" },
  ],

  *check({ conditions }) {
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      if (!operator) continue;
      for (const value of condition.values) {
        // A variable is filled in when the request comes.
        if (value.value === undefined || value.value.includes("${")) continue;
        const report = ofOperator(condition, operator, value, value.value) ?? ofKey(condition, operator, value, value.value);
        if (report) yield report;
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "NumericGreaterThan": { "aws:MultiFactorAuthAge": «"1h"» } } }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": [«"198.51.100.7/24"», «"203.0.113.0/33"»] } } }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/33"] } } }]
      }
    `)
      .because("An address that its mask cuts off, and a mask that there is not."),
    bad(cloudformation`
      Resources:
        Topic:
          Type: AWS::SNS::TopicPolicy
          Properties:
            Topics: [!Ref Alarms]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: cloudwatch.amazonaws.com }
                  Action: sns:Publish
                  Resource: !Ref Alarms
                  Condition:
                    StringEquals: { aws:SourceAccount: «"11112222333"» }
                    Bool: { aws:SecureTransport: «"yes"» }
                    StringLike: { aws:RequestedRegion: [eu-*, «eu-west-1a»] }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/*"]

          condition {
            test     = "StringEquals"
            variable = "aws:SourceVpce"
            values   = [«"vpc-0a1b2c3d4e5f60718"»]
          }

          condition {
            test     = "DateLessThan"
            variable = "aws:CurrentTime"
            values   = [«"31.12.2030"»]
          }
        }
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringEquals": { "iam:PassedToService": [«"ecs-tasks"», "ecs-tasks.amazonaws.com"] } } }]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {
              "Bool": { "aws:SecureTransport": true },
              "DateGreaterThan": { "aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-01-01"], "aws:TokenIssueTime": 1767225600 },
              "IpAddress": { "aws:SourceIp": ["198.51.100.7", "2001:db8::/32", "0.0.0.0/0"] },
              "NumericLessThanEquals": { "s3:max-keys": "10" },
              "StringEquals": { "aws:PrincipalAccount": ["111122223333", "\${aws:ResourceAccount}"], "aws:SourceVpc": "vpc-0a1b2c3d" },
              "StringLike": { "aws:SourceVpce": "vpce-*", "aws:PrincipalOrgID": "o-*" },
              "ArnLike": { "aws:PrincipalArn": ["*", "arn:aws:iam::*:role/shop-*"] }
            }
          }
        ]
      }
    `).because("Times in seconds, single addresses, wildcards where they are understood, variables."),
    good(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/*"]

          condition {
            test     = "StringEquals"
            variable = "aws:SourceVpce"
            values   = [var.endpoint, "<endpoint>"]
          }
        }
      }
    `).because("What is not known, and a placeholder."),
  ],
});

function ofOperator(condition: Condition, { base }: Operator, field: Field<string>, text: string): Report | undefined {
  const wrong = (what: string): Report => ({
    at: field.at,
    key: `${condition.key} ${text}`,
    message: `"${text}" is ${what}: "${condition.operator}" never finds it.`,
  });
  if (base.startsWith("Numeric")) return /^-?\d+(?:\.\d+)?$/.test(text) ? undefined : wrong("no number");
  if (base === "Bool" || base === "Null") return /^(?:true|false)$/i.test(text) ? undefined : wrong('neither "true" nor "false"');
  if (base.startsWith("Date")) return isDate(text) ? undefined : wrong("no date as ISO 8601 writes it, nor one in seconds since 1970");
  if (base.startsWith("Arn")) return /^(?:arn:|.*[*?])/.test(text) ? undefined : wrong("no ARN");
  if (!base.endsWith("IpAddress")) return undefined;
  const network = networkOf(text);
  if (!network) return wrong("no address and no range of addresses");
  if (network === text) return undefined;
  const fixes: readonly Fix[] = fix(`Write "${network}"`, "safe", field.set(network));
  return {
    at: field.at,
    severity: "hint",
    key: `${condition.key} ${text}`,
    message: `"${text}" means "${network}": the mask cuts the rest of the address off.`,
    fixes,
  };
}

/** A day, a month, a year; with a time of day, or without. */
const isDate = (text: string): boolean =>
  /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text) || /^-?\d+$/.test(text);

/** Keys that hold one thing only, by what each value of them is. Others compare with what they like. */
const forms: readonly { readonly keys: readonly string[]; readonly what: string; readonly wrong: RegExp }[] = [
  {
    keys: ["aws:SourceAccount", "aws:PrincipalAccount", "aws:ResourceAccount", "aws:VpceAccount", "kms:CallerAccount"],
    what: "no account, which has twelve digits",
    wrong: /^(?!\d{12}$)[\d-]+$|^arn:/,
  },
  {
    keys: ["aws:PrincipalOrgID", "aws:ResourceOrgID", "aws:SourceOrgID", "aws:VpceOrgID"],
    what: 'no organization, whose id begins with "o-"',
    wrong: /^(?:\d{12}|ou-[\w-]+|r-\w+|o-[a-z0-9]+\/.*|arn:.*)$/,
  },
  {
    keys: ["aws:SourceVpc"],
    what: 'no VPC, whose id is "vpc-" and 8 or 17 digits',
    wrong: /^(?:vpce-.*|subnet-.*|arn:.*|vpc-(?![0-9a-f]{8}(?:[0-9a-f]{9})?$)[0-9a-f]+)$/,
  },
  {
    keys: ["iam:PassedToService", "iam:AWSServiceName", "aws:PrincipalServiceName", "kms:ViaService"],
    what: 'no service, whose name ends in ".amazonaws.com"',
    wrong: /^(?:[a-z0-9-]+|arn:.*)$/,
  },
  {
    keys: ["aws:RequestedRegion", "ec2:Region"],
    what: "no Region",
    wrong: /^(?:[a-z]{2}(?:-[a-z]+)+-\d[a-z]|[A-Z]{2}(?:-[A-Z]+)+-\d|arn:.*)$/,
  },
  {
    keys: ["aws:SourceVpce"],
    what: 'no endpoint, whose id is "vpce-" and 8 or 17 digits',
    wrong: /^(?:vpc-.*|arn:.*|com\.amazonaws\..*|vpce-(?![0-9a-f]{8}(?:[0-9a-f]{9})?$)[0-9a-f]+)$/,
  },
];
const formOf: ReadonlyMap<string, (typeof forms)[number]> = new Map(forms.flatMap((form) => form.keys.map((key) => [key.toLowerCase(), form])));

function ofKey({ key, operator }: Condition, { base }: Operator, { at }: Field<string>, text: string): Report | undefined {
  const form = base.startsWith("String") ? formOf.get(key.toLowerCase()) : undefined;
  // What is understood as a wildcard may be anything.
  if (!form?.wrong.test(text) || (base.includes("Like") && /[*?]/.test(text))) return undefined;
  return { at, key: `${key} ${text}`, message: `"${text}" is ${form.what}: "${operator}" never finds it in ${key}.` };
}
