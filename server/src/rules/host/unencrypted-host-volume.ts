import { bad, cloudformation, eksctl, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unencrypted-host-volume",
  on: "instance",
  title: "The disk of a container host is not encrypted",
  severity: "info",
  risk: "host",
  why: `Images, their layers, what containers write and what is cached of secrets lies on the disk of their host, and in each snapshot of it. Found where it is written that a volume is not encrypted; where nothing is said the account may encrypt all volumes by default.`,
  refs: ["NIST SP 800-190 4.5.5", "CWE-311", "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_8" }],

  *check({ agent, volumes }) {
    if (agent === undefined) return;
    for (const { encrypted } of volumes) {
      if (encrypted.unset || !encrypted.is(false)) continue;
      yield {
        at: encrypted.at,
        message: "This disk of container hosts is not encrypted.",
        fixes: fix(`Set "${encrypted.key}" to true`, "unsafe", encrypted.set(true)),
      };
    }
  },

  examples: [
    bad(terraform`
      resource "aws_launch_template" "ecs" {
        image_id = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"

        block_device_mappings {
          device_name = "/dev/xvda"
          ebs {
            volume_size = 30
            encrypted   = «false»
          }
        }
      }
    `).to(terraform`
      resource "aws_launch_template" "ecs" {
        image_id = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"

        block_device_mappings {
          device_name = "/dev/xvda"
          ebs {
            volume_size = 30
            encrypted   = true
          }
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Hosts:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              ImageId: "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
              BlockDeviceMappings:
                - DeviceName: /dev/xvda
                  Ebs: { Encrypted: «false» }
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      nodeGroups:
        - name: apps
          volumeEncrypted: «false»
    `).to(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      nodeGroups:
        - name: apps
          volumeEncrypted: true
    `),
    bad(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        blockDeviceMappings:
          - deviceName: /dev/xvda
            ebs: { volumeSize: 40Gi, encrypted: «false» }
    `).to(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        blockDeviceMappings:
          - deviceName: /dev/xvda
            ebs: { volumeSize: 40Gi, encrypted: true }
    `),
    good(terraform`
      resource "aws_launch_template" "ecs" {
        image_id = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"

        block_device_mappings {
          device_name = "/dev/xvda"
          ebs {
            volume_size = 30
          }
        }
      }
    `).because("The account may encrypt all volumes by default."),
  ],
});
