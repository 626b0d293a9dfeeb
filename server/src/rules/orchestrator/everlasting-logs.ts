import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "everlasting-logs",
  on: "logGroup",
  title: "Logs are kept for ever",
  severity: "hint",
  risk: "orchestrator",
  preset: "strict",
  why: `A log group without a retention keeps all that containers ever wrote, personal data and secrets that slipped in among it, and is paid for. How long logs must and may be kept is a decision: 30 to 90 days are usual, a year where an audit asks for it. The fix says a year, after which what is older is deleted.`,
  refs: ["NIST SP 800-190 4.4.4", "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_66" }],

  *check({ retention }) {
    if (retention.opaque || (!retention.unset && !retention.is(0))) return;
    yield {
      at: retention.at,
      message: "What is written to this log group is kept for ever.",
      fixes: fix("Keep it for a year", "unsafe", retention.set(365)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_cloudwatch_log_group" «"web"» {
        name = "/ecs/web"
      }
    `).to(terraform`
      resource "aws_cloudwatch_log_group" "web" {
        name              = "/ecs/web"
        retention_in_days = 365
      }
    `),
    bad(terraform`
      resource "aws_cloudwatch_log_group" "web" {
        name              = "/ecs/web"
        retention_in_days = «0»
      }
    `).because("Zero is Terraform's word for ever."),
    bad(cloudformation`
      Resources:
        «Logs»:
          Type: AWS::Logs::LogGroup
    `).to(cloudformation`
      Resources:
        Logs:
          Type: AWS::Logs::LogGroup
          Properties:
            RetentionInDays: 365
    `),
    good(cloudformation`
      Resources:
        Logs:
          Type: AWS::Logs::LogGroup
          Properties:
            RetentionInDays: 90
        Others:
          Type: AWS::Logs::LogGroup
          Properties:
            RetentionInDays: !Ref Days
    `),
  ],
});
