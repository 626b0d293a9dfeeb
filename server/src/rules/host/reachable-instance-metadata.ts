import { bad, cloudformation, eksctl, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "reachable-instance-metadata",
  on: "instance",
  title: "Containers reach the metadata of their host",
  severity: "warning",
  risk: "host",
  why: `The metadata service of an instance gives out the credentials of the instance's role. Version 1 answers any request that comes from the instance, also one that a web application was talked into; version 2 wants a token first. And with a hop limit above 1 its answers reach containers in networks of their own, which need nothing of it: tasks and pods have roles of their own.

Looked at where the file shows that containers run on the instance: by the user data, the image or the group that it belongs to. Version 1 is a warning where it is written, for information where the account or the image decides. A hop limit of 2 is for information: agents that are containers may need it.

On Fargate and on instances that ECS or EKS manage, AWS sees to this.`,
  refs: [
    "NIST SP 800-190 4.3.5",
    "NIST SP 800-190 4.5.4",
    "CWE-918",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_79" },
    { tool: "trivy", id: "AWS-0130" },
  ],

  *check({ agent, httpTokens, httpEndpoint, hopLimit }) {
    if (agent === undefined || httpEndpoint.is("disabled")) return;
    const undecided = httpTokens.unset && httpTokens.value === undefined;
    if (httpTokens.is("optional") || undecided) {
      yield {
        at: httpTokens.at,
        key: "version",
        severity: undecided ? "info" : "warning",
        message: undecided
          ? "Nothing here keeps version 1 of the metadata service off these container hosts: their image or the account decides."
          : "Version 1 of the metadata service is on for these container hosts: any request from them is given the credentials of their role.",
        fixes: fix(`Set "${httpTokens.key}" to required`, "unsafe", httpTokens.set("required")),
      };
    }
    if (!hopLimit.unset && hopLimit.is((hops) => Number(hops) > 1)) {
      yield {
        at: hopLimit.at,
        key: "hops",
        severity: "info",
        message: `Answers of the metadata service may take ${hopLimit.value} hops, which lets containers have them.`,
        fixes: fix(`Set "${hopLimit.key}" to 1`, "unsafe", hopLimit.set("1")),
      };
    }
  },

  examples: [
    bad(terraform`
      resource "aws_launch_template" "ecs" {
        image_id  = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
        user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config")

        metadata_options {
          http_tokens                 = «"optional"»
          http_put_response_hop_limit = 1
        }
      }
    `).to(terraform`
      resource "aws_launch_template" "ecs" {
        image_id  = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
        user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config")

        metadata_options {
          http_tokens                 = "required"
          http_put_response_hop_limit = 1
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
              MetadataOptions:
                HttpTokens: required
                HttpPutResponseHopLimit: «2»
    `).to(cloudformation`
      Resources:
        Hosts:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              ImageId: "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
              MetadataOptions:
                HttpTokens: required
                HttpPutResponseHopLimit: "1"
    `),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      managedNodeGroups:
        - name: apps
          disableIMDSv1: «false»
    `).to(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      managedNodeGroups:
        - name: apps
          disableIMDSv1: true
    `),
    bad(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        amiSelectorTerms:
          - alias: al2023@v20250821
        metadataOptions:
          httpTokens: «optional»
          httpPutResponseHopLimit: 1
    `).to(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        amiSelectorTerms:
          - alias: al2023@v20250821
        metadataOptions:
          httpTokens: required
          httpPutResponseHopLimit: 1
    `),
    bad(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 21.0"

        name = "shop"

        eks_managed_node_groups = {
          apps = {
            metadata_options = {
              http_tokens = «"optional"»
            }
          }
        }
      }
    `).to(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 21.0"

        name = "shop"

        eks_managed_node_groups = {
          apps = {
            metadata_options = {
              http_tokens = "required"
            }
          }
        }
      }
    `),
    good(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        amiSelectorTerms:
          - alias: al2023@v20250821
    `).because("Karpenter, too."),
    good(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      managedNodeGroups:
        - name: apps
    `).because("eksctl keeps version 1 off unless it is asked for it."),
    good(terraform`
      resource "aws_launch_template" "bastion" {
        image_id = "ami-0123456789abcdef0"

        metadata_options {
          http_tokens = "optional"
        }
      }
    `).because("Nothing shows that containers run there."),
    good(cloudformation`
      Resources:
        Hosts:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              ImageId: "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
              MetadataOptions: { HttpTokens: !Ref Tokens }
    `).because("What only deployment knows."),
  ],
});
