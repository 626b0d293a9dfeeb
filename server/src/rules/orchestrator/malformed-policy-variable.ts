import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { operatorOf } from "../../model/condition.ts";
import type { Field } from "../../model/field.ts";
import { oddities } from "../../model/statement-text.ts";

export default rule({
  name: "malformed-policy-variable",
  on: "statement",
  title: "Policy variable that AWS does not fill in",
  severity: "warning",
  risk: "orchestrator",
  why: `\`\${aws:username}\` stands for who asks, in resources and in values of conditions. Written otherwise, without its brace, with a space in it, or with a default that has no quotes, it is refused or taken for plain characters: the statement then fits nothing, and a \`Deny\` with it keeps nobody out. In actions AWS fills in no variable at all.

Only what is a variable of IAM's by its name is judged; what a template fills in is not.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"],
  equivalents: [
    { tool: "access-analyzer", id: "MISSING_BRACE_IN_VARIABLE" },
    { tool: "access-analyzer", id: "MISSING_QUOTE_IN_VARIABLE" },
    { tool: "access-analyzer", id: "UNSUPPORTED_SPACE_IN_VARIABLE" },
    { tool: "access-analyzer", id: "VARIABLE_UNSUPPORTED_IN_ELEMENT" },
    { tool: "access-analyzer", id: "INVALID_VARIABLE_FOR_OPERATOR" },
  ],

  *check(statement) {
    if (!oddities(statement).variable) return;
    const { actions, notActions, resources, notResources, conditions } = statement;
    for (const field of [...resources.items, ...notResources.items, ...conditions.flatMap((c) => c.values)]) {
      const fault = faultOf(textOf(field));
      if (!fault) continue;
      const { what, meant } = fault;
      const report: Report = {
        at: field.at,
        message: what,
        key: textOf(field),
        fixes: meant === undefined ? [] : fix(`Write "${meant}"`, "unsafe", field.set(meant)),
      };
      yield report;
    }
    for (const { operator, values } of conditions) {
      const base = operatorOf(operator)?.base ?? "String";
      if (/^(?:String|Arn)/.test(base)) continue;
      for (const field of values) {
        const variable = new RegExp(`\\$\\{${key}\\}`).exec(textOf(field))?.[0];
        if (variable) yield { at: field.at, message: `"${operator}" takes no variables: "${variable}" stands for nothing here.`, key: textOf(field) };
      }
    }
    for (const field of [...actions.items, ...notActions.items]) {
      const [variable] = /\$\{(?:aws|iam|sts|saml|s3|ec2):[\w/-]+\}/.exec(textOf(field)) ?? [];
      if (variable)
        yield { at: field.at, message: `AWS fills in no variables in actions: "${variable}" stands for nothing here.`, key: textOf(field) };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": [«"arn:aws:s3:::shop/\${aws:username/*"», «"arn:aws:s3:::shop/\${ aws:username }/*"»] }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: s3:GetObject
                  Resource: «"arn:aws:s3:::shop/\${aws:PrincipalTag/team, shop}/*"»
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"s3:\${aws:PrincipalTag/verb}Object"», "Resource": "arn:aws:s3:::shop/*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shop", "Condition": { "NumericLessThan": { "s3:max-keys": «"\${aws:PrincipalTag/most}"» } } }]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "s3:\${verb}Object",
            "Resource": ["arn:aws:s3:::shop/\${aws:username}/*", "arn:aws:s3:::shop/\${aws:PrincipalTag/team, 'shop'}/*", "arn:aws:s3:::shop/\${*}", "arn:aws:s3:::\${bucket", "arn:aws:s3:::\${ bucket }/*"]
          }
        ]
      }
    `).because("Variables as they are meant, one with a default, an asterisk that is one, and what a template fills in."),
    good(terraform`
      data "aws_iam_policy_document" "home" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/&{aws:username}/*", "\${ aws_s3_bucket.shop.arn }/*"]
        }
      }
    `).because("Terraform's way to write a variable of IAM's, and an expression of its own."),
  ],
});

/** As it is written, whether what holds a hole is known or not. */
const textOf = (field: Field<string>): string => field.value ?? field.text ?? "";

interface Fault {
  /** A sentence for the message. */
  readonly what: string;
  readonly meant?: string;
}

function faultOf(text: string): Fault | undefined {
  if (!text.includes("${")) return undefined;
  const open = new RegExp(`\\$\\{(${key})(?=[^}]*$)`).exec(text)?.[1];
  if (open !== undefined) return { what: `The variable "${open}" has no closing brace.` };
  const spaced = new RegExp(`\\$\\{(?:\\s+(${key})\\s*|(${key})\\s+)\\}`).exec(text);
  const name = spaced?.[1] ?? spaced?.[2];
  if (spaced && name !== undefined)
    return { what: `The variable "${name}" has a space in it: AWS does not fill it in.`, meant: text.replace(spaced[0], `\${${name}}`) };
  const bare = new RegExp(`\\$\\{(${key})\\s*,\\s*([^'}\\s][^'}]*)\\}`).exec(text);
  if (bare?.[1] !== undefined) {
    const meant = text.replace(bare[0], `\${${bare[1]}, '${bare[2]?.trim()}'}`);
    return { what: `What "${bare[1]}" is by default stands in no quotes: AWS takes '…' only.`, meant };
  }
  return undefined;
}
/** Keys of AWS's that begin so are its own; `AWS::Region` is CloudFormation's. */
const key = "(?:aws|iam|sts|saml|s3|ec2|cognito-identity\\.amazonaws\\.com):[A-Za-z][\\w./-]*";
