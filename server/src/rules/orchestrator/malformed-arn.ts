import { bad, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import { dataDate, serviceOf } from "../../knowledge/iam/catalogue.ts";
import { remembered } from "../../knowledge/remembered.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "malformed-arn",
  on: "statement",
  title: "Resource is no ARN that can exist",
  severity: "warning",
  risk: "orchestrator",
  why: `IAM takes most texts for a resource, and compares them letter by letter with the ARN of what is asked for. One with a field too few, an account in the ARN of a bucket or \`S3\` in capitals fits nothing: what was to be allowed is not, and, worse, what was to be denied is not.

Meant are the number of fields, the partition, the account's twelve digits, and Regions and accounts that a service's ARNs do not have, by AWS's Service Authorization Reference of the day that the message names. Fields with a wildcard, a variable or what a template puts in may be anything. \`*\` alone is a resource, too.`,
  refs: ["CWE-1288", "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"],
  equivalents: [{ tool: "access-analyzer", id: "MISSING_ARN_FIELD" }],

  *check({ resources, notResources }) {
    for (const field of [...resources.items, ...notResources.items]) {
      if (field.value === undefined || /^\*+$/.test(field.value)) continue;
      const fault = faultOf(field.value);
      if (!fault) continue;
      const report: Report = { at: field.at, key: field.value, message: fault.message, fixes: fixesOf(field, fault.meant) };
      yield report;
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": [«"arn:aws:s3:eu-west-1:111122223333:shop/*"», "arn:aws:s3:::logs/*"] }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop/*", "arn:aws:s3:::logs/*"] }]
      }
    `)
      .because("Names of buckets are unique without Region and account."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "ecs:RunTask", "Resource": [«"arn:aws:ecs:task-definition/shop"», «"shop"», «"arn:amazon:ecs:eu-west-1:111122223333:cluster/shop"»] },
          { "Effect": "Deny", "Action": "sqs:*", "Resource": [«"arn:aws:sqs:eu-west-1:1111:orders"», «"arn:aws:SQS:eu-west-1:111122223333:orders"»] }
        ]
      }
    `).because("Too few fields, none at all, a partition that is none, an account that is none, and a service in capitals."),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          actions   = ["iam:PassRole"]
          resources = [«"arn:aws:iam:eu-west-1:111122223333:role/shop"»]
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "*",
            "Resource": [
              "*", "arn:aws:*", "arn:*:s3:*:*:shop", "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-cn:sqs:cn-north-1:111122223333:orders",
              "arn:aws:s3:eu-west-1:111122223333:accesspoint/shop", "arn:aws:sqs:*:\${aws:PrincipalAccount}:orders", "arn:\${partition}:s3:::shop",
              "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*/GET/", "execute-api:/*", "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*"
            ]
          }
        ]
      }
    `).because("Wildcards and variables may be anything; AWS's own policies; other partitions; access points have a Region."),
  ],
});

interface Fault {
  readonly message: string;
  /** The text that was evidently meant. */
  readonly meant?: string;
}

const faultOf: (arn: string) => Fault | undefined = remembered((arn) => {
  // A pattern that leaves fields to its wildcard may be anything; so may a text that begins with one.
  // Policies of APIs may write `execute-api:/stage/GET/path` for their own.
  if (/^[*?]/.test(arn) || arn.startsWith("${") || arn.startsWith("execute-api:/")) return undefined;
  const [prefix, partition = "", service = "", region = "", account = "", ...rest] = arn.split(":");
  if (prefix !== "arn") return /^a?r?n?[*?]/.test(arn) ? undefined : { message: `"${arn}" is no ARN: the statement fits no resource by it.` };
  if (rest.length === 0 || (rest.length === 1 && rest[0] === "")) {
    if (/[*?]|\$\{/.test(arn)) return undefined;
    return { message: `"${arn}" has fewer than the six fields of an ARN and fits no resource.` };
  }
  if (isPlain(partition) && !/^aws(?:-[a-z-]+)?$/.test(partition))
    return { message: `"${partition}" is no partition of AWS: "${arn}" fits no resource.` };
  if (isPlain(account) && !/^(?:\d{12}|aws|aws-managed|third-party|cloudfront)?$/.test(account) && /^\d+$/.test(account))
    return { message: `"${account}" is no account, which has twelve digits: "${arn}" fits no resource.` };
  if (/[*?]/.test(service) || !isPlain(service)) return undefined;
  const meant = (fields: readonly string[]): string => ["arn", partition, ...fields, ...rest].join(":");
  if (service !== service.toLowerCase() && serviceOf(service)) {
    return { message: `Services are in lower case in ARNs: "${arn}" fits no resource.`, meant: meant([service.toLowerCase(), region, account]) };
  }
  return surplusOf({ arn, service, region, account, resource: rest.join(":") }, (r, a) => meant([service, r, a]));
});

/** A Region or account where no ARN of that shape has one. */
function surplusOf(
  {
    arn,
    service,
    region,
    account,
    resource,
  }: { readonly arn: string; readonly service: string; readonly region: string; readonly account: string; readonly resource: string },
  meant: (region: string, account: string) => string,
): Fault | undefined {
  // Of S3, only buckets and objects have none; IAM's all have no Region.
  if (service === "s3") {
    if (/^(?:accesspoint|storage-lens|storage-lens-group|job|access-grants|async-request)\b|[*?]|^\$\{/.test(resource.split("/")[0] ?? ""))
      return undefined;
    if ((region !== "" && isPlain(region)) || (account !== "" && isPlain(account)))
      return { message: `The ARN of a bucket has neither Region nor account (as of ${dataDate()}): "${arn}" fits none.`, meant: meant("", "") };
    return undefined;
  }
  if (region !== "" && isPlain(region) && hasNoRegion(service))
    return { message: `No ARN of ${service} has a Region (as of ${dataDate()}): "${arn}" fits no resource.`, meant: meant("", account) };
  return undefined;
}

/** Asked for each ARN with a Region, so found out once for each service. */
function hasNoRegion(service: string): boolean {
  const known = regionless.get(service);
  if (known !== undefined) return known;
  const own = serviceOf(service)?.resourceTypes.flatMap((t) => t.arns.map((arn) => arn.split(":"))) ?? [];
  const found = own.length > 0 && own.every(([, , name, region]) => name === service && region === "");
  // Of names that are no services nothing is kept: texts may hold any number of them.
  if (own.length > 0) regionless.set(service, found);
  return found;
}
const regionless = new Map<string, boolean>();

const isPlain = (field: string): boolean => !/[*?]|\$\{/.test(field);

/** What fits nothing today would fit something then. */
const fixesOf = (field: Field<string>, meant: string | undefined): readonly Fix[] =>
  meant === undefined ? [] : fix(`Write "${meant}"`, "unsafe", field.set(meant));
