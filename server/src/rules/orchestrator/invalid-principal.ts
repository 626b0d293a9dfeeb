import { bad, cloudformation, file, good, iam, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { isGuardrail, type Principal } from "../../model/policy.ts";

export default rule({
  name: "invalid-principal",
  on: "entrusting",
  title: "Principal names nobody",
  severity: "warning",
  risk: "orchestrator",
  why: `AWS takes accounts, ARNs of roles, users and sessions, names of services and of identity providers for principals. A wildcard that is only a part is refused or fits nobody; an id that begins with \`AROA\` or \`AIDA\` is what remains of a role or user that was deleted, and a new one of the same name is not meant.

To let in several roles, trust their account and let a condition on \`aws:PrincipalArn\` say which.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"],
  equivalents: [
    { tool: "access-analyzer", id: "UNSUPPORTED_WILDCARD_IN_PRINCIPAL" },
    { tool: "access-analyzer", id: "INVALID_PRINCIPAL_KEY" },
    { tool: "access-analyzer", id: "INVALID_ROLE_REFERENCE" },
  ],

  *check({ principals, notPrincipals, unknownPrincipals, policy }) {
    if (isGuardrail(policy)) return;
    for (const element of unknownPrincipals) {
      const near = nearest(element.name, types);
      yield {
        at: element.at,
        message: `There is no principal of type "${element.name}".${near ? ` Did you mean "${near}"?` : ""}`,
        key: element.name,
        fixes: near ? fix(`Write "${near}"`, "unsafe", element.rename(near)) : [],
      };
    }
    for (const principal of [...principals, ...notPrincipals]) {
      const wrong = judge(principal);
      if (wrong) yield { at: principal.value.at, key: principal.value.value ?? "", ...wrong };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Principal": { «"Services"»: "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" },
          { "Effect": "Allow", "Principal": { "AWS": [«"arn:aws:iam::111122223333:role/ci-*"», «"AROAEXAMPLEEXAMPLE123"»] }, "Action": "sts:AssumeRole" }
        ]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" },
          { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::111122223333:role/ci-*", "AROAEXAMPLEEXAMPLE123"] }, "Action": "sts:AssumeRole" }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: «ecs-tasks» }, Action: sts:AssumeRole }]
    `).to(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    good(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "AWS"
            identifiers = ["111122223333", "*", "arn:aws:sts::111122223333:assumed-role/ci/session", aws_iam_role.ci.arn, "arn:aws:iam::\${var.account}:root"]
          }
          principals {
            type        = "Service"
            identifiers = ["logs.eu-west-1.amazonaws.com", "ec2.amazonaws.com.cn"]
          }
        }
      }
    `).because("Accounts, anybody, sessions, what others say; services of a region and of China."),
    good(file("bucket-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop-pages/*",
          "Principal": { "AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE" }
        }]
      }
    `).because("CloudFront's identities have no account."),
  ],
});

const types = ["AWS", "Service", "Federated", "CanonicalUser"];

function judge({ type, value }: Principal): { readonly message: string; readonly fixes?: readonly Fix[] } | undefined {
  const text = value.value;
  if (text === undefined || text === "*" || /[${<]/.test(text)) return undefined;
  if (type === "Service") {
    if (/^[a-z0-9-]+$/.test(text)) {
      const whole = `${text}.amazonaws.com`;
      return {
        message: `"${text}" is no service principal: these end in ".amazonaws.com".`,
        fixes: fix(`Write "${whole}"`, "unsafe", value.set(whole)),
      };
    }
    return text.includes("*") ? { message: `"${text}" has a wildcard, which the name of a service cannot have.` } : undefined;
  }
  if (type !== "AWS") return undefined;
  if (/^A(?:RO|ID)A[A-Z0-9]{12,}$/.test(text)) {
    return { message: `"${text}" is what remains of a deleted ${text.startsWith("AROA") ? "role" : "user"}: nobody has it any more.` };
  }
  if (/^\d+$/.test(text) && text.length !== 12) return { message: `"${text}" is no account: these have twelve digits.` };
  if (!text.startsWith("arn:")) return undefined;
  if (/[*?]/.test(text)) return { message: `"${text}" has a wildcard, which a principal cannot have: it names nobody.` };
  return /^arn:aws[\w-]*:(?:iam|sts)::(?:\d{12}|cloudfront):./.test(text) || !/^arn:aws[\w-]*:(?:iam|sts):/.test(text)
    ? undefined
    : { message: `"${text}" is no ARN of a principal: it lacks the account's twelve digits.` };
}
