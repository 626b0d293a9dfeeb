import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "creator-as-administrator",
  on: "eksCluster",
  title: "Whoever makes the cluster is its administrator for good",
  severity: "info",
  risk: "orchestrator",
  preset: "strict",
  why: `With \`bootstrapClusterCreatorAdminPermissions\` the role that creates a cluster, often that of a pipeline, stays an administrator of all that runs in it. An access entry that is written down gives the same to who needs it, is seen where access is reviewed, and can be taken away.

Where nothing says it, EKS takes it for yes; that is left alone, for most clusters were made so. The value counts when a cluster is made: to change it later makes Terraform and CloudFormation replace the cluster.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-269", "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessConfigRequest.html"],

  *check({ creatorIsAdmin }) {
    if (creatorIsAdmin.unset || !creatorIsAdmin.is(true)) return;
    yield {
      at: creatorIsAdmin.at,
      message: "Whoever makes this cluster, a pipeline perhaps, stays its administrator.",
      fixes: fix(`Set "${creatorIsAdmin.key}" to false`, "unsafe", creatorIsAdmin.set(false)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"

        access_config {
          authentication_mode                         = "API"
          bootstrap_cluster_creator_admin_permissions = «true»
        }
      }
    `).to(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"

        access_config {
          authentication_mode                         = "API"
          bootstrap_cluster_creator_admin_permissions = false
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            AccessConfig:
              AuthenticationMode: API
              BootstrapClusterCreatorAdminPermissions: «true»
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `),
    good(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"
      }

      resource "aws_eks_cluster" "other" {
        name = "other"

        access_config {
          bootstrap_cluster_creator_admin_permissions = false
        }
      }
    `).because("One does not say it, the other says no."),
  ],
});
