import { bad, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isNegated, operatorOf } from "../../model/condition.ts";
import type { Condition } from "../../model/policy.ts";

export default rule({
  name: "unspared-service",
  on: "statement",
  title: "Perimeter denies AWS services, too",
  severity: "warning",
  risk: "orchestrator",
  why: `A resource control policy that denies whoever is not of the organization denies AWS's own services as well: CloudTrail that writes to a bucket, SNS that sends to a queue and CloudWatch Logs that uses a key come as service principals, and these have no \`aws:PrincipalOrgID\`. What depends on them fails in every account at once.

Spare them with \`"BoolIfExists": { "aws:PrincipalIsAWSService": "false" }\` in the same statement; what they may be used for by strangers is for another statement, with \`aws:SourceOrgID\`. The fix adds the condition.`,
  refs: [
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
  ],
  equivalents: [{ tool: "access-analyzer", id: "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY" }],

  *check(statement) {
    const { policy, effect, conditions, conditionsOpaque, actions } = statement;
    if (policy.kind !== "resource-control" || !effect.is("Deny") || conditionsOpaque) return;
    const [outside] = conditions.filter(isOutside);
    // People and programs alone take on roles by SAML and OpenID Connect.
    if (!outside || conditions.some(spares) || actions.items.every((a) => a.opaque || a.is((text) => /^sts:AssumeRoleWith/i.test(text)))) return;
    yield {
      at: outside.at,
      message: `AWS's services have no "${outside.key}": they are denied as strangers are.`,
      fixes: fix('Spare them with "aws:PrincipalIsAWSService"', "unsafe", statement.require("BoolIfExists", "aws:PrincipalIsAWSService", "false")),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{
            Effect    = "Deny"
            Principal = "*"
            Action    = ["s3:*", "sqs:*"]
            Resource  = "*"
            Condition = { StringNotEqualsIfExists = { «"aws:PrincipalOrgID"» = "o-abcd1234" } }
          }]
        })
      }
    `).to(terraform`
      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{
            Effect    = "Deny"
            Principal = "*"
            Action    = ["s3:*", "sqs:*"]
            Resource  = "*"
            Condition = { StringNotEqualsIfExists = { "aws:PrincipalOrgID" = "o-abcd1234" }, BoolIfExists = { "aws:PrincipalIsAWSService" = "false" } }
          }]
        })
      }
    `),
    good(terraform`
      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [
            {
              Effect    = "Deny"
              Principal = "*"
              Action    = "s3:*"
              Resource  = "*"
              Condition = {
                StringNotEqualsIfExists = { "aws:PrincipalOrgID" = "o-abcd1234" }
                BoolIfExists            = { "aws:PrincipalIsAWSService" = "false" }
              }
            },
            {
              Effect    = "Deny"
              Principal = "*"
              Action    = "s3:*"
              Resource  = "*"
              Condition = {
                StringNotEqualsIfExists = { "aws:SourceOrgID" = "o-abcd1234" }
                Bool                    = { "aws:PrincipalIsAWSService" = "true" }
                Null                    = { "aws:SourceAccount" = "false" }
              }
            },
            { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } } },
            { Effect = "Deny", Principal = "*", Action = "sts:AssumeRoleWithWebIdentity", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-abcd1234" } } },
          ]
        })
      }
    `).because("Services are spared, or meant; the last is about people and programs."),
  ],
});

/** Does it hold for whoever is of another organization or account, and for whoever is of none? */
function isOutside({ operator, key }: Condition): boolean {
  const known = operatorOf(operator);
  return known !== undefined && isNegated(known) && /^aws:principal(?:orgid|orgpaths|account|arn)$/i.test(key);
}

/** Is it about who calls through a service, or whether a service calls? */
const spares = ({ key }: Condition): boolean =>
  /^aws:(?:principalisawsservice|principalservicename(?:slist)?|source(?:account|arn|orgid|orgpaths)|viaawsservice|principaltype)$/i.test(key);
