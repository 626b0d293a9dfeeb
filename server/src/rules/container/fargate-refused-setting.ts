import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { needsHost } from "../../knowledge/aws/log-drivers.ts";
import { type Container, isOnFargate, nameOf } from "../../model/container.ts";
import type { List } from "../../model/field.ts";
import { capability } from "../../model/security.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "fargate-refused-setting",
  on: "workload",
  title: "Fargate refuses a setting",
  severity: "warning",
  risk: "container",
  why: `A task definition that requires Fargate is refused if it has settings that only make sense on hosts of one's own: AWS runs those hosts, and lets no container near them. So what such a setting was meant to do does not happen, be it a danger or a protection: no-new-privileges and AppArmor are not to be had there, and capabilities can be dropped, but none added save \`SYS_PTRACE\`. Memory of \`linuxParameters.tmpfs\` is taken since January 2026.

The fix takes the setting away. Without it the task definition cannot be registered, so nothing that works is changed.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    "https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/",
  ],
  equivalents: [{ tool: "cfn-lint", id: "E3048" }],

  *check(workload) {
    if (!isOnFargate(workload)) return;
    const { network, pid, ipc } = workload.namespaces;
    for (const [field, allowed] of [
      [network, "awsvpc"],
      [pid, "task"],
      [ipc, undefined],
    ] as const) {
      if (field.unset || field.value === undefined || field.is((mode) => mode === allowed)) continue;
      const fixes = field === network ? fix(`Set "${field.key}" to "awsvpc"`, "unsafe", field.set("awsvpc")) : removal(field.key, field.remove());
      yield { at: field.at, key: field.key, message: `Fargate refuses "${field.key}": "${field.value}"; its hosts are AWS's.`, fixes };
    }
    for (const { key, at, remove } of workload.placement ?? []) {
      yield { at, key, message: `Fargate refuses "${key}": it chooses the hosts itself.`, fixes: removal(key, remove()) };
    }
    for (const { name, kind, hostPath } of workload.volumes.items) {
      const isPath = kind === "host" && !hostPath.unset;
      if (!isPath && kind !== "managed") continue;
      const what = isPath ? "a path of a host that is AWS's" : "which a driver of its host makes";
      const message = `Fargate refuses ${name.unset ? "a volume" : titled("volume", name)}, ${what}: its volumes are empty at first, of EFS or of EBS.`;
      yield { at: isPath ? hostPath.at : name.at, key: name.value ?? "", message };
    }
    for (const container of workload.containers) {
      const who = `container "${nameOf(container)}"`;
      for (const added of container.security.addedCapabilities.items) {
        if (!added.is((c) => capability(c) !== "SYS_PTRACE")) continue;
        const message = `Fargate refuses the capability ${added.value} of ${who}: it adds none but SYS_PTRACE.`;
        yield { at: added.at, key: `${container.address}.${added.value}`, message, fixes: fix(`Remove ${added.value}`, "safe", added.remove()) };
      }
      const { driver } = container.logging;
      if (!driver.unset && driver.is(needsHost)) {
        const message = `Fargate refuses the log driver "${driver.value}" of ${who}: it has awslogs, splunk and awsfirelens.`;
        yield { at: driver.at, key: `${container.address}.${driver.key}`, message };
      }
      for (const { list, edits } of refused(container)) {
        if (list.state !== "written" || list.items.length === 0) continue;
        const message = `Fargate refuses "${list.key}" of ${who}; its hosts are AWS's.`;
        yield { at: list.at, key: `${container.address}.${list.key}`, message, fixes: removal(list.key, edits) };
      }
      for (const { key, at, remove } of container.daemonSettings ?? []) {
        const message = `Fargate refuses "${key}" of ${who}; its hosts are AWS's.`;
        yield { at, key: `${container.address}.${key}`, message, fixes: removal(key, remove()) };
      }
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "pidMode": «"host"»,
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "links": «["log"]», "extraHosts": «[{ "hostname": "db", "ipAddress": "10.0.0.5" }]» },
          { "name": "log", "image": "log:2", "linuxParameters": { "capabilities": { "add": [«"NET_ADMIN"», "SYS_PTRACE"] } } }
        ]
      }
    `).because("Old links, names of its own, and every capability but one."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            NetworkMode: «bridge»
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            NetworkMode: awsvpc
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        network_mode             = "awsvpc"
        requires_compatibilities = ["FARGATE"]
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])

        volume {
          name      = "logs"
          host_path = «"/var/log"»
        }
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "dockerSecurityOptions": «["no-new-privileges"]» },
          { "name": "train", "image": "train:2", "resourceRequirements": [{ "type": «"GPU"», "value": "1" }], "linuxParameters": { "maxSwap": «1024» } }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4" },
          { "name": "train", "image": "train:2", "resourceRequirements": [{ "type": "GPU", "value": "1" }], "linuxParameters": { "maxSwap": 1024 } }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "volumes": [{ "name": «"data"», "dockerVolumeConfiguration": { "scope": "shared", "driver": "local" } }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data" }] }]
      }
    `).because("A volume that Docker makes."),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "logConfiguration": { "logDriver": «"syslog"» } },
          { "name": "log", "image": "log:2", "logConfiguration": { "logDriver": "awsfirelens" } }
        ]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "dockerSecurityOptions": [],
            "disableNetworking": false,
            "linuxParameters": { "tmpfs": [{ "containerPath": "/tmp", "size": 64 }] }
          }
        ]
      }
    `).because("Nothing is asked of Docker, and Fargate has memory for files."),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "pidMode": "task",
        "volumes": [{ "name": "tmp", "host": {} }],
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "links": [], "linuxParameters": { "capabilities": { "add": ["SYS_PTRACE"], "drop": ["ALL"] } } }
        ]
      }
    `).because("All of this Fargate takes."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        network_mode             = "awsvpc"
        requires_compatibilities = ["FARGATE"]
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])

        «placement_constraints» {
          type       = "memberOf"
          expression = "attribute:ecs.availability-zone in [eu-west-1a]"
        }
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        network_mode             = "awsvpc"
        requires_compatibilities = ["FARGATE"]
        container_definitions    = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "networkMode": "host",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "links": ["log"] }]
      }
    `).because("It is not for Fargate; other rules judge what it does."),
  ],
});

const removal = (key: string, edits: Fix["edits"]): readonly Fix[] => fix(`Remove "${key}"`, "safe", edits);

/** What Fargate does not take, with the edits that take the only item of it away. */
function refused({ links, devices, names }: Container): readonly Refused[] {
  return [
    { list: links, edits: only(links.items) },
    { list: devices, edits: only(devices.items) },
    { list: names.servers, edits: only(names.servers.items) },
    { list: names.hosts, edits: [] },
  ];
}
interface Refused {
  readonly list: Pick<List<unknown, never>, "state" | "items" | "at" | "key">;
  readonly edits: Fix["edits"];
}
const only = (items: readonly { remove(): Fix["edits"] }[]): Fix["edits"] => (items.length === 1 ? (items[0]?.remove() ?? []) : []);
