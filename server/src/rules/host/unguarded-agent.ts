import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unguarded-agent",
  on: "instance",
  title: "The ECS agent lets tasks reach the metadata of their host",
  severity: "hint",
  risk: "host",
  preset: "strict",
  why: `Tasks in the network mode \`awsvpc\` reach the metadata service of their instance, and so the credentials of its role, unless the agent is told \`ECS_AWSVPC_BLOCK_IMDS=true\`. Tasks have a role of their own and need nothing of it. The same file takes \`ECS_DISABLE_PRIVILEGED=true\`, which refuses privileged containers: both are lines of \`/etc/ecs/ecs.config\`.

Looked at where the file shows the user data that configures the agent as a whole. A hop limit of 1 keeps tasks with a network of their own out as well, so instances that have it are left alone; Bottlerocket and Fargate have no such file.`,
  refs: [
    "NIST SP 800-190 4.3.5",
    "NIST SP 800-190 4.5.4",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
  ],

  *check({ agent, userData, hopLimit, httpEndpoint }) {
    if (agent !== "ecs" || hopLimit.is("1") || hopLimit.opaque || httpEndpoint.is("disabled")) return;
    const text = userData.value ?? (userData.parts.some((part) => part === undefined) ? "" : userData.parts.join(""));
    if (!text.includes("/etc/ecs/ecs.config") || text.includes("ECS_AWSVPC_BLOCK_IMDS")) return;
    // A file that is fetched may say anything.
    if (/\b(?:aws s3 cp|curl|wget)\b[^\n]{0,300}ecs\.config/.test(text)) return;
    yield { at: userData.at, message: "The agent here is not told ECS_AWSVPC_BLOCK_IMDS=true: tasks reach the credentials of their host's role." };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Hosts:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties:
            ImageId: !Ref Image
            UserData:
              Fn::Base64: «"echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"»
    `),
    bad(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode(«"echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"»)
      }
    `),
    good(terraform`
      resource "aws_launch_template" "hosts" {
        user_data = base64encode("printf 'ECS_CLUSTER=shop\\nECS_AWSVPC_BLOCK_IMDS=true\\n' >> /etc/ecs/ecs.config")
      }

      resource "aws_launch_template" "near" {
        user_data = base64encode("echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config")

        metadata_options {
          http_tokens                 = "required"
          http_put_response_hop_limit = 1
        }
      }

      resource "aws_launch_template" "fetched" {
        user_data = base64encode("aws s3 cp s3://shop/ecs.config /etc/ecs/ecs.config")
      }
    `).because("One is told so, answers of the next one's metadata service do not get into a container, and a third fetches its file."),
  ],
});
