import { bad, cloudformation, ecs, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "shared-bridge",
  on: "workload",
  title: "Tasks share one network on their host",
  severity: "info",
  risk: "orchestrator",
  preset: "strict",
  why: `In the network mode \`bridge\`, the default on EC2, all tasks of a host are in one network: no security group stands between them, they share the one of the host, and the host's metadata service, with the credentials of its role, is one hop away. With \`awsvpc\` each task has an address and security groups of its own.

For information, because \`awsvpc\` takes a network interface for each task, of which a host has few, and load balancers need targets of another type. There is no fix: the service then needs subnets and groups. A task that says nothing of where it runs, nor of its network, is in a bridge, too: Fargate would refuse it.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "NIST SP 800-190 4.4.2",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-networkmode-bridge.html",
  ],

  *check({ namespaces: { network }, platform, launchTypes }) {
    if (platform !== "ecs" || !network.is((mode) => mode === "bridge" || mode === "default")) return;
    // Fargate has no such mode: another rule says that it is refused.
    if (launchTypes.state === "opaque" || launchTypes.items.some((type) => !type.is("EC2"))) return;
    yield { at: network.at, message: "The containers of this task are in one network with other tasks on their host." };
  },

  examples: [
    bad(ecs`{ "family": "shop", "networkMode": «"bridge"», "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        network_mode             = «"bridge"»
        requires_compatibilities = ["EC2"]
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            «RequiresCompatibilities»: [EC2]
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `),
    bad(ecs`{ "family": «"shop"», "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`).because(
      "Fargate takes no task without a network mode, so it runs on hosts.",
    ),
    good(file("containers.json")`[{ "name": "web", "image": "web:1.4", "essential": true }]`).because(
      "An array of container definitions: the rest of the task is elsewhere.",
    ),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
  ],
});
