import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unkeyed-task-storage",
  on: "cluster",
  title: "Disks of Fargate tasks are encrypted with a key that nobody can revoke",
  severity: "hint",
  risk: "host",
  preset: "all",
  why: `Fargate encrypts the disk of each task with a key of AWS's own. A key of yours (\`managedStorageConfiguration\`) can be taken away, its policy says who uses it, and its use is in the audit log. Only for those who must keep keys of their own: data on these disks goes with its task.

Looked at for clusters that name Fargate among their capacity providers. There is no fix: it takes a key, and a policy for it that lets Fargate in.`,
  refs: ["NIST SP 800-190 4.5.4", "CWE-311", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-storage-encryption.html"],

  *check({ storageKey, capacityProviders }) {
    const fargate = capacityProviders.items.find((p) => p.is((name) => name === "FARGATE" || name === "FARGATE_SPOT"));
    if (!fargate || !storageKey.unset) return;
    yield { at: fargate.at, message: "The disks of tasks on Fargate are encrypted with a key of AWS's own here, not with one of yours." };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::ECS::Cluster
          Properties:
            CapacityProviders: [«FARGATE», FARGATE_SPOT]
    `),
    good(cloudformation`
      Resources:
        Cluster:
          Type: AWS::ECS::Cluster
          Properties:
            CapacityProviders: [FARGATE]
            Configuration:
              ManagedStorageConfiguration: { FargateEphemeralStorageKmsKeyId: !Ref Key }
    `),
    good(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        configuration {
          managed_storage_configuration {
            fargate_ephemeral_storage_kms_key_id = aws_kms_key.shop.id
          }
        }
      }

      resource "aws_ecs_cluster" "other" {
        name = "other"
      }
    `).because("One has a key, and nothing says that the other runs tasks on Fargate."),
  ],
});
