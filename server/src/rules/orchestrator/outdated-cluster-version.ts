import { bad, cloudformation, eksctl, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { endedSupport } from "../../knowledge/eks-versions.ts";

export default rule({
  name: "outdated-cluster-version",
  on: "eksCluster",
  title: "Cluster has a version of Kubernetes that EKS no longer supports",
  severity: "warning",
  risk: "orchestrator",
  why: `EKS supports a version of Kubernetes for 14 months, and for 12 more at a price. After that there are no fixes for its API server, its kubelet and its images of nodes, no cluster can be made with it, and EKS takes existing ones to the next version at a time of its own. A version in extended support is for information: it is patched, and costs six times as much.

There is no fix: a cluster goes up one minor version at a time, and which APIs its workloads still use decides when.`,
  refs: [
    "NIST SP 800-190 4.3.5",
    "CWE-1104",
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    "https://aws.amazon.com/eks/pricing/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_339" },
    { tool: "prowler", id: "eks_cluster_uses_a_supported_version" },
  ],

  *check({ version }) {
    if (version.unset || version.value === undefined) return;
    const ended = endedSupport(version.value);
    if (!ended) return;
    const since = ended.on === undefined ? "long since" : `since ${ended.on}`;
    yield ended.kind === "extended"
      ? { at: version.at, message: `Kubernetes ${version.value} is out of EKS's support ${since}: nobody mends it.` }
      : {
          at: version.at,
          severity: "info",
          message: `Kubernetes ${version.value} is in EKS's extended support ${since}, which costs more and ends a year later.`,
        };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_cluster" "shop" {
        name    = "shop"
        version = «"1.27"»
      }
    `),
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            Version: «"1.18"»
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
        version: «"1.32"»
    `),
    bad(terraform`
      variable "kubernetes" {
        default = "1.29"
      }

      resource "aws_eks_cluster" "shop" {
        name    = "shop"
        version = «var.kubernetes»
      }
    `),
    good(terraform`
      resource "aws_eks_cluster" "shop" {
        name    = "shop"
        version = "1.35"
      }

      resource "aws_eks_cluster" "other" {
        name    = "other"
        version = var.kubernetes
      }

      resource "aws_eks_cluster" "third" {
        name = "third"
      }
    `).because("One in standard support, one that only deployment knows, and the latest at the time."),
  ],
});
