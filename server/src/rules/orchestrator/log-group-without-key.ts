import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "log-group-without-key",
  on: "logGroup",
  title: "Logs are encrypted with a key that nobody can revoke",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `CloudWatch encrypts every log group. With a key of yours in KMS its use is in your audit log, and without the key nobody reads the logs, whatever the policies of CloudWatch say. That is for those who must keep keys of their own.`,
  refs: ["NIST SP 800-190 4.4.4", "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_158" },
    { tool: "trivy", id: "AWS-0017" },
  ],

  *check({ key }) {
    if (!key.unset) return;
    yield { at: key.at, message: "This log group is encrypted with a key of AWS's own, not with one of yours." };
  },

  examples: [
    bad(terraform`
      resource "aws_cloudwatch_log_group" «"web"» {
        name              = "/ecs/web"
        retention_in_days = 90
      }
    `),
    bad(cloudformation`
      Resources:
        «Logs»:
          Type: AWS::Logs::LogGroup
          Properties:
            RetentionInDays: 90
    `),
    good(terraform`
      resource "aws_cloudwatch_log_group" "web" {
        name       = "/ecs/web"
        kms_key_id = aws_kms_key.logs.arn
      }
    `),
  ],
});
