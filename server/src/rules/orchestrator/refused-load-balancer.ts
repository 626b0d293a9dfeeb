import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import type { Workload } from "../../model/container.ts";
import { isGiven } from "../../model/given.ts";
import type { Service } from "../../model/service.ts";

export default rule({
  name: "refused-load-balancer",
  on: "service",
  title: "A service and its load balancer do not fit",
  severity: "warning",
  risk: "orchestrator",
  why: `ECS looks at the load balancers of a service when it is made, and refuses the service, so a deployment ends there:

- Requests go to a container of the task, at a port that it maps.
- A task with an address of its own (\`awsvpc\`) is registered by that address: the target group has the type \`ip\`. In other network modes it is the host that is registered, and the type is \`instance\`, the default.
- With \`awsvpc\`, and with several load balancers, ECS registers tasks with its own role and takes no other.
- A grace period (\`healthCheckGracePeriodSeconds\`) is one for health checks of load balancers.

Told where the service, its task definition and the target group stand in the same template or Terraform module.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
  ],

  *check(service) {
    if (service.once) return;
    const { destinations, gracePeriod, namesBalancers, taskDefinition } = service;
    if (!gracePeriod.unset && gracePeriod.is((seconds) => seconds > 0) && namesBalancers.is(false)) {
      const message = `The grace period is for health checks of a load balancer, and the service has none: ${refused}.`;
      yield { at: gracePeriod.at, key: "grace", message, fixes: fix(`Remove "${gracePeriod.key}"`, "safe", gracePeriod.remove()) };
    }
    const task = taskDefinition.target;
    const mode = task?.namespaces.network;
    const why = mode?.is("awsvpc") ? "its tasks have addresses of their own" : destinations.length > 1 ? "it has several load balancers" : undefined;
    if (isGiven(service.role) && why !== undefined) {
      const message = `ECS registers the tasks of this service with its own role, for ${why}: with another one ${refused}.`;
      yield { at: service.role.at, key: "role", message, fixes: fix(`Remove "${service.role.key}"`, "unsafe", service.role.remove()) };
    }
    if (task) yield* sending(service, task);
  },

  examples: [
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            LoadBalancers:
              - { ContainerName: «shop», ContainerPort: 8080, TargetGroupArn: !Ref Targets }
              - { ContainerName: web, ContainerPort: «80», TargetGroupArn: !Ref Targets }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080 }] }]
    `).because("No such container, and no such port."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "awsvpc"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = [{ containerPort = 8080 }] }])
      }

      resource "aws_lb_target_group" «"shop"» {
        port     = 8080
        protocol = "HTTP"
      }

      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = aws_ecs_task_definition.shop.arn

        network_configuration {
          subnets = var.subnets
        }

        load_balancer {
          target_group_arn = aws_lb_target_group.shop.arn
          container_name   = "web"
          container_port   = 8080
        }
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "awsvpc"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = [{ containerPort = 8080 }] }])
      }

      resource "aws_lb_target_group" "shop" {
        port        = 8080
        protocol    = "HTTP"
        target_type = "ip"
      }

      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = aws_ecs_task_definition.shop.arn

        network_configuration {
          subnets = var.subnets
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
            TaskDefinition: !Ref Task
            Role: «!Ref ServiceRole»
            NetworkConfiguration:
              AwsvpcConfiguration: { Subnets: [subnet-0a1b2c3d] }
            LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !ImportValue Targets }]
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: awsvpc
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080 }] }]
    `).because("The role that registers hosts, for tasks that have addresses of their own."),
    bad(terraform`
      resource "aws_ecs_service" "worker" {
        name                              = "worker"
        health_check_grace_period_seconds = «60»
      }
    `).to(terraform`
      resource "aws_ecs_service" "worker" {
        name                              = "worker"
      }
    `),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            Role: !Ref ServiceRole
            HealthCheckGracePeriodSeconds: 60
            LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Targets }]
        Targets:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: { Port: 80, Protocol: HTTP }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080 }] }]
    `).because("In the mode bridge hosts are registered, with a role if one likes."),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name                              = "shop"
        task_definition                   = aws_ecs_task_definition.shop.arn
        health_check_grace_period_seconds = 60
        iam_role                          = var.role

        dynamic "load_balancer" {
          for_each = var.balancers
          content {
            target_group_arn = load_balancer.value
            container_name   = "web"
            container_port   = 8080
          }
        }
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = var.network_mode
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = var.ports }])
      }
    `).because("What only a run knows."),
  ],
});

const refused = "the service is refused";

/** Where the requests go, and what is registered. */
function* sending({ destinations }: Service, { containers, complete, namespaces: { network } }: Workload): Iterable<Report> {
  for (const { targetType, container } of destinations) {
    const wanted = network.is("awsvpc") ? "ip" : network.is((mode) => mode === "bridge" || mode === "host") ? "instance" : undefined;
    if (wanted === undefined || !targetType.is((type) => type === "ip" || type === "instance") || targetType.is(wanted)) continue;
    yield {
      at: targetType.at,
      key: `type.${container.value ?? ""}`,
      message: `The target group is of the type "${targetType.value}", which does not fit the network mode "${network.value}" of the task: ${refused}.`,
      related: [{ at: network.at, message: "The network mode of the task." }],
      fixes: fix(`Set "${targetType.key}" to "${wanted}"`, "unsafe", targetType.set(wanted)),
    };
  }
  if (!complete || containers.some((c) => c.name.value === undefined)) return;
  for (const { container, port } of destinations) {
    const target = containers.find((c) => container.is((name) => name === c.name.value));
    if (!target) {
      if (container.value === undefined) continue;
      yield { at: container.at, key: container.value, message: `The task has no container "${container.value}" for the load balancer: ${refused}.` };
      continue;
    }
    const { state, items } = target.ports;
    const isKnown = state !== "opaque" && items.every((p) => p.container.is((text) => /^\d+$/.test(text)));
    if (port.value === undefined || !isKnown || items.some((p) => p.container.is(String(port.value)))) continue;
    const message = `Container "${target.name.value}" maps no port ${port.value}, to which the load balancer sends requests: ${refused}.`;
    yield { at: port.at, key: `${target.name.value}.${port.value}`, message };
  }
}
