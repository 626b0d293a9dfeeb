import { bad, cloudformation, compose, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "permissive-tmpfs",
  on: "container",
  title: "A folder in memory takes programs, setuid bits or devices",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `A folder in memory is often the only place that a container with a read-only root can write to, and so the first place where who breaks in puts a program. Docker mounts it so that nothing in it can be started (\`noexec\`), that no setuid bit counts (\`nosuid\`) and that devices are dead (\`nodev\`), whatever else the options say. \`exec\`, \`suid\` and \`dev\` take that back.

Nothing is said where the options leave it to the default. Programs that unpack libraries to \`/tmp\` and load them, as some of Java's do, need \`exec\`: give them a folder of their own for it. \`suid\` and \`dev\` have no good reason. A large \`/dev/shm\` is memory, and no finding.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-732",
    "https://docs.docker.com/engine/storage/tmpfs/",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html",
  ],

  *check(container) {
    for (const { path, options } of container.tmpfs.items) {
      const last = new Map(
        options.items.flatMap((o) => (o.value === undefined ? [] : [[o.value.replace(/^no(?=exec$|suid$|dev$)/, ""), o] as const])),
      );
      for (const [name, option] of last) {
        if (!allows[name] || !option.is(name)) continue;
        yield {
          at: option.at,
          key: `${path.value} ${name}`,
          message: `${path.value ?? "A folder in memory"} of container "${nameOf(container)}" ${allows[name]}: its options say "${name}".`,
          fixes: fix(`Say "no${name}" instead`, "unsafe", option.set(`no${name}`)),
        };
      }
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "linuxParameters": { "tmpfs": [{ "containerPath": "/tmp", "size": 64, "mountOptions": ["rw", «"exec"»] }] }
          }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "linuxParameters": { "tmpfs": [{ "containerPath": "/tmp", "size": 64, "mountOptions": ["rw", "noexec"] }] }
          }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LinuxParameters:
                  Tmpfs:
                    - ContainerPath: /tmp
                      Size: 64
                      MountOptions: [noexec, «suid»]
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LinuxParameters:
                  Tmpfs:
                    - ContainerPath: /tmp
                      Size: 64
                      MountOptions: [noexec, nosuid]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "web:1.4"
            linuxParameters = {
              tmpfs = [{ containerPath = "/tmp", size = 64, mountOptions = [«"dev"»] }]
            }
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "web:1.4"
            linuxParameters = {
              tmpfs = [{ containerPath = "/tmp", size = 64, mountOptions = ["nodev"] }]
            }
          }
        ])
      }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          tmpfs: /tmp:«size=64m,exec»
    `).to(compose`
      services:
        web:
          image: web:1.4
          tmpfs: /tmp:size=64m,noexec
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "linuxParameters": {
              "tmpfs": [
                { "containerPath": "/tmp", "size": 64 },
                { "containerPath": "/run", "size": 64, "mountOptions": ["exec", "noexec"] }
              ]
            }
          }
        ]
      }
    `).because("Docker's defaults hold, and of two options the last does."),
    good(compose`
      services:
        web: { image: "web:1.4", tmpfs: ["/tmp", "/run:mode=755,noexec"] }
    `),
  ],
});

const allows: Readonly<Partial<Record<string, string>>> = {
  exec: "takes programs that can be started",
  suid: "takes programs that run as somebody else",
  dev: "takes devices",
};
