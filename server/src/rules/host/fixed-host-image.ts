import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "fixed-host-image",
  on: "instance",
  title: "Hosts of containers stay on one image",
  severity: "hint",
  risk: "host",
  preset: "strict",
  why: `An AMI's id is one build of an operating system: kernel, container runtime and agent stay as they were on that day, and nobody who reads the id knows how old it is. AWS publishes the newest image for containers under a name in Parameter Store (\`/aws/service/ecs/optimized-ami/…\`, \`/aws/service/eks/optimized-ami/…\`, \`/aws/service/bottlerocket/…\`), and new hosts take it.

Who builds images of their own and renews the id by a pipeline is well off; hence a hint.`,
  refs: [
    "NIST SP 800-190 4.5.1",
    "NIST SP 800-190 4.5.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html",
  ],

  *check({ agent, image }) {
    if (agent === undefined || image.unset || !image.is((id) => /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id))) return;
    yield { at: image.at, message: `These hosts of containers stay on the image ${image.value}, however old it is.` };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Hosts:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: «ami-0123456789abcdef0»
            UserData:
              Fn::Base64: "echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"
    `),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        image_id  = «"ami-0123456789abcdef0"»
        user_data = base64encode("/etc/eks/bootstrap.sh shop")
      }
    `),
    good(cloudformation`
      Parameters:
        Image:
          Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
          Default: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id
      Resources:
        Hosts:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: !Ref Image
        Web:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: ami-0123456789abcdef0
    `).because("One has the newest, and nothing says that the other runs containers."),
  ],
});
