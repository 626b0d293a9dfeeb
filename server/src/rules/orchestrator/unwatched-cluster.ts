import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unwatched-cluster",
  on: "cluster",
  title: "A cluster does not measure its containers",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `Container Insights collects what each service and task uses. A container that mines, sends much or starts again and again shows in these figures before it shows anywhere else. It is paid for by volume, and other tools measure as well, so this is a hint. The account may have a default for clusters that do not say it.`,
  refs: ["NIST SP 800-190 4.4.4", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_65" },
    { tool: "trivy", id: "AWS-0034" },
    { tool: "prowler", id: "ecs_cluster_container_insights_enabled" },
  ],

  *check({ containerInsights }) {
    if (containerInsights.opaque || containerInsights.is((value) => value !== "disabled")) return;
    yield {
      at: containerInsights.at,
      message: containerInsights.unset
        ? "This cluster does not say whether Container Insights measures it, which by default it does not."
        : "Container Insights is off for this cluster.",
      fixes: fix("Turn Container Insights on", "unsafe", containerInsights.set("enabled")),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        setting {
          name  = "containerInsights"
          value = «"disabled"»
        }
      }
    `).to(terraform`
      resource "aws_ecs_cluster" "shop" {
        name = "shop"

        setting {
          name  = "containerInsights"
          value = "enabled"
        }
      }
    `),
    bad(cloudformation`
      Resources:
        «Cluster»:
          Type: AWS::ECS::Cluster
          Properties:
            ClusterName: shop
    `),
    good(cloudformation`
      Resources:
        Cluster:
          Type: AWS::ECS::Cluster
          Properties:
            ClusterSettings:
              - { Name: containerInsights, Value: enhanced }
        Other:
          Type: AWS::ECS::Cluster
          Properties:
            ClusterSettings:
              - { Name: containerInsights, Value: !Ref Insights }
    `),
  ],
});
