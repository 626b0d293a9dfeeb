import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unrecorded-task-shell",
  on: "cluster",
  title: "What people do in running containers is not recorded",
  severity: "warning",
  risk: "orchestrator",
  why: `CloudTrail says that somebody opened a shell in a container, and not what was done there. A cluster records it where its \`executeCommandConfiguration\` does not say \`NONE\`: to the log group of the task with \`DEFAULT\`, to a log group or bucket of its own with \`OVERRIDE\`.

Without a key of yours a session is protected by TLS alone: that is for information, and only said where the cluster configures its sessions at all.`,
  refs: ["NIST SP 800-190 4.3.2", "CWE-778", "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html"],

  *check({ execLogging, execKey }) {
    if (execLogging.is("NONE") && !execLogging.unset) {
      yield { at: execLogging.at, key: "log", message: "Nothing that is typed into running containers of this cluster is recorded." };
    } else if (!execLogging.unset && execKey.unset) {
      yield {
        at: execKey.at,
        key: "key",
        severity: "info",
        message: "Sessions in containers of this cluster are not encrypted with a key of your own.",
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
    good(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        configuration {
          execute_command_configuration {
            kms_key_id = aws_kms_key.exec.arn
            logging    = "OVERRIDE"
            log_configuration {
              cloud_watch_log_group_name = "exec"
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
