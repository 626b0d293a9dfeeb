import { bad, cloudformation, eksctl, file, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unlogged-control-plane",
  on: "eksCluster",
  title: "The control plane of a cluster does not log all it could",
  severity: "warning",
  risk: "orchestrator",
  why: `The audit log says who did what in a cluster, the authenticator's which role of IAM became which user. EKS writes none of its five logs unless it is asked to, and what was not written is missing when it is needed: after an intrusion.

A warning where audit or authenticator is missing, for information where only \`api\`, \`controllerManager\` or \`scheduler\` are, which help operation more than security. Logs are paid for by volume.`,
  refs: ["NIST SP 800-190 4.3.2", "CWE-778", "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_37" },
    { tool: "trivy", id: "AWS-0038" },
  ],

  *check({ logTypes }) {
    if (logTypes.state === "opaque" || logTypes.items.some((t) => t.opaque)) return;
    const missing = all.filter((type) => !logTypes.items.some((t) => t.is(type)));
    if (missing.length === 0) return;
    const grave = missing.some((type) => type === "audit" || type === "authenticator");
    yield {
      at: logTypes.at,
      severity: grave ? "warning" : "info",
      message:
        missing.length === all.length
          ? "The control plane of this cluster logs nothing."
          : `The control plane of this cluster does not log ${enumerate(missing)}.`,
      fixes: fix(
        missing.length === all.length ? "Log all that it can" : `Log ${enumerate(missing)}`,
        "safe",
        logTypes.state === "unset" || logTypes.items.length === 0 ? logTypes.replace(all) : missing.flatMap((type) => logTypes.add(type)),
      ),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_cluster" "shop" {
        name                      = "shop"
        enabled_cluster_log_types = «["api", "authenticator", "controllerManager", "scheduler"]»
      }
    `).to(terraform`
      resource "aws_eks_cluster" "shop" {
        name                      = "shop"
        enabled_cluster_log_types = ["api", "authenticator", "controllerManager", "scheduler", "audit"]
      }
    `),
    bad(terraform`
      resource "aws_eks_cluster" «"shop"» {
        name = "shop"
      }
    `)
      .to(terraform`
      resource "aws_eks_cluster" "shop" {
        name                      = "shop"
        enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
      }
    `)
      .because("Nothing is logged by default."),
    bad(cloudformation`
      Resources:
        «Cluster»:
          Type: AWS::EKS::Cluster
          Properties:
            Name: shop
    `).to(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            Name: shop
            Logging:
              ClusterLogging:
                EnabledTypes:
                  - Type: api
                  - Type: audit
                  - Type: authenticator
                  - Type: controllerManager
                  - Type: scheduler
    `),
    bad(file("create-cluster.json")`
      {
        "name": «"shop"»,
        "roleArn": "arn:aws:iam::111122223333:role/eks",
        "resourcesVpcConfig": { "subnetIds": ["subnet-1"] }
      }
    `).to(file("create-cluster.json")`
      {
        "name": "shop",
        "roleArn": "arn:aws:iam::111122223333:role/eks",
        "resourcesVpcConfig": { "subnetIds": ["subnet-1"] },
        "logging": {
          "clusterLogging": [
            {
              "types": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
              "enabled": true
            }
          ]
        }
      }
    `),
    bad(terraform`
      module «"eks"» {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 20.0"

        cluster_name = "shop"
      }
    `)
      .to(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 20.0"

        cluster_name              = "shop"
        cluster_enabled_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
      }
    `)
      .because("For information: the module logs three of them by itself."),
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            Logging:
              ClusterLogging:
                EnabledTypes: «[{ Type: audit }, { Type: authenticator }]»
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `)
      .to(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            Logging:
              ClusterLogging:
                EnabledTypes: [{ Type: audit }, { Type: authenticator }, {Type: api}, {Type: controllerManager}, {Type: scheduler}]
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `)
      .because("For information: the two that matter most are there."),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      cloudWatch:
        clusterLogging:
          enableTypes: «[api, authenticator, controllerManager, scheduler]»
    `).to(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      cloudWatch:
        clusterLogging:
          enableTypes: [api, authenticator, controllerManager, scheduler, audit]
    `),
    good(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      cloudWatch:
        clusterLogging:
          enableTypes: ["*"]
    `).because("All of them."),
    good(terraform`
      resource "aws_eks_cluster" "shop" {
        name                      = "shop"
        enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
      }

      resource "aws_eks_cluster" "other" {
        name                      = "other"
        enabled_cluster_log_types = var.log_types
      }
    `).because("All of them, or what only a run knows."),
  ],
});

const all = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;
