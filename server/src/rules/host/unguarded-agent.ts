import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unguarded-agent",
  on: "instance",
  title: "The ECS agent lets tasks reach the metadata of their host",
  severity: "hint",
  risk: "host",
  preset: "strict",
  why: `Tasks in the network mode \`awsvpc\` reach the metadata service of their instance, and so the credentials of its role, unless the agent is told \`ECS_AWSVPC_BLOCK_IMDS=true\`. Tasks have a role of their own and need nothing of it. The same file takes \`ECS_DISABLE_PRIVILEGED=true\`, which refuses privileged containers: both are lines of \`/etc/ecs/ecs.config\`. Bottlerocket has \`awsvpc-block-imds\` in \`[settings.ecs]\`, and refuses privileged containers unless \`allow-privileged-containers\` is true.

Looked at where the file shows the user data that configures the agent as a whole. A hop limit of 1 keeps tasks with a network of their own out as well, so instances that have it are left alone; Fargate has no such file. The fix writes one more line where the user data has a line for each setting; tasks that use the role of their host break with it.`,
  refs: [
    "NIST SP 800-190 4.3.5",
    "NIST SP 800-190 4.5.4",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    "https://bottlerocket.dev/en/os/latest/api/settings/ecs/",
  ],

  *check({ agent, agentSettings, hopLimit, httpEndpoint }) {
    if (agent !== "ecs" || !agentSettings) return;
    const { blocksMetadata, allowsPrivileged } = agentSettings;
    const isNear = hopLimit.is("1") || hopLimit.opaque || httpEndpoint.is("disabled");
    if (!isNear && (blocksMetadata.unset || blocksMetadata.is(false))) {
      yield {
        at: blocksMetadata.at,
        key: "metadata",
        message: `The agent here is ${blocksMetadata.unset ? "not told" : "told not"} to keep tasks from the metadata of their host (${blocksMetadata.key}): they reach the credentials of its role.`,
        fixes: fix(`Set ${blocksMetadata.key} to true`, "unsafe", blocksMetadata.set(true)),
      };
    }
    if (allowsPrivileged.state === "written" && allowsPrivileged.is(true)) {
      yield {
        at: allowsPrivileged.at,
        key: "privileged",
        message: `The agent here is told to allow privileged containers (${allowsPrivileged.key}): one of them is the host.`,
        fixes: fix("Refuse privileged containers", "unsafe", allowsPrivileged.set(false)),
      };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Hosts:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: !Ref Image
            UserData:
              Fn::Base64: «"echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"»
    `),
    bad(cloudformation`
      Resources:
        Hosts:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              UserData:
                Fn::Base64: «!Sub |
                  #!/bin/bash
                  echo ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config
                  systemctl start ecs»
    `).to(cloudformation`
      Resources:
        Hosts:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              UserData:
                Fn::Base64: !Sub |
                  #!/bin/bash
                  echo ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config
                  echo "ECS_AWSVPC_BLOCK_IMDS=true" >> /etc/ecs/ecs.config
                  systemctl start ecs
    `),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(«<<-TOML
          [settings.ecs]
          cluster = "shop"
        TOML»
        )
      }
    `)
      .to(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(<<-TOML
          [settings.ecs]
          awsvpc-block-imds = true
          cluster = "shop"
        TOML
        )
      }
    `)
      .because("Bottlerocket has a setting of its own for it."),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(<<-TOML
          [settings.ecs]
          awsvpc-block-imds = true
          allow-privileged-containers = «true»
        TOML
        )
      }
    `)
      .to(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(<<-TOML
          [settings.ecs]
          awsvpc-block-imds = true
          allow-privileged-containers = false
        TOML
        )
      }
    `)
      .because("Bottlerocket refuses them unless it is told otherwise."),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(«<<-EOT
          #!/bin/bash
          cat <<'CONFIG' >> /etc/ecs/ecs.config
          ECS_CLUSTER=\${aws_ecs_cluster.shop.name}
          CONFIG
        EOT»
        )
      }
    `).to(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(<<-EOT
          #!/bin/bash
          cat <<'CONFIG' >> /etc/ecs/ecs.config
          ECS_CLUSTER=\${aws_ecs_cluster.shop.name}
          ECS_AWSVPC_BLOCK_IMDS=true
          CONFIG
        EOT
        )
      }
    `),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(<<-EOT
          echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config
          echo ECS_AWSVPC_BLOCK_IMDS=«false» >> /etc/ecs/ecs.config
          echo ECS_DISABLE_PRIVILEGED=«false» >> /etc/ecs/ecs.config
        EOT
        )
      }
    `)
      .to(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(<<-EOT
          echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config
          echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config
          echo ECS_DISABLE_PRIVILEGED=false >> /etc/ecs/ecs.config
        EOT
        )
      }
    `)
      .because("Told not to, twice."),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(«"echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"»)
      }
    `),
    good(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode("printf 'ECS_CLUSTER=shop\\nECS_AWSVPC_BLOCK_IMDS=true\\n' >> /etc/ecs/ecs.config")
      }

      resource "aws_launch_template" "near" {
        user_data = base64encode("echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config")

        metadata_options {
          http_tokens                 = "required"
          http_put_response_hop_limit = 1
        }
      }

      resource "aws_launch_template" "fetched" {
        user_data = base64encode("aws s3 cp s3://shop/ecs.config /etc/ecs/ecs.config")
      }

      resource "aws_launch_template" "more" {
        user_data = base64encode("echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config\n\${var.more}")
      }
    `).because(
      "One is told so, answers of the next one's metadata service do not get into a container, a third fetches its file, and the last may run more.",
    ),
    good(terraform`
      resource "aws_launch_template" "nodes" {
        user_data = base64encode(<<-TOML
          [settings.kubernetes]
          cluster-name = "shop"
        TOML
        )
      }
    `).because("A node of EKS has no such agent."),
  ],
});
