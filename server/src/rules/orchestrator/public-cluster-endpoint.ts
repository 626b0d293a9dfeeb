import { bad, cloudformation, eksctl, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { EksCluster } from "../../model/eks-cluster.ts";

export default rule({
  name: "public-cluster-endpoint",
  on: "eksCluster",
  title: "The whole internet reaches the API of a cluster",
  severity: "warning",
  risk: "orchestrator",
  why: `The API server of an EKS cluster answers whoever reaches it, if only to refuse. Unless it is told otherwise its endpoint is public and open to \`0.0.0.0/0\`: a stolen token works from anywhere, and so does the next fault of the API server that needs none.

Found where the endpoint is open to everybody, by what is written or by leaving it out. An endpoint that is public for named networks is left alone, and so is one whose settings only deployment knows.

The fix makes the endpoint private: people and pipelines outside of the VPC then need a way in. To name their networks instead, set \`publicAccessCidrs\`. AWS runs the API server; who may reach it is yours to say.`,
  refs: [
    "NIST SP 800-190 4.3.2",
    "CWE-284",
    "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_38" },
    { tool: "checkov", id: "CKV_AWS_39" },
    { tool: "trivy", id: "AWS-0040" },
    { tool: "trivy", id: "AWS-0041" },
  ],

  *check({ publicEndpoint, privateEndpoint, publicCidrs }) {
    if (!publicEndpoint.is(true) || publicCidrs.state === "opaque") return;
    const open = publicCidrs.items.find((cidr) => cidr.is((text) => text === "0.0.0.0/0" || text === "::/0"));
    if (publicCidrs.state === "written" && !open) return;
    const message = open
      ? `The API of this cluster is open to ${open.value}, the whole internet.`
      : `The API of this cluster is open to the whole internet, for nothing says who may reach its public endpoint.`;
    yield {
      at: open?.at ?? publicEndpoint.at,
      message,
      fixes: fix("Make the endpoint private", "unsafe", toPrivate({ publicEndpoint, privateEndpoint })),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_cluster" "shop" {
        name     = "shop"
        role_arn = aws_iam_role.cluster.arn

        vpc_config {
          subnet_ids              = var.subnets
          endpoint_private_access = true
          endpoint_public_access  = «true»
        }
      }
    `).to(terraform`
      resource "aws_eks_cluster" "shop" {
        name     = "shop"
        role_arn = aws_iam_role.cluster.arn

        vpc_config {
          subnet_ids              = var.subnets
          endpoint_private_access = true
          endpoint_public_access  = false
        }
      }
    `),
    bad(terraform`
      resource "aws_eks_cluster" «"shop"» {
        name     = "shop"
        role_arn = aws_iam_role.cluster.arn

        vpc_config {
          subnet_ids = var.subnets
        }
      }
    `).because("So it is by default."),
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            ResourcesVpcConfig:
              SubnetIds: !Ref Subnets
              EndpointPrivateAccess: true
              EndpointPublicAccess: true
              PublicAccessCidrs: [«0.0.0.0/0»]
    `).to(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            ResourcesVpcConfig:
              SubnetIds: !Ref Subnets
              EndpointPrivateAccess: true
              EndpointPublicAccess: false
              PublicAccessCidrs: [0.0.0.0/0]
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      vpc:
        clusterEndpoints:
          publicAccess: «true»
          privateAccess: true
    `).to(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      vpc:
        clusterEndpoints:
          publicAccess: false
          privateAccess: true
    `),
    bad(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 20.8"

        cluster_name                    = "shop"
        cluster_endpoint_private_access = true
        cluster_endpoint_public_access  = «true»
      }
    `).to(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 20.8"

        cluster_name                    = "shop"
        cluster_endpoint_private_access = true
        cluster_endpoint_public_access  = false
      }
    `),
    good(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 21.0"

        name               = "shop"
        kubernetes_version = "1.33"
      }
    `).because("The module's endpoint is private by default."),
    good(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      privateCluster:
        enabled: true
    `).because("Private altogether."),
    good(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            ResourcesVpcConfig:
              SubnetIds: !Ref Subnets
              PublicAccessCidrs: [203.0.113.0/24]
    `).because("Public for those who are named."),
    good(terraform`
      resource "aws_eks_cluster" "private" {
        name = "private"

        vpc_config {
          subnet_ids              = var.subnets
          endpoint_public_access  = false
          endpoint_private_access = true
        }
      }

      resource "aws_eks_cluster" "open" {
        name = "open"

        vpc_config {
          subnet_ids          = var.subnets
          public_access_cidrs = var.cidrs
        }
      }
    `).because("Private, or open to what only a run knows."),
  ],
});

/** Not left without any endpoint. */
function toPrivate({
  publicEndpoint,
  privateEndpoint,
}: Pick<EksCluster, "publicEndpoint" | "privateEndpoint">): ReturnType<EksCluster["publicEndpoint"]["set"]> {
  const edits = publicEndpoint.set(false);
  if (privateEndpoint.is(true)) return edits;
  // Both may have to be written where neither is: the two would stand in one another's way.
  return !publicEndpoint.unset && !privateEndpoint.unset ? [...edits, ...privateEndpoint.set(true)] : [];
}
