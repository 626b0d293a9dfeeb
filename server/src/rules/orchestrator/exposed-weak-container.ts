import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { type Related, rule } from "../../kit/rule.ts";
import { type Container, isOnFargate, nameOf } from "../../model/container.ts";
import { everybody, type Opening, portsOf, type SecurityGroup } from "../../model/security-group.ts";
import type { Service } from "../../model/service.ts";
import { weaknessesOf } from "../../model/weakness.ts";

export default rule({
  name: "exposed-weak-container",
  on: "deployment",
  title: "What the internet reaches can go on to its host",
  severity: "error",
  risk: "orchestrator",
  why: `A container that is privileged, or root, is one hole in its program away from its host; one that everybody reaches is where that hole is looked for. Each is a finding of its own. Together they are a way from the internet to the host, and what should be mended first.

Told is the whole way, where one template or module has all of it: a public address of the tasks and a security group that lets everybody in at the container's port, or a listener of a load balancer that faces the internet, whose group does so at the listener's port, and which sends requests to the service. On Fargate, which keeps the host apart, and for a container that is merely root, it is a warning. The container counts if it names a port; where it names no user, that of the Dockerfile in this workspace which builds its image counts.

There is no fix for the way as a whole: take away what the container does not need, or close the way. The related places are the steps.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "NIST SP 800-190 4.3.3",
    "CWE-250",
    "CWE-668",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
  ],

  *check({ container, build }) {
    const { services, launchTypes } = container.workload;
    const [gravest, ...others] = weaknessesOf(container, build);
    if (!gravest || container.ports.items.length === 0) return;
    const [way] = services.flatMap((service) => publicWay(service, container) ?? []);
    if (!way) return;
    const isRoot = !gravest.leadsToHost || isOnFargate({ launchTypes });
    yield {
      at: gravest.at,
      ...(isRoot ? { severity: "warning" } : {}),
      message: `Container "${nameOf(container)}" ${gravest.what}, and everybody on the internet reaches it ${way.by}.`,
      related: [
        ...(gravest.because ? [{ at: gravest.because, message: "The image's user is set here." }] : []),
        ...way.steps,
        ...others.map(({ at, what }) => ({ at, message: `It also ${what}.` })),
      ],
    };
  },

  examples: [
    bad(terraform`
      resource "aws_lb" "shop" {
        name            = "shop"
        security_groups = [aws_security_group.lb.id]
      }

      resource "aws_security_group" "lb" {
        ingress {
          from_port   = 443
          to_port     = 443
          protocol    = "tcp"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }

      resource "aws_lb_target_group" "shop" {
        port = 8080
      }

      resource "aws_lb_listener" "shop" {
        load_balancer_arn = aws_lb.shop.arn
        port              = 443
        protocol          = "HTTPS"

        default_action {
          type             = "forward"
          target_group_arn = aws_lb_target_group.shop.arn
        }
      }

      resource "aws_ecs_service" "shop" {
        name            = "shop"
        launch_type     = "EC2"
        task_definition = aws_ecs_task_definition.shop.arn

        load_balancer {
          target_group_arn = aws_lb_target_group.shop.arn
          container_name   = "web"
          container_port   = 8080
        }
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", user = "root", privileged = «true», portMappings = [{ containerPort = 8080 }] },
          { name = "log", image = "log:2", privileged = true }
        ])
      }
    `).because("From the listener by way of the target group to the service and its task."),
    bad(cloudformation`
      Resources:
        Doors:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: web
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 8000, ToPort: 9000, CidrIp: 0.0.0.0/0 }
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            TaskDefinition: !Ref Task
            NetworkConfiguration:
              AwsvpcConfiguration:
                AssignPublicIp: ENABLED
                SecurityGroups: [!GetAtt Doors.GroupId]
                Subnets: !Ref Subnets
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", User: «root», PortMappings: [{ ContainerPort: 8080 }] }
    `).because("A public address: a warning, for Fargate keeps the host apart."),
    bad(
      cloudformation`
      Resources:
        Doors:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: web
            SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 0.0.0.0/0 }]
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            NetworkConfiguration:
              AwsvpcConfiguration:
                AssignPublicIp: ENABLED
                SecurityGroups: [!GetAtt Doors.GroupId]
                Subnets: !Ref Subnets
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: awsvpc
            ContainerDefinitions:
              - { Name: «web», Image: !Sub "\${Registry}/web:1.4", PortMappings: [{ ContainerPort: 8080 }] }
    `,
      file("web/Dockerfile")`
      FROM debian:13
      USER root
      CMD ["/srv/web"]
    `,
    ).because("The Dockerfile of its image says who runs it."),
    good(cloudformation`
      Resources:
        Doors:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: web
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
              - { IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/8 }
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            NetworkConfiguration:
              AwsvpcConfiguration:
                AssignPublicIp: ENABLED
                SecurityGroups: [!GetAtt Doors.GroupId]
                Subnets: !Ref Subnets
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", User: root, PortMappings: [{ ContainerPort: 8080 }] }
    `).because("The container's port is open for the network alone."),
    good(terraform`
      resource "aws_lb" "shop" {
        internal        = true
        security_groups = [aws_security_group.lb.id]
      }

      resource "aws_security_group" "lb" {
        ingress {
          from_port   = 443
          to_port     = 443
          protocol    = "tcp"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }

      resource "aws_lb_target_group" "shop" {
        port = 8080
      }

      resource "aws_lb_listener" "shop" {
        load_balancer_arn = aws_lb.shop.arn
        port              = 443

        default_action {
          type             = "forward"
          target_group_arn = aws_lb_target_group.shop.arn
        }
      }

      resource "aws_ecs_service" "shop" {
        task_definition = aws_ecs_task_definition.shop.arn

        load_balancer {
          target_group_arn = aws_lb_target_group.shop.arn
        }
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", privileged = true, portMappings = [{ containerPort = 8080 }] }])
      }
    `).because("The load balancer is internal."),
  ],
});

interface Way {
  /** What follows "everybody on the internet reaches it". */
  readonly by: string;
  readonly steps: readonly Related[];
}

function publicWay({ assignsPublicIp, securityGroups, entrances }: Service, container: Container): Way | undefined {
  for (const { listener, guards } of entrances) {
    if (!listener.scheme.is("internet-facing")) continue;
    const door = doorIn(guards, [listener.port.value]);
    if (!door) continue;
    const by = `by way of the load balancer's port ${listener.port.value}`;
    return { by, steps: [{ at: listener.at, message: "This listener sends requests to the service." }, door] };
  }
  if (!assignsPublicIp.is(true)) return undefined;
  const ports = container.ports.items.map((p) => p.container.value);
  const door = doorIn(
    securityGroups.flatMap((g) => g.target ?? []),
    ports,
  );
  return door && { by: "at the public address of its task", steps: [{ at: assignsPublicIp.at, message: "Its tasks get public addresses." }, door] };
}

/** Where everybody is let in at one of these ports. */
function doorIn(groups: readonly SecurityGroup[], ports: readonly (string | undefined)[]): Related | undefined {
  const isOpen = (opening: Opening): boolean => {
    const [first, last] = portsOf(opening) ?? [1, 0];
    return ports.some((p) => p !== undefined && Number(p) >= first && Number(p) <= last);
  };
  const [at] = groups.flatMap((g) => g.ingress.filter(isOpen).flatMap((o) => everybody(o).map((cidr) => cidr.at)));
  return at && { at, message: "Everybody is let in here." };
}
