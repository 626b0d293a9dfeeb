import { bad, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { dataDate } from "../../knowledge/iam/catalogue.ts";
import { enumerate } from "../../model/enumeration.ts";
import { mismatchesIn } from "../../model/mismatch.ts";

export default rule({
  name: "mismatched-resource",
  on: "statement",
  title: "Action has no effect on any resource of its statement",
  severity: "warning",
  risk: "orchestrator",
  why: `Each action is about certain types of resources. On others it is allowed in vain: \`s3:GetObject\` on a bucket without \`/*\`, \`ecr:GetAuthorizationToken\` on a repository, though it accepts \`*\` only. In a \`Deny\` the same mistake leaves open what was to be closed.

Only actions that are named in full are judged, and only where all resources are known; a resource that may be of the right type, by a wildcard or a variable, is taken for one. AWS does not write every type down for every action: what may be right all the same is shown from the preset \`strict\` on. Judged by AWS's Service Authorization Reference of the day that the message names.

The fix adds what makes it an object of the bucket. It makes the statement do more than it did.`,
  refs: [
    "CWE-1288",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
  ],

  *check(statement) {
    const { star, typed } = mismatchesIn(statement);
    const vain = statement.effect.is("Deny") ? "denies" : "allows";
    const [first] = star;
    if (first) {
      const names = star.map((m) => m.action.name);
      yield {
        at: first.field.at,
        key: "star",
        message: `${enumerate(names)} ${names.length > 1 ? "accept" : "accepts"} "*" only as a resource (as of ${dataDate()}): here ${names.length > 1 ? "they are" : "it is"} named in vain, the statement ${vain} nothing of the kind.`,
        ...(star.some((m) => m.sure) ? {} : { confidence: "low" }),
        related: star.slice(1).map((m) => ({ at: m.field.at, message: `So does ${m.action.name}.` })),
      };
    }
    const [wrong] = typed;
    if (!wrong) return;
    const names = typed.map((m) => m.action.name);
    const types = [...new Set(wrong.action.resources.map((r) => r.type.name))];
    const bucket = statement.resources.items.find((r) => r.is((arn) => /^arn:[\w-]+:s3:::[^/*?$]+$/.test(arn)));
    const objects = bucket && typed.every((m) => /^s3:.*Object/.test(m.action.name));
    yield {
      at: wrong.field.at,
      key: "type",
      message: `None of the resources is of a type that ${enumerate(names)} ${names.length > 1 ? "are" : "is"} about (${enumerate(types)}, as of ${dataDate()}): the statement ${vain} nothing of the kind.`,
      related: typed.slice(1).map((m) => ({ at: m.field.at, message: `Nor for ${m.action.name}.` })),
      ...(typed.some((m) => m.sure) ? {} : { confidence: "low" }),
      ...(objects
        ? { fixes: [{ title: `Add "${bucket.value}/*"`, applicability: "unsafe", edits: statement.resources.add(`${bucket.value}/*`) }] }
        : {}),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"s3:GetObject"», "s3:ListBucket"], "Resource": ["arn:aws:s3:::shop"] }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"] }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": [«"ecr:GetAuthorizationToken"», "ecr:BatchGetImage"],
            "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
          }
        ]
      }
    `).because("No image can be pulled without the token."),
    bad(terraform`
      data "aws_iam_policy_document" "task" {
        statement {
          effect    = "Deny"
          actions   = [«"ecs:RunTask"»]
          resources = ["arn:aws:ecs:eu-west-1:111122223333:cluster/shop"]
        }
      }
    `).because("A task is run from a task definition; the cluster is a condition, `ecs:cluster`."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"] },
          { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::shop*" },
          { "Effect": "Allow", "Action": ["s3:*", "s3:Get*"], "Resource": "arn:aws:s3:::shop" },
          { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::*" },
          { "Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/\${aws:username}" },
          { "Effect": "Allow", "Action": "iam:ListRoles", "Resource": "arn:aws:iam::111122223333:role/*" },
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop", "\${objects}"] }
        ]
      }
    `).because("Resources that fit or may fit, patterns of actions, and lists that IAM's services check against a whole type."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "arn:aws:logs:*:*:log-group:/ecs/shop:*" },
          { "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:CreateLogGroup"], "Resource": "arn:aws:logs:eu-west-1:111122223333:*" },
          { "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-??????" },
          { "Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db" }
        ]
      }
    `).because("Usual ways to write them."),
  ],
});
