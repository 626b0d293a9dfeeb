import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isGiven } from "../../model/given.ts";

export default rule({
  name: "efs-without-transit-encryption",
  on: "workload",
  title: "Files of an EFS volume travel in clear text",
  severity: "warning",
  risk: "container",
  why: `Between the host and Amazon EFS files go over the network as NFS, which anybody on the way can read and change. With transit encryption ECS mounts the file system through TLS. It is off unless the task definition says otherwise, and ECS refuses a task definition with an access point or IAM authorization and without it.

The fix changes nothing but the way: the agent's helper does the rest. A file system policy may demand it already, and then a task without it does not start.`,
  refs: [
    "NIST SP 800-190 4.4.2",
    "CWE-319",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-18",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_97" },
    { tool: "trivy", id: "AWS-0035" },
  ],

  *check({ volumes }) {
    for (const { efs, name } of volumes.items) {
      if (!efs?.transitEncryption.is(false)) continue;
      const { transitEncryption, accessPoint, iam } = efs;
      const who = `volume "${name.value ?? name.text ?? "EFS"}"`;
      const asks = isGiven(accessPoint) ? "names an access point" : iam.is(true) ? "asks for the task's role" : undefined;
      yield {
        at: transitEncryption.at,
        key: name.value ?? "",
        message:
          asks === undefined
            ? `The files of ${who} travel between its host and EFS in clear text.`
            : `EFS ${who} ${asks} and is not encrypted in transit: ECS refuses the task definition.`,
        fixes: fix("Encrypt them in transit", asks === undefined ? "unsafe" : "safe", transitEncryption.set(true)),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": «"data"», "efsVolumeConfiguration": { "fileSystemId": "fs-1234" } }, { "name": "tmp" }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-1234", "transitEncryption": "ENABLED" } }, { "name": "tmp" }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - Name: data
                EFSVolumeConfiguration:
                  FilesystemId: !Ref Files
                  TransitEncryption: «DISABLED»
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - Name: data
                EFSVolumeConfiguration:
                  FilesystemId: !Ref Files
                  TransitEncryption: ENABLED
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])

        volume {
          name = «"data"»
          efs_volume_configuration {
            file_system_id = aws_efs_file_system.data.id
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
          }
        }
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])

        volume {
          name = "data"
          efs_volume_configuration {
            file_system_id     = aws_efs_file_system.data.id
            transit_encryption = «"DISABLED"»
            authorization_config {
              access_point_id = aws_efs_access_point.shop.id
              iam             = "ENABLED"
            }
          }
        }
      }
    `).because("With an access point it is refused."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - Name: logs
                Host: { SourcePath: /var/log }
              - Name: cache
                DockerVolumeConfiguration: { Scope: task }
              - Name: data
                EFSVolumeConfiguration: { FilesystemId: !Ref Files, TransitEncryption: !Ref Encryption }
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).because("Volumes of the host and of Docker's never travel; what a parameter says is not known."),
  ],
});
