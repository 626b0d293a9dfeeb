import { bad, cloudformation, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "public-node",
  on: "instance",
  title: "Hosts of containers have public addresses",
  severity: "info",
  risk: "host",
  why: `A container host with a public address is one mistake in a security group away from the internet, and so is what its containers listen on. Nodes in private subnets reach out through NAT or endpoints, and take requests from a load balancer only.

Looked at where the file shows that containers run on the instance, and says that it gets an address. Whether its subnet gives it one, no template of the instance tells.`,
  refs: ["NIST SP 800-190 4.3.3", "NIST SP 800-190 4.5.4", "CWE-668", "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_88" }],

  *check({ agent, publicIp }) {
    if (agent === undefined || publicIp.unset || !publicIp.is(true)) return;
    yield {
      at: publicIp.at,
      message: "These hosts of containers get addresses that the internet reaches.",
      fixes: fix(`Set "${publicIp.key}" to false`, "unsafe", publicIp.set(false)),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Hosts:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: !Ref Image
            AssociatePublicIpAddress: «true»
            UserData:
              Fn::Base64: "echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"
    `).to(cloudformation`
      Resources:
        Hosts:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: !Ref Image
            AssociatePublicIpAddress: false
            UserData:
              Fn::Base64: "echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"
    `),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode("echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config")

        network_interfaces {
          associate_public_ip_address = «true»
        }
      }
    `),
    bad(kubernetes`
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata:
        name: default
      spec:
        associatePublicIPAddress: «true»
    `),
    good(terraform`
      resource "aws_launch_template" "web" {
        network_interfaces {
          associate_public_ip_address = true
        }
      }

      resource "aws_launch_template" "hosts" {
        user_data = base64encode("echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config")

        network_interfaces {
          associate_public_ip_address = var.public
        }
      }
    `).because("Nothing says that the first runs containers; of the second only deployment knows."),
  ],
});
