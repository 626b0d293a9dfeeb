import { bad, cloudformation, eksctl, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "outdated-node-image",
  on: "nodeGroup",
  title: "Nodes run an image that EKS no longer supports",
  severity: "info",
  risk: "host",
  why: `EKS ended its support for images with Amazon Linux 2 on 26 November 2025, the last of them came out in December, and there are none for Kubernetes 1.33 or later: kernel, container runtime and kubelet of such nodes get no more updates from there, and their vulnerabilities stay. Amazon Linux 2023 and Bottlerocket take their place (\`AL2023_x86_64_STANDARD\`, \`BOTTLEROCKET_x86_64\`).

AWS publishes images, you replace the nodes. There is no fix, because the type of an existing group cannot be changed in place: its nodes are replaced, and user data for Amazon Linux 2 does not work on the others.`,
  refs: [
    "NIST SP 800-190 4.5.2",
    "NIST SP 800-190 4.5.3",
    "CWE-1104",
    "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html",
    "https://github.com/awslabs/amazon-eks-ami/issues/2545",
  ],

  *check({ amiType }) {
    if (!amiType.is((type) => type.startsWith("AL2_"))) return;
    yield { at: amiType.at, message: `Images of type ${amiType.value}, with Amazon Linux 2, are out of EKS's support since 26 November 2025.` };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_node_group" "workers" {
        cluster_name = "shop"
        ami_type     = «"AL2_x86_64"»
      }
    `),
    bad(cloudformation`
      Resources:
        Workers:
          Type: AWS::EKS::Nodegroup
          Properties: { ClusterName: shop, AmiType: «AL2_ARM_64» }
    `),
    bad(file("create-nodegroup.json")`
      { "clusterName": "shop", "nodegroupName": "workers", "amiType": «"AL2_x86_64_GPU"», "nodeRole": "node", "subnets": [] }
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      managedNodeGroups:
        - name: apps
          amiFamily: «AmazonLinux2»
    `),
    bad(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        amiSelectorTerms:
          - alias: «al2@latest»
          - alias: al2023@latest
    `),
    good(terraform`
      resource "aws_eks_node_group" "workers" {
        cluster_name = "shop"
        ami_type     = "AL2023_x86_64_STANDARD"
      }
    `),
    good(terraform`
      resource "aws_eks_node_group" "workers" {
        cluster_name = "shop"
      }
    `).because("Which type EKS takes then depends on the version of the cluster."),
    good(cloudformation`
      Resources:
        Workers:
          Type: AWS::EKS::Nodegroup
          Properties: { ClusterName: shop, AmiType: !Ref AmiType }
    `).because("What a parameter without a default says is not known."),
  ],
});
