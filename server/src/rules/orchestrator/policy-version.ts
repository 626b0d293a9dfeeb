import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";
import type { Policy } from "../../model/policy.ts";

export default rule({
  name: "policy-version",
  on: "policy",
  title: "Policy is written in an old version of the language",
  severity: "warning",
  risk: "orchestrator",
  why: `\`Version\` is that of the language and not a date of one's own: there are \`2012-10-17\` and \`2008-10-17\`, and where it is left out the old one holds. In that \`\${aws:username}\` and the like are plain text: an \`Allow\` on them allows nothing, a \`Deny\` denies nothing.

A document without variables means the same in both; that is shown as a hint, from the preset \`strict\` on.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"],
  equivalents: [
    { tool: "access-analyzer", id: "INVALID_VERSION" },
    { tool: "access-analyzer", id: "VARIABLE_UNSUPPORTED_IN_VERSION" },
    { tool: "access-analyzer", id: "MISSING_VERSION" },
  ],

  *check(policy) {
    const { version, elements, statements } = policy;
    if (elements.length === 0 || version.opaque || version.is("2012-10-17") || statements.length === 0) return;
    const fixes = fix('Set "Version" to "2012-10-17"', "unsafe", version.set("2012-10-17"));
    const at = version.unset ? (elements[0]?.at ?? version.at) : version.at;
    if (!version.is("2008-10-17")) {
      yield { at, message: `There is no version "${version.value}" of the policy language: AWS refuses it.`, fixes };
      return;
    }
    const variable = variableIn(policy);
    const old = version.unset ? 'Without "Version" the old language holds' : "This is the old version of the language";
    if (variable) {
      const message = `${old}, which takes "${variable.value}" for plain text.`;
      yield { at, message, fixes, related: [{ at: variable.at, message: "The variable stands here." }] };
    } else yield { at, severity: "hint", confidence: "low", message: `${old}, which knows no variables.`, fixes };
  },

  examples: [
    bad(iam`
      {
        «"Statement"»: [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/\${aws:username}/*" }]
      }
    `).to(iam`
      {
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/\${aws:username}/*" }],
        "Version": "2012-10-17"
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: «"2023-01-01"»
              Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::shop/*" }]
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::shop/*" }]
    `),
    bad(terraform`
      resource "aws_iam_policy" "read" {
        policy = jsonencode({
          Version   = «"2008-10-17"»
          Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::shop/*" }]
        })
      }
    `).to(terraform`
      resource "aws_iam_policy" "read" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::shop/*" }]
        })
      }
    `),
    good(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: 2012-10-17
              Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::shop/*" }]
    `).because("Without quotes it is the same."),
    good(terraform`
      data "aws_iam_policy_document" "read" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::home/&{aws:username}/*"]
        }
      }
    `).because("Terraform's own documents are of the new version."),
  ],
});

const variableIn = ({ statements }: Policy): Field<string> | undefined =>
  statements
    .flatMap((s) => [...s.resources.items, ...s.notResources.items, ...s.conditions.flatMap((c) => c.values)])
    .find((f) => f.is((text) => /\$\{(?:aws|s3|iam|ec2|saml|sts):[\w/-]+\}/i.test(text)));
