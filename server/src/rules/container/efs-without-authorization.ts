import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "efs-without-authorization",
  on: "workload",
  title: "EFS volume is open to whoever reaches it",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `Without IAM authorization EFS asks nobody who they are: every container that reaches the mount target reads and writes all files, as the user that it says it is. With \`"iam": "ENABLED"\` the task's role is asked for; an access point holds a task to one folder and one user.

The fix needs a task role with \`elasticfilesystem:ClientMount\` and, to write, \`ClientWrite\`, and transit encryption.

Silent where an access point is named.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-306",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html",
    "https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html",
  ],

  *check({ volumes }) {
    for (const { efs, name } of volumes.items) {
      if (!efs?.iam.is(false) || !efs.accessPoint.unset) continue;
      const message = `Volume "${name.value ?? name.text ?? "EFS"}" asks for no IAM authorization and names no access point: whoever reaches its mount target has all of its files.`;
      const edits = efs.transitEncryption.is(true) ? efs.iam.set(true) : [];
      yield { at: efs.iam.at, key: name.value ?? "", message, fixes: fix("Ask for the task's role", "unsafe", edits) };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": «"data"», "efsVolumeConfiguration": { "fileSystemId": "fs-1234", "transitEncryption": "ENABLED" } }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-1234", "transitEncryption": "ENABLED", "authorizationConfig": { "iam": "ENABLED" } } }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - Name: «data»
                EFSVolumeConfiguration:
                  FilesystemId: !Ref Files
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).because("First its transit has to be encrypted: no fix."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])

        volume {
          name = «"data"»

          efs_volume_configuration {
            file_system_id     = aws_efs_file_system.data.id
            transit_encryption = "ENABLED"
          }
        }
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])

        volume {
          name = "data"

          efs_volume_configuration {
            file_system_id     = aws_efs_file_system.data.id
            transit_encryption = "ENABLED"

            authorization_config {
              iam = "ENABLED"
            }
          }
        }
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "volumes": [
          { "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-1234", "authorizationConfig": { "accessPointId": "fsap-1234" } } },
          { "name": "logs", "host": { "sourcePath": "/var/log" } }
        ],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("An access point holds it to one folder; other volumes are not EFS's."),
  ],
});
