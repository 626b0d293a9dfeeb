import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { everybody, portsOf } from "../../model/security-group.ts";

export default rule({
  name: "open-egress",
  on: "securityGroup",
  title: "Containers reach every address on every port",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `Who breaks into a container fetches tools and sends data out: a security group whose way out is every port of every address lets it. Services that talk to a database, to an endpoint of AWS and to HTTPS need those.

A hint, for nearly every group has it, and Security Groups know no names: a firewall or a proxy that does is the usual answer. Looked at for groups that the file puts before containers or their hosts, where the opening is written down.`,
  refs: [
    "NIST SP 800-190 4.4.2",
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_382" },
    { tool: "trivy", id: "AWS-0104" },
  ],

  *check({ egress, users }) {
    if (!users.has("service") && !users.has("instance") && !users.has("node-group")) return;
    for (const opening of egress) {
      const [peer] = everybody(opening);
      const [first, last] = portsOf(opening) ?? [];
      if (!peer || first === undefined || first > 1 || last !== 65535) continue;
      yield { at: peer.at, key: peer.key, message: "What runs behind this group reaches every port of the internet." };
      return;
    }
  },

  examples: [
    bad(terraform`
      resource "aws_security_group" "shop" {
        egress {
          from_port   = 0
          to_port     = 0
          protocol    = "-1"
          cidr_blocks = [«"0.0.0.0/0"»]
        }
      }

      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = "shop"

        network_configuration {
          subnets         = var.subnets
          security_groups = [aws_security_group.shop.id]
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Group:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: shop
            SecurityGroupEgress:
              - { IpProtocol: "-1", CidrIp: «0.0.0.0/0» }
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: shop
            NetworkConfiguration:
              AwsvpcConfiguration: { Subnets: !Ref Subnets, SecurityGroups: [!Ref Group] }
    `),
    good(terraform`
      resource "aws_security_group" "other" {
        egress {
          from_port   = 0
          to_port     = 0
          protocol    = "-1"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }

      resource "aws_security_group" "shop" {
        egress {
          from_port   = 443
          to_port     = 443
          protocol    = "tcp"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }

      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = "shop"

        network_configuration {
          subnets         = var.subnets
          security_groups = [aws_security_group.shop.id]
        }
      }
    `).because("No container is behind the first, and the second is HTTPS."),
  ],
});
