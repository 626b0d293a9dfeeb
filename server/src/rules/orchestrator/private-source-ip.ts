import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isKey, isNegated, operatorOf } from "../../model/condition.ts";
import { isPrivateRange } from "../../model/principal.ts";

export default rule({
  name: "private-source-ip",
  on: "conditional",
  title: "Condition asks for an address that AWS never sees",
  severity: "warning",
  risk: "orchestrator",
  why: `\`aws:SourceIp\` is the public address that a request comes from. Requests that come through an endpoint of a VPC do not have it at all, but \`aws:VpcSourceIp\`. A private range matches neither: an \`Allow\` lets nobody in, a \`Deny\` with \`NotIpAddress\` keeps everybody out.

Use \`aws:VpcSourceIp\` together with \`aws:SourceVpc\` or \`aws:SourceVpce\`, for a private address alone may be that of anybody's network. Silent where public ranges stand beside the private ones.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip"],
  equivalents: [
    { tool: "access-analyzer", id: "PRIVATE_IP_ADDRESS" },
    { tool: "access-analyzer", id: "PRIVATE_NOT_IP_ADDRESS" },
  ],

  *check({ conditions }) {
    for (const condition of conditions) {
      const operator = operatorOf(condition.operator);
      if (!operator?.base.endsWith("IpAddress") || !isKey(condition, "aws:SourceIp")) continue;
      const [first] = condition.values;
      if (!first || !condition.values.every((v) => v.is(isPrivateRange))) continue;
      const holds = isNegated(operator) ? "for every request" : "for no request";
      yield { at: first.at, message: `"${first.value}" is private, and AWS sees public addresses only: the condition holds ${holds}.` };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": [«"10.0.0.0/8"», "192.168.0.0/16"] } } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: "*", Resource: "*", Condition: { NotIpAddress: { aws:SourceIp: «172.16.0.0/12» } } }
    `),
    good(terraform`
      data "aws_iam_policy_document" "bucket" {
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shop/*"]

          condition {
            test     = "IpAddress"
            variable = "aws:SourceIp"
            values   = ["198.51.100.0/24", "10.0.0.0/8", var.office]
          }

          condition {
            test     = "IpAddress"
            variable = "aws:VpcSourceIp"
            values   = ["10.0.0.0/8"]
          }
        }
      }
    `).because("A public range beside it, and the key that does know private ones."),
  ],
});
