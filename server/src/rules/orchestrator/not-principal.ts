import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isGuardrail } from "../../model/policy.ts";

export default rule({
  name: "not-principal",
  on: "entrusting",
  title: "Policy lets in everybody but some",
  severity: "error",
  risk: "orchestrator",
  why: `\`NotPrincipal\` with \`Allow\` lets in everybody in the world whom it does not list, people without an account included where the service takes anonymous requests. In a trust policy AWS refuses it.

List in \`Principal\` who may, or deny with a condition on \`aws:PrincipalArn\`. With \`Deny\` it is the way to spare somebody, and nothing to report.

There is no fix to offer: only who owns the thing knows who needs it.`,
  refs: ["CWE-284", "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html"],
  equivalents: [{ tool: "access-analyzer", id: "ALLOW_WITH_NOT_PRINCIPAL" }],

  *check({ effect, notPrincipals, policy }) {
    const [first] = notPrincipals;
    if (!first || !effect.is("Allow") || isGuardrail(policy)) return;
    yield { at: first.value.at, message: 'Everybody is let in whom "NotPrincipal" does not list.' };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "NotPrincipal": { "AWS": «"arn:aws:iam::111122223333:user/eve"» }, "Action": "sqs:*", "Resource": "*" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Bucket:
          Type: AWS::S3::BucketPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Allow, NotPrincipal: { AWS: [«!GetAtt Eve.Arn»] }, Action: s3:GetObject, Resource: "*" }]
    `),
    good(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          effect    = "Deny"
          actions   = ["s3:*"]
          resources = ["*"]

          not_principals {
            type        = "AWS"
            identifiers = ["arn:aws:iam::111122223333:root"]
          }
        }
      }
    `).because("It denies all but some."),
  ],
});
