import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unrecorded-task-shell",
  on: "cluster",
  title: "What people do in running containers is not recorded",
  severity: "warning",
  risk: "orchestrator",
  why: `CloudTrail says that somebody opened a shell in a container, and not what was done there. A cluster records it where its \`executeCommandConfiguration\` does not say \`NONE\`: to the log group of the task with \`DEFAULT\`, to a log group or bucket of its own with \`OVERRIDE\`.

Without a key of yours a session is protected by TLS alone: that is for information, and only said where the cluster configures its sessions at all. From the preset \`strict\` on it is also said of a log group or a bucket for which no encryption is asked (\`cloudWatchEncryptionEnabled\`, \`s3EncryptionEnabled\`): a session shows what a shell prints, secrets among it. The log group or the bucket then needs a key.`,
  refs: ["NIST SP 800-190 4.3.2", "CWE-778", "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html"],

  *check({ configuresExec, execLogging, execKey, execLogGroup, execLogGroupEncrypted, execBucket, execBucketEncrypted }) {
    if (execLogging.is("NONE") && !execLogging.unset) {
      yield { at: execLogging.at, key: "log", message: "Nothing that is typed into running containers of this cluster is recorded." };
    } else if (configuresExec && execKey.unset) {
      yield {
        at: execKey.at,
        key: "key",
        severity: "info",
        message: "Sessions in containers of this cluster are not encrypted with a key of your own.",
      };
    }
    if (execLogging.is("NONE")) return;
    for (const [where, encrypted, what] of [
      [execLogGroup, execLogGroupEncrypted, "log group"],
      [execBucket, execBucketEncrypted, "bucket"],
    ] as const) {
      // Said with a place to write to, or by itself.
      if (!encrypted.is(false) || (where.unset && encrypted.unset)) continue;
      yield {
        at: encrypted.unset ? where.at : encrypted.at,
        key: what,
        severity: "info",
        confidence: "low",
        message: `What is typed into containers of this cluster, and what comes back, may go to a ${what} that is not encrypted with a key.`,
        fixes: fix(`Set "${encrypted.key}" to true`, "unsafe", encrypted.set(true)),
      };
    }
  },

  examples: [
    bad(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        configuration {
          execute_command_configuration {
            logging = «"NONE"»
          }
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::ECS::Cluster
          Properties:
            Configuration:
              ExecuteCommandConfiguration:
                Logging: «NONE»
    `),
    bad(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        configuration {
          execute_command_configuration {
            kms_key_id = aws_kms_key.exec.arn
            logging    = "OVERRIDE"
            log_configuration {
              cloud_watch_log_group_name     = "exec"
              cloud_watch_encryption_enabled = «false»
            }
          }
        }
      }
    `).to(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        configuration {
          execute_command_configuration {
            kms_key_id = aws_kms_key.exec.arn
            logging    = "OVERRIDE"
            log_configuration {
              cloud_watch_log_group_name     = "exec"
              cloud_watch_encryption_enabled = true
            }
          }
        }
      }
    `),
    bad(terraform`
      resource "aws_ecs_cluster" «"shop"» {
        name = "shop"

        configuration {
          execute_command_configuration {
            log_configuration {
              s3_bucket_name               = "exec"
              s3_bucket_encryption_enabled = true
            }
          }
        }
      }
    `).because("What is recorded is encrypted, and the session is not."),
    good(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        configuration {
          execute_command_configuration {
            kms_key_id = aws_kms_key.exec.arn
            logging    = "OVERRIDE"
            log_configuration {
              cloud_watch_log_group_name     = "exec"
              cloud_watch_encryption_enabled = true
            }
          }
        }
      }

      resource "aws_ecs_cluster" "plain" {
        name = "plain"
      }
    `).because("Recorded; and what a cluster does not configure is recorded with the task's own logs."),
  ],
});
