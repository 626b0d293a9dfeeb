import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "addon-without-role",
  on: "addon",
  title: "An add-on of EKS works with the role of its nodes",
  severity: "hint",
  risk: "orchestrator",
  preset: "strict",
  why: `Some add-ons call AWS: they attach network interfaces and volumes. One that has no role of its own does it with the role of the nodes, which then must be allowed all of it, and which every pod has that reaches the metadata service of its node. With a role for the add-on alone the nodes' role needs no more than to join the cluster and pull images.

Looked at for the add-ons whose documentation asks for permissions. Silent where the file gives pods an identity by a resource of its own, whichever they are. eksctl makes such roles by itself. No fix: there must be a role first.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-250",
    "https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html",
  ],

  *check({ name, mayHaveRole }) {
    if (mayHaveRole || !name.is((n) => callers.has(n))) return;
    yield {
      at: name.at,
      message: `The add-on ${name.value} has no role of its own: it works with the one of the nodes, which every pod has that reaches their metadata.`,
    };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_addon" "storage" {
        cluster_name = aws_eks_cluster.shop.name
        addon_name   = «"aws-ebs-csi-driver"»
      }
    `),
    bad(cloudformation`
      Resources:
        Network:
          Type: AWS::EKS::Addon
          Properties:
            ClusterName: shop
            AddonName: «vpc-cni»
    `),
    good(terraform`
      resource "aws_eks_addon" "network" {
        cluster_name = aws_eks_cluster.shop.name
        addon_name   = "vpc-cni"

        pod_identity_association {
          role_arn        = aws_iam_role.network.arn
          service_account = "aws-node"
        }
      }

      resource "aws_eks_addon" "storage" {
        cluster_name             = aws_eks_cluster.shop.name
        addon_name               = "aws-ebs-csi-driver"
        service_account_role_arn = var.role
      }

      resource "aws_eks_addon" "names" {
        cluster_name = aws_eks_cluster.shop.name
        addon_name   = "coredns"
      }
    `).because("Two have a role, and the third calls nothing of AWS."),
    good(cloudformation`
      Resources:
        Storage:
          Type: AWS::EKS::Addon
          Properties: { ClusterName: shop, AddonName: aws-efs-csi-driver }
        Identity:
          Type: AWS::EKS::PodIdentityAssociation
          Properties: { ClusterName: shop, Namespace: kube-system, ServiceAccount: efs-csi-controller-sa, RoleArn: !GetAtt Role.Arn }
    `).because("Its pods have an identity."),
  ],
});

/** https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html, those of AWS that ask for permissions of IAM. */
const callers: ReadonlySet<string> = new Set([
  "vpc-cni",
  "aws-ebs-csi-driver",
  "aws-efs-csi-driver",
  "aws-fsx-csi-driver",
  "aws-mountpoint-s3-csi-driver",
  "amazon-cloudwatch-observability",
]);
