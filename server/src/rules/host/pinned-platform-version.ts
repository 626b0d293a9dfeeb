import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "pinned-platform-version",
  on: "service",
  title: "A service stays on an old platform of Fargate",
  severity: "info",
  risk: "host",
  why: `A platform version of Fargate is a kernel and a container runtime. AWS patches them in new revisions, and \`LATEST\` takes each new version; a service that names a version misses what came after it: 1.3.0 has no encrypted ephemeral storage and no EFS. Versions 1.0 to 1.3 of Linux are named here; 1.4.0 is the newest, and to pin it is a choice.`,
  refs: ["NIST SP 800-190 4.4.1", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_332" },
    { tool: "prowler", id: "ecs_service_fargate_latest_platform_version" },
  ],

  *check({ platformVersion }) {
    if (platformVersion.unset || !platformVersion.is((version) => /^1\.[0-3]\.\d+$/.test(version))) return;
    yield {
      at: platformVersion.at,
      message: `Platform version ${platformVersion.value} of Fargate is an old one: its kernel and runtime lack what came after it.`,
      fixes: fix(`Set "${platformVersion.key}" to LATEST`, "unsafe", platformVersion.set("LATEST")),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name             = "shop"
        launch_type      = "FARGATE"
        platform_version = «"1.3.0"»
      }
    `).to(terraform`
      resource "aws_ecs_service" "shop" {
        name             = "shop"
        launch_type      = "FARGATE"
        platform_version = "LATEST"
      }
    `),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            PlatformVersion: «1.3.0»
            TaskDefinition: !Ref Task
    `),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name             = "shop"
        platform_version = "1.4.0"
      }

      resource "aws_ecs_service" "other" {
        name             = "other"
        platform_version = var.platform
      }
    `).because("The newest there is, and what only a run knows."),
  ],
});
