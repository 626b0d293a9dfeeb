import { bad, cloudformation, eksctl, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unsealed-cluster-secrets",
  on: "eksCluster",
  title: "Kubernetes secrets are not encrypted with a key of yours",
  severity: "info",
  risk: "orchestrator",
  why: `EKS stores the objects of a cluster on encrypted volumes, and from Kubernetes 1.28 on encrypts each of them before, with a key that AWS owns. With a key of your own in KMS (\`encryptionConfig\`) every use of it is in your audit log, and to disable it makes all secrets of the cluster unreadable at once.

It can be added to a cluster that runs, and not taken away again. For information: who reads secrets through the API is not stopped by it.`,
  refs: [
    "NIST SP 800-190 4.3.2",
    "CWE-311",
    "https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_58" },
    { tool: "trivy", id: "AWS-0039" },
  ],

  *check({ secretsKey }) {
    if (!secretsKey.unset) return;
    yield { at: secretsKey.at, message: "Secrets of this cluster are not encrypted with a key of your own." };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_cluster" «"shop"» {
        name = "shop"
      }
    `),
    bad(cloudformation`
      Resources:
        «Cluster»:
          Type: AWS::EKS::Cluster
          Properties:
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: «shop»
    `),
    good(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"

        encryption_config {
          resources = ["secrets"]
          provider {
            key_arn = aws_kms_key.secrets.arn
          }
        }
      }
    `),
    good(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            EncryptionConfig:
              - Resources: [secrets]
                Provider: { KeyArn: !GetAtt Key.Arn }
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `),
    good(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            EncryptionConfig: [{ Resources: [secrets] }]
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `).because("Somebody asked for it; what comes of a configuration without a key is not known."),
  ],
});
