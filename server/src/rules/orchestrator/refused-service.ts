import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { isOnFargate, type Workload } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";
import type { Service } from "../../model/service.ts";

export default rule({
  name: "refused-service",
  on: "service",
  title: "ECS refuses the service",
  severity: "warning",
  risk: "orchestrator",
  why: `Some settings of a service exclude each other, or what its task definition says. ECS looks at them when the service is made or changed, so a deployment ends there, and what was to be mended with it stays as it is:

- The strategy \`DAEMON\` puts one task on each host: on Fargate there are none, and other deployment controllers than ECS's own do not know it. It takes no placement strategy.
- \`awsvpc\` needs subnets (\`networkConfiguration\`), and no other network mode takes any.
- Fargate places tasks itself, and runs those alone whose definition is for Fargate. A platform version is Fargate's.
- A launch type and a strategy of capacity providers say the same twice, and one strategy has providers of Fargate or of one's own hosts, not both.
- Where all tasks must stay and no more may start, a deployment can never begin.

What the task definition says is judged where it stands in the same template or Terraform module.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
  ],
  equivalents: [
    { tool: "cfn-lint", id: "E3044" },
    { tool: "cfn-lint", id: "E3052" },
    { tool: "cfn-lint", id: "E3054" },
  ],

  *check(service) {
    if (service.once) return;
    const task = service.taskDefinition.target;
    yield* placing(service);
    yield* deploying(service);
    if (task) yield* joining(service, task);
  },

  examples: [
    bad(cloudformation`
      Resources:
        Agent:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            SchedulingStrategy: «DAEMON»
    `),
    bad(cloudformation`
      Resources:
        Agent:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: EC2
            SchedulingStrategy: «DAEMON»
            DeploymentController: { Type: CODE_DEPLOY }
    `),
    bad(terraform`
      resource "aws_ecs_service" "agent" {
        name                = "agent"
        scheduling_strategy = "DAEMON"

        «ordered_placement_strategy» {
          type  = "spread"
          field = "host"
        }
      }
    `).to(terraform`
      resource "aws_ecs_service" "agent" {
        name                = "agent"
        scheduling_strategy = "DAEMON"
      }
    `),
    bad(terraform`
      resource "aws_ecs_service" «"shop"» {
        name            = "shop"
        task_definition = aws_ecs_task_definition.shop.arn
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "awsvpc"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `).because("A task with an address of its own, and no subnet to have it in."),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            «NetworkConfiguration»:
              AwsvpcConfiguration: { Subnets: [subnet-0a1b2c3d] }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: bridge
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `).to(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: bridge
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: «FARGATE»
            TaskDefinition: !Ref Task
            NetworkConfiguration:
              AwsvpcConfiguration: { Subnets: [subnet-0a1b2c3d] }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: awsvpc
            RequiresCompatibilities: [EC2, EXTERNAL]
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `).because("The task definition is for other hosts."),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name             = "shop"
        launch_type      = "EC2"
        platform_version = «"1.4.0"»
      }
    `).to(terraform`
      resource "aws_ecs_service" "shop" {
        name             = "shop"
        launch_type      = "EC2"
      }
    `),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name        = "shop"
        launch_type = «"FARGATE"»

        «placement_constraints» {
          type = "distinctInstance"
        }

        capacity_provider_strategy {
          capacity_provider = "FARGATE_SPOT"
          weight            = 1
        }
      }
    `).because("Two answers to where it runs, and hosts to choose among where there are none."),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name                       = "shop"
        deployment_maximum_percent = «100»
      }
    `).because("All tasks must stay healthy unless it says otherwise."),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name = "shop"

        capacity_provider_strategy {
          capacity_provider = "FARGATE_SPOT"
          weight            = 1
        }

        capacity_provider_strategy {
          capacity_provider = «"own-hosts"»
          weight            = 1
        }
      }
    `).because("Fargate and hosts of one's own in one strategy."),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            SchedulingStrategy: REPLICA
            PlatformVersion: 1.4.0
            TaskDefinition: !Ref Task
            NetworkConfiguration:
              AwsvpcConfiguration: { Subnets: [subnet-0a1b2c3d] }
            LoadBalancers:
              - { ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Targets }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: awsvpc
            RequiresCompatibilities: [FARGATE]
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", PortMappings: [{ ContainerPort: 8080 }] }]
    `),
    good(cloudformation`
      Resources:
        Agent:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: EC2
            SchedulingStrategy: DAEMON
            PlacementConstraints: [{ Type: memberOf, Expression: "attribute:ecs.os-type == linux" }]
            DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100 }
    `).because("One task on each host of one's own, the old one gone before the new one starts."),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name                = "shop"
        launch_type         = var.launch_type
        scheduling_strategy = "DAEMON"
        task_definition     = aws_ecs_task_definition.shop.arn

        dynamic "network_configuration" {
          for_each = var.subnets == null ? [] : [1]
          content {
            subnets = var.subnets
          }
        }

        load_balancer {
          container_name = "web"
          container_port = var.port
        }
      }

      resource "aws_ecs_task_definition" "shop" {
        family       = "shop"
        network_mode = "awsvpc"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", portMappings = [{ containerPort = 8080 }] }
        ])
      }
    `).because("What only a run knows."),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = aws_ecs_task_definition.shop.arn

        deployment_controller {
          type = "EXTERNAL"
        }
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "awsvpc"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `).because("Where an external controller deploys, its task sets say in which network."),
  ],
});

const refused = "the service is refused";

/** Does ECS itself deploy it? */
const isRolling = ({ deploymentController }: Service): boolean => deploymentController.is("ECS");

const isOfFargate = (name: string): boolean => name === "FARGATE" || name === "FARGATE_SPOT";

const runsOnFargate = ({ launchType, capacityProviders: { state, items } }: Service): boolean =>
  launchType.is("FARGATE") || (state === "written" && items.every((name) => name.is(isOfFargate)));

/** The first provider of other hosts, where the strategy has one of Fargate, too. */
const mixedIn = ({ capacityProviders: { items } }: Service): Service["launchType"] | undefined =>
  items.some((name) => name.is(isOfFargate)) ? items.find((name) => name.is((n) => !isOfFargate(n))) : undefined;

/** Where its tasks are to run. */
function* placing(service: Service): Iterable<Report> {
  const { launchType, platformVersion, schedulingStrategy, placementConstraints, placementStrategy, deploymentController } = service;
  const onFargate = runsOnFargate(service);
  const isDaemon = schedulingStrategy.is("DAEMON");
  if (isDaemon && onFargate) {
    const message = `Fargate has no hosts of which each could get its task: "DAEMON" is not to be had there, and ${refused}.`;
    yield { at: schedulingStrategy.at, key: "daemon", message };
  } else if (isDaemon && !deploymentController.opaque && !isRolling(service)) {
    const message = `A service that ${deploymentController.value ?? "another controller"} deploys cannot be a "DAEMON": ${refused}.`;
    yield { at: schedulingStrategy.at, key: "daemon", message };
  }
  for (const said of onFargate ? [placementConstraints, placementStrategy] : isDaemon ? [placementStrategy] : []) {
    if (!said.is(true)) continue;
    const { at, key } = said;
    const why = onFargate ? "Fargate chooses the hosts itself" : `A "DAEMON" has a task on each host`;
    yield { at, key, message: `${why}: with "${key}" ${refused}.`, fixes: fix(`Remove "${key}"`, "safe", said.remove()) };
  }
  if (!launchType.unset && launchType.value !== undefined && service.capacityProviders.state === "written") {
    const message = `The service has a launch type and a strategy of capacity providers, of which ECS takes but one: ${refused}.`;
    yield { at: launchType.at, key: "twice", message, fixes: fix(`Remove "${launchType.key}"`, "unsafe", launchType.remove()) };
  }
  const other = mixedIn(service);
  if (other) {
    const message = `A strategy has capacity providers of Fargate, or those of one's own hosts: with "${other.value}" beside them ${refused}.`;
    yield { at: other.at, key: "mixed", message };
  }
  if (launchType.is("EC2") && !platformVersion.unset && platformVersion.value !== undefined) {
    const message = `Platform versions are Fargate's: on EC2 ${refused}.`;
    yield { at: platformVersion.at, key: "platform", message, fixes: fix(`Remove "${platformVersion.key}"`, "safe", platformVersion.remove()) };
  }
}

/** Whether a deployment can go on. */
function* deploying(service: Service): Iterable<Report> {
  const { minimumHealthy, maximum, schedulingStrategy } = service;
  if (!isRolling(service) || !schedulingStrategy.is("REPLICA") || !maximum.is(100) || !minimumHealthy.is(100)) return;
  const message = `No task may stop, and none may start beside them: a deployment could never begin, and ${refused}.`;
  yield { at: maximum.at, key: "percent", message, fixes: fix("Let new tasks start first", "unsafe", maximum.set(200)) };
}

/** Its network, and where its task definition may run. */
function* joining(service: Service, { namespaces, launchTypes }: Workload): Iterable<Report> {
  const { network, launchType, at } = service;
  const mode = namespaces.network;
  if (mode.is("awsvpc") && network.is(false) && !service.deploymentController.is("EXTERNAL") && !service.deploymentController.opaque) {
    const message = `Tasks with the network mode "awsvpc" need subnets, and the service names none: without a network configuration it is refused.`;
    yield { at, key: "network", message };
  }
  if (network.is(true) && mode.value !== undefined && !mode.is("awsvpc") && !runsOnFargate(service)) {
    const message = `The task has the network mode "${mode.value}", which takes no network configuration: ${refused}.`;
    const fixes = fix(`Remove "${network.key}"`, "safe", network.remove());
    yield { at: network.at, key: "network", message, related: [{ at: mode.at, message: "The network mode of the task." }], fixes };
  }
  const known = launchTypes.state === "written" && launchTypes.items.every((type) => type.value !== undefined);
  if (launchType.is("FARGATE") && known && launchTypes.items.length > 0 && !isOnFargate({ launchTypes })) {
    const message = `The task definition is for ${listed(launchTypes.items.map((type) => type.value ?? ""))}, and not for Fargate: ${refused}.`;
    yield { at: launchType.at, key: "type", message, related: [{ at: launchTypes.at, message: "What the task definition is for." }] };
  }
}
