import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "refused-control-policy",
  on: "statement",
  title: "Resource control policy says what AWS Organizations refuses",
  severity: "warning",
  risk: "orchestrator",
  why: `A resource control policy bounds what anybody may do with the resources of an account. It is more narrow than other policies: it only denies, it is about every principal, written \`"*"\`, and it names services; \`"Action": "*"\` alone stands in AWS's own RCPFullAWSAccess only. Organizations does not take any other, so the perimeter that it was to draw is not there.

Whom it spares is said with a condition, such as \`aws:PrincipalOrgID\` or \`aws:PrincipalArn\`. Which services take such policies is not judged: AWS adds some every few months. \`NotPrincipal\` and \`NotAction\` are for misplaced-policy-element to tell.`,
  refs: ["https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html"],
  equivalents: [
    { tool: "access-analyzer", id: "RCP_SYNTAX_ERROR_PRINCIPAL" },
    { tool: "access-analyzer", id: "RCP_SYNTAX_ERROR_ALLOW" },
    { tool: "access-analyzer", id: "RCP_SYNTAX_ERROR_ACTION" },
  ],

  *check({ policy, effect, principals, actions, resources, conditions }) {
    if (policy.kind !== "resource-control") return;
    const whole = actions.items.find((a) => a.is((text) => /^\*+$/.test(text)));
    if (effect.is("Allow")) {
      // RCPFullAWSAccess itself, kept beside the others.
      if (whole && conditions.length === 0 && resources.items.some((r) => r.is("*"))) return;
      yield { at: effect.at, message: 'A resource control policy only denies: Organizations refuses "Allow".' };
      return;
    }
    const somebody = principals.find(({ type, value }) => !value.opaque && !((type === "*" || type === "AWS") && value.is("*")));
    if (somebody)
      yield {
        at: somebody.value.at,
        message: 'A resource control policy is about every principal, "*": whom it spares is for a condition to say.',
        key: "principal",
      };
    if (whole && effect.is("Deny"))
      yield { at: whole.at, message: 'A resource control policy names services: Organizations refuses "*" alone as its action.', key: "action" };
  },

  examples: [
    bad(terraform`
      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [
            { Effect = «"Allow"», Principal = "*", Action = "s3:GetObject", Resource = "*" },
            { Effect = "Deny", Principal = { AWS = «"arn:aws:iam::111122223333:root"» }, Action = "s3:*", Resource = "*" },
            { Effect = "Deny", Principal = "*", Action = «"*"», Resource = "*" },
          ]
        })
      }
    `),
    bad(cloudformation`
      Resources:
        Perimeter:
          Type: AWS::Organizations::Policy
          Properties:
            Name: perimeter
            Type: RESOURCE_CONTROL_POLICY
            Content:
              Version: "2012-10-17"
              Statement: [{ Effect: Deny, Principal: { Service: «sns.amazonaws.com» }, Action: "sqs:*", Resource: "*" }]
    `),
    bad(
      file("policies/rcp/perimeter.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Principal": "*", "Action": «"*"», "Resource": "*" }]
      }
    `,
    ),
    good(terraform`
      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [
            { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" },
            { Effect = "Deny", Principal = "*", Action = ["s3:*", "sqs:*"], Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } } },
          ]
        })
      }

      resource "aws_organizations_policy" "regions" {
        name    = "regions"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" } } }]
        })
      }
    `).because("The first is AWS's own beside a denial; a service control policy may allow, and deny everything."),
  ],
});
