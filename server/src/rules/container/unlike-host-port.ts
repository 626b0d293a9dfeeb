import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "unlike-host-port",
  on: "container",
  title: "Port is mapped to another where there is but one",
  severity: "warning",
  risk: "container",
  why: `In the network modes \`awsvpc\` and \`host\` a container listens at the address of its task or of its host: there is one port, and \`hostPort\` must be the same as \`containerPort\` or be left out. ECS refuses the task definition otherwise ("the host ports and container ports in port mappings must match").

The fix takes the container's port, which is the one that the program listens on. Whoever came by the other port, such as a security group or a load balancer, has to be told.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"],
  equivalents: [{ tool: "cfn-lint", id: "E3053" }],

  *check(container) {
    const { workload, namespaces, ports } = container;
    const mode = namespaces.network;
    if (workload.platform !== "ecs" || !mode.is((name) => name === "awsvpc" || name === "host")) return;
    for (const { host, container: own } of ports.items) {
      // A 0 reads like nothing.
      if (host.unset || !host.is((port) => port !== "0" && port !== own.value) || !own.is((port) => /^\d+$/.test(port))) continue;
      yield {
        at: host.at,
        key: `${own.value}`,
        message: `Container "${nameOf(container)}" maps its port ${own.value} to ${host.value}, which the network mode "${mode.value}" cannot: the task definition is refused.`,
        related: [{ at: mode.at, message: "The network mode of the task." }],
        fixes: fix(`Take ${own.value}, the container's port`, "safe", host.set(own.value ?? "")),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080, "hostPort": «80» }] }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080, "hostPort": 8080 }] }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: host
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                PortMappings:
                  - { ContainerPort: 8080, HostPort: «"80"» }
                  - { ContainerPort: 9090, HostPort: 9090 }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: host
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                PortMappings:
                  - { ContainerPort: 8080, HostPort: 8080 }
                  - { ContainerPort: 9090, HostPort: 9090 }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "awsvpc"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = [{ containerPort = 8080, hostPort = «80» }] }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080, "hostPort": 80 }] }]
      }
    `).because("A bridge leads from one port to another."),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "portMappings": [{ "containerPort": 8080 }, { "containerPort": 8081, "hostPort": 0 }, { "containerPortRange": "9000-9009" }]
          }
        ]
      }
    `).because("Left out, left to ECS, or a range."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "awsvpc"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = [{ containerPort = var.port, hostPort = 80 }] }])
      }
    `).because("What only a run knows."),
  ],
});
