import { bad, cloudformation, eksctl, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "open-node-login",
  on: "nodeGroup",
  title: "Everybody may try to log in to the nodes of a cluster",
  severity: "warning",
  risk: "host",
  why: `A node group with a key pair and no list of security groups opens port 22 of its nodes to \`0.0.0.0/0\`: EKS makes that security group itself. Who logs in to a node has every pod on it, and the role of the node.

Name the security groups that may log in, or better no key at all: Session Manager needs no open port, and knows who came.`,
  refs: [
    "NIST SP 800-190 4.5.4",
    "NIST SP 800-190 4.3.5",
    "CWE-284",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html",
  ],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_100" }],

  *check({ sshKey, sshSources, sshSourcesOpaque }) {
    if (sshKey.unset || sshSourcesOpaque || sshSources.length > 0) return;
    yield {
      at: sshKey.at,
      message: "Port 22 of these nodes is open to the whole internet: there is a key, and no security group says who may use it.",
    };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_node_group" "shop" {
        cluster_name = "shop"

        remote_access {
          ec2_ssh_key = «"ops"»
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Nodes:
          Type: AWS::EKS::Nodegroup
          Properties:
            ClusterName: shop
            RemoteAccess:
              Ec2SshKey: «ops»
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      managedNodeGroups:
        - name: apps
          ssh:
            allow: «true»
            sourceSecurityGroupIds: []
        - name: jobs
          privateNetworking: true
          ssh: { allow: true }
        - name: batch
          ssh: { publicKeyName: ops, sourceSecurityGroupIds: [sg-0a1b2c3d] }
    `).because("Nodes in private networks are reached from within the VPC alone."),
    good(terraform`
      resource "aws_eks_node_group" "shop" {
        cluster_name = "shop"

        remote_access {
          ec2_ssh_key               = "ops"
          source_security_group_ids = [aws_security_group.bastion.id]
        }
      }

      resource "aws_eks_node_group" "other" {
        cluster_name = "other"

        remote_access {
          ec2_ssh_key               = "ops"
          source_security_group_ids = var.sources
        }
      }
    `).because("Those who may log in are named."),
    good(cloudformation`
      Resources:
        Nodes:
          Type: AWS::EKS::Nodegroup
          Properties:
            ClusterName: shop
    `).because("Without a key nobody logs in so."),
  ],
});
