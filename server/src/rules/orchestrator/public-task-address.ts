import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "public-task-address",
  on: "service",
  title: "Tasks get public addresses",
  severity: "warning",
  risk: "orchestrator",
  why: `A task with a public address is reachable from the internet wherever its security group has a hole, around the load balancer and what protects it. Behind a load balancer, or for work that only calls others, private subnets do.

For information where no load balancer sends requests to the service: in a subnet without NAT and without VPC endpoints a public address is the only way for Fargate to pull the image.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-668", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_333" },
    { tool: "prowler", id: "ecs_service_no_assign_public_ip" },
  ],

  *check({ assignsPublicIp, balanced, once }) {
    if (!assignsPublicIp.is(true) || assignsPublicIp.unset) return;
    yield {
      at: assignsPublicIp.at,
      severity: balanced ? "warning" : "info",
      message: balanced
        ? "Tasks of this service get public addresses, around the load balancer that stands before them."
        : once
          ? "The task gets a public address."
          : "Tasks of this service get public addresses.",
      fixes: fix(`Turn "${assignsPublicIp.key}" off`, "unsafe", assignsPublicIp.set(false)),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Set:
          Type: AWS::ECS::TaskSet
          Properties:
            Service: shop
            Cluster: shop
            TaskDefinition: shop
            NetworkConfiguration:
              AwsVpcConfiguration: { AssignPublicIp: «ENABLED», Subnets: !Ref Subnets }
    `),
    bad(terraform`
      resource "aws_ecs_task_set" "shop" {
        service         = aws_ecs_service.shop.id
        task_definition = "shop"

        network_configuration {
          subnets          = var.subnets
          assign_public_ip = «true»
        }
      }
    `),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name = "shop"

        network_configuration {
          subnets          = var.subnets
          assign_public_ip = «true»
        }

        load_balancer {
          target_group_arn = aws_lb_target_group.shop.arn
          container_name   = "web"
          container_port   = 8080
        }
      }
    `).to(terraform`
      resource "aws_ecs_service" "shop" {
        name = "shop"

        network_configuration {
          subnets          = var.subnets
          assign_public_ip = false
        }

        load_balancer {
          target_group_arn = aws_lb_target_group.shop.arn
          container_name   = "web"
          container_port   = 8080
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            NetworkConfiguration:
              AwsvpcConfiguration:
                AssignPublicIp: «ENABLED»
                Subnets: !Ref Subnets
    `).to(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            NetworkConfiguration:
              AwsvpcConfiguration:
                AssignPublicIp: DISABLED
                Subnets: !Ref Subnets
    `),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            NetworkConfiguration:
              AwsvpcConfiguration:
                AssignPublicIp: !Ref PublicIp
                Subnets: !Ref Subnets
        Other:
          Type: AWS::ECS::Service
          Properties:
            NetworkConfiguration:
              AwsvpcConfiguration:
                Subnets: !Ref Subnets
    `).because("What only deployment knows, and what ECS leaves off."),
  ],
});
