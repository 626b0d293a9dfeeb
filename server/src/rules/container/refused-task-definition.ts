import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { type Container, isOnFargate, nameOf, type Workload } from "../../model/container.ts";
import { isGiven } from "../../model/given.ts";

export default rule({
  name: "refused-task-definition",
  on: "workload",
  title: "ECS refuses the task definition",
  severity: "warning",
  risk: "container",
  why: `What a task definition says of one thing has to fit what it says of others. ECS looks at that when it is registered, so a deployment ends there, and what was to be mended with it stays as it is:

- At least one container of a task is essential, and there are ten at most.
- A container mounts volumes that the task has.
- In the network mode \`awsvpc\` there are no \`links\`, no \`extraHosts\` and no \`hostname\`, in \`none\` no ports.
- Where an access point of EFS is named, that decides the directory: \`rootDirectory\` is left out, or \`/\`.

Told where all of the containers are known. Names that two containers have, sizes, ports, dependencies, health checks, logs, and what Fargate takes have rules of their own.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html",
  ],

  *check(workload) {
    if (workload.platform !== "ecs" || workload.kind === "Job") return;
    if (workload.complete) yield* counting(workload);
    for (const container of workload.containers) {
      yield* mounting(container, workload);
      yield* reaching(container, workload);
    }
    for (const { efs, name } of workload.volumes.items) {
      if (!efs || !isGiven(efs.accessPoint) || efs.rootDirectory.unset || !efs.rootDirectory.is((path) => path !== "/")) continue;
      const message = `The access point decides the directory of volume "${name.value ?? name.text ?? "EFS"}": with another ${refused}.`;
      const fixes = fix(`Remove "${efs.rootDirectory.key}"`, "unsafe", efs.rootDirectory.remove());
      yield { at: efs.rootDirectory.at, key: `root.${name.value ?? ""}`, message, fixes };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Essential: «false» }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Essential: true }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", mountPoints = [{ sourceVolume = «"state"», containerPath = "/var/lib/web" }] }
        ])

        volume {
          name = "data"
        }
      }
    `).because("There is no such volume."),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "links": «["log"]» },
          { "name": "log", "image": "log:2" }
        ]
      }
    `).because("Containers of one task reach each other at localhost there."),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "hostname": «"web"» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "a", "image": "web:1.4" },
          { "name": "b", "image": "web:1.4" },
          { "name": "c", "image": "web:1.4" },
          { "name": "d", "image": "web:1.4" },
          { "name": "e", "image": "web:1.4" },
          { "name": "f", "image": "web:1.4" },
          { "name": "g", "image": "web:1.4" },
          { "name": "h", "image": "web:1.4" },
          { "name": "i", "image": "web:1.4" },
          { "name": "j", "image": "web:1.4" },
          { "name": «"k"», "image": "web:1.4" }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "none",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": «[{ "containerPort": 8080 }]» }]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "volumes": [
          {
            "name": "data",
            "efsVolumeConfiguration": {
              "fileSystemId": "fs-0a1b2c3d",
              "rootDirectory": «"/shop"»,
              "transitEncryption": "ENABLED",
              "authorizationConfig": { "accessPointId": "fsap-0a1b2c3d" }
            }
          }
        ],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "volumes": [
          {
            "name": "data",
            "efsVolumeConfiguration": {
              "fileSystemId": "fs-0a1b2c3d",
              "transitEncryption": "ENABLED",
              "authorizationConfig": { "accessPointId": "fsap-0a1b2c3d" }
            }
          }
        ],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "volumes": [{ "name": "state" }],
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "links": ["log"],
            "portMappings": [{ "containerPort": 8080 }],
            "mountPoints": [{ "sourceVolume": "state", "containerPath": "/var/lib/web" }]
          },
          { "name": "log", "image": "log:2", "essential": false }
        ]
      }
    `),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - !If [HasState, { Name: state }, !Ref AWS::NoValue]
            ContainerDefinitions:
              - !If
                - IsPublic
                - { Name: web, Image: "web:1.4", MountPoints: [{ SourceVolume: state, ContainerPath: /var/lib/web }] }
                - { Name: web, Image: "web-internal:1.4" }
    `).because("A condition decides between two containers, and whether there is a volume."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode(concat(var.sidecars, [
          { name = "web", image = "web:1.4", essential = false, mountPoints = [{ sourceVolume = "state", containerPath = "/var/lib/web" }] }
        ]))

        dynamic "volume" {
          for_each = var.volumes
          content {
            name = volume.value
          }
        }
      }
    `).because("What only a run knows."),
  ],
});

/** https://docs.aws.amazon.com/general/latest/gr/ecs-service.html */
const mostContainers = 10;
const refused = "the task definition is refused";

function* counting({ containers }: Workload): Iterable<Report> {
  const eleventh = containers[mostContainers];
  if (eleventh) {
    yield { at: eleventh.name.at, key: "many", message: `The task has ${containers.length} containers, and may have ${mostContainers}: ${refused}.` };
  }
  const [first] = containers;
  if (!first || !containers.every((c) => c.essential.is(false))) return;
  const message = `None of the task's containers is essential: ${refused}.`;
  const fixes = fix(`Make "${nameOf(first)}" essential`, "unsafe", first.essential.set(true));
  yield { at: first.essential.at, key: "essential", message, fixes };
}

function* mounting(container: Container, { volumes }: Workload): Iterable<Report> {
  if (volumes.state === "opaque" || volumes.items.some((v) => v.name.value === undefined)) return;
  for (const { name, volume } of container.mounts.items) {
    if (name.unset || name.value === undefined || volume) continue;
    const message = `Container "${nameOf(container)}" mounts the volume "${name.value}", which the task does not have: ${refused}.`;
    yield { at: name.at, key: `volume.${container.address}.${name.value}`, message };
  }
}

function* reaching(container: Container, workload: Workload): Iterable<Report> {
  const { links, names, ports, hostName, namespaces } = container;
  const mode = namespaces.network;
  if (mode.is("awsvpc") && hostName !== undefined && !hostName.unset && hostName.value !== undefined) {
    const message = `The network mode "awsvpc" has no "${hostName.key}", which container "${nameOf(container)}" asks for: ${refused}.`;
    const fixes = fix(`Remove "${hostName.key}"`, "safe", hostName.remove());
    yield {
      at: hostName.at,
      key: `${container.address}.${hostName.key}`,
      message,
      related: [{ at: mode.at, message: "The network mode of the task." }],
      fixes,
    };
  }
  if (mode.unset || isOnFargate(workload)) return;
  const unfit = mode.is("awsvpc") ? [links, names.hosts] : mode.is("none") ? [ports] : [];
  for (const { state, items, at, key } of unfit) {
    if (state !== "written" || items.length === 0) continue;
    const message = `The network mode "${mode.value}" has no "${key}", which container "${nameOf(container)}" asks for: ${refused}.`;
    yield { at, key: `${container.address}.${key}`, message, related: [{ at: mode.at, message: "The network mode of the task." }] };
  }
}
