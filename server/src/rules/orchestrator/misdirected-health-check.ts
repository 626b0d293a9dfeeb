import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isOnFargate } from "../../model/container.ts";

export default rule({
  name: "misdirected-health-check",
  on: "service",
  title: "A load balancer asks a port where nobody answers",
  severity: "warning",
  risk: "orchestrator",
  why: `In the network mode \`bridge\` a container whose host port is left open (\`hostPort\` 0, or none) gets another port of its host for each task, and ECS tells the target group which. A health check at a fixed port asks where nothing listens: the tasks are found unhealthy, stopped and started again without an end, or what else listens there answers for them.

With \`traffic-port\`, the default, the port is asked that gets the requests. Told where the service, its task definition and the target group stand in the same template or Terraform module, and no container of the task has the fixed port.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
  ],
  equivalents: [{ tool: "cfn-lint", id: "E3049" }],

  *check({ destinations, taskDefinition: { target: task } }) {
    if (!task || isOnFargate(task) || !task.namespaces.network.is("bridge")) return;
    const ports = task.containers.flatMap((c) => c.ports.items);
    for (const { container, port, healthPort } of destinations) {
      if (healthPort.unset || !healthPort.is((text) => /^\d{1,5}$/.test(text))) continue;
      const own = task.containers.find((c) => container.is((name) => name === c.name.value));
      const mapping = own?.ports.items.find((p) => p.container.is(String(port.value)));
      if (!mapping || !(mapping.host.unset || mapping.host.is("0")) || ports.some((p) => p.host.opaque || p.host.value === healthPort.value))
        continue;
      yield {
        at: healthPort.at,
        key: `${container.value}`,
        message: `The health check asks port ${healthPort.value}, and container "${container.value}" has another port of its host for each task.`,
        related: [{ at: mapping.container.at, message: "This port is mapped to any of the host's." }],
        fixes: fix(`Ask the port that gets the requests`, "unsafe", healthPort.set("traffic-port")),
      };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080, HostPort: 0 }] }
        Targets:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: { Port: 80, Protocol: HTTP, HealthCheckPort: «"3000"» }
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Targets }]
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080, HostPort: 0 }] }
        Targets:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: { Port: 80, Protocol: HTTP, HealthCheckPort: "traffic-port" }
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Targets }]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "bridge"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = [{ containerPort = 8080 }] }])
      }

      resource "aws_lb_target_group" "shop" {
        port     = 80
        protocol = "HTTP"

        health_check {
          port = «8080»
        }
      }

      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = aws_ecs_task_definition.shop.arn

        load_balancer {
          target_group_arn = aws_lb_target_group.shop.arn
          container_name   = "web"
          container_port   = 8080
        }
      }
    `).because("The container's port is none of its host's."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080, HostPort: 0 }, { ContainerPort: 9090, HostPort: 9090 }] }
        Traffic:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: { Port: 80, Protocol: HTTP }
        Fixed:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: { Port: 80, Protocol: HTTP, HealthCheckPort: 9090 }
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            LoadBalancers:
              - { ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Traffic }
              - { ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Fixed }
    `).because("The port of the requests, and one that the task has on every host."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: awsvpc
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080 }] }
        Targets:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: { Port: 80, Protocol: HTTP, HealthCheckPort: 8080, TargetType: ip }
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Targets }]
    `).because("A task with an address of its own has the container's own ports."),
  ],
});
