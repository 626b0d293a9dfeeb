import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "config-map-access",
  on: "eksCluster",
  title: "A map inside the cluster decides who may enter it",
  severity: "info",
  risk: "orchestrator",
  why: `With \`CONFIG_MAP\` the object \`aws-auth\` in the cluster says which role of IAM is which user. Whoever may change that one object is an administrator, a mistake in it locks everybody out, and none of it is in IAM's audit log. Access entries are of the API of EKS: each has a policy, and changes are in CloudTrail. \`API_AND_CONFIG_MAP\` is the step between; there is no way back from it.`,
  refs: ["NIST SP 800-190 4.3.1", "https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html"],

  *check({ authenticationMode }) {
    if (authenticationMode.unset || !authenticationMode.is("CONFIG_MAP")) return;
    yield {
      at: authenticationMode.at,
      message: "Only the map aws-auth decides who may enter this cluster, and whoever may change it.",
      fixes: fix(`Set "${authenticationMode.key}" to API_AND_CONFIG_MAP`, "unsafe", authenticationMode.set("API_AND_CONFIG_MAP")),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"

        access_config {
          authentication_mode = «"CONFIG_MAP"»
        }
      }
    `).to(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"

        access_config {
          authentication_mode = "API_AND_CONFIG_MAP"
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            AccessConfig: { AuthenticationMode: «CONFIG_MAP» }
            ResourcesVpcConfig: { SubnetIds: !Ref Subnets }
    `),
    good(terraform`
      resource "aws_eks_cluster" "shop" {
        name = "shop"

        access_config {
          authentication_mode = "API"
        }
      }
    `).because("Access entries alone."),
  ],
});
