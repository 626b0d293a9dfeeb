import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule, type Severity } from "../../kit/rule.ts";
import { nameOf, type Workload } from "../../model/container.ts";
import { type HostMount, hostMounts, isReadOnly } from "../../model/host-mounts.ts";
import { barePath } from "../../model/path.ts";

/** Folders that are the host's own: whoever writes there owns it, and whoever reads there learns its secrets. */
const whole: ReadonlySet<string> = new Set(
  (
    "/ /bin /boot /dev /etc /home /lib /lib32 /lib64 /opt /proc /root /run /sbin /sys /usr /usr/bin /usr/lib /usr/local /usr/sbin /var /var/lib /var/run /mnt /media " +
    "/var/lib/containerd /var/lib/docker /var/lib/kubelet /var/lib/etcd /etc/kubernetes"
  ).split(" "),
);
/** Below these, too. */
const secret =
  /^\/(?:root|etc\/(?:kubernetes|ssh|sudoers\.d|cron\.?\w*|systemd|pam\.d)|var\/lib\/(?:kubelet|docker|containerd|etcd)|boot|home\/[^/]+\/\.(?:ssh|aws|kube|docker))(?:\/|$)|^\/etc\/(?:shadow|passwd|sudoers|gshadow)$/;
/** Here are a system's own files; what a project has of its own it keeps elsewhere. */
const system = /^\/(?:etc|usr|bin|sbin|lib|lib32|lib64|boot)\//;
/** Agents read these as a matter of course, and learn no secrets there. */
const harmless =
  /^\/(?:lib\/modules|usr\/lib\/modules|usr\/src|sys|sys\/.*|proc|dev|etc\/(?:localtime|timezone|hostname|os-release|machine-id|ssl(?:\/.*)?|pki(?:\/.*)?)|var\/log(?:\/.*)?|var\/lib\/docker\/containers|var\/lib\/kubelet\/pods)$/;

export default rule({
  name: "sensitive-host-mount",
  on: "workload",
  title: "Container has a part of its host's filesystem",
  severity: "warning",
  risk: "host",
  why: `With the host's \`/\`, \`/etc\`, \`/root\` or the folders of its container runtime at hand, whoever breaks into a container changes what the host runs, or reads the keys that it runs with. Writable it is an error, read-only a warning where secrets are, else for information.

Any other path of the host that a task or pod may write to is for information: it outlives the container, all that run on the host share it, and Kubernetes' baseline forbids it. In Compose such mounts are how developers work: only the folders that are the host's own are reported, one grade lower, and what can be written to below \`/etc\` and \`/usr\` is a hint, from the preset \`strict\` on.

A volume of the orchestrator's (\`emptyDir\`, a claim, EFS, a named volume) mostly serves as well. A fix makes the mount read-only; the program must not be writing there.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "NIST SP 800-190 4.5.5",
    "CWE-552",
    "CIS Docker 5.6",
    "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
  ],
  equivalents: [
    { tool: "trivy", id: "KSV-0023" },
    { tool: "trivy", id: "KSV-0121" },
  ],

  *check(workload) {
    for (const mounted of hostMounts(workload)) {
      const path = mounted.hostPath.value === undefined ? undefined : barePath(mounted.hostPath.value);
      if (path === undefined || /\.sock$/.test(path)) continue;
      const reads = mounted.uses.length > 0 && isReadOnly(mounted);
      const [severity, what] = gradeOf(path, reads, workload) ?? [];
      if (!severity || !what) continue;
      const [first] = mounted.uses;
      const who = first ? `Container "${nameOf(first.container)}"` : "What mounts this volume";
      yield {
        at: mounted.hostPath.at,
        key: [first?.container.address, path].filter((part) => part).join(" "),
        severity,
        ...(severity === "hint" ? { confidence: "low" } : {}),
        message: `${who} ${what}.`,
        fixes: gradeOf(path, true, workload) ? [] : readOnly(mounted),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "agent",
        "volumes": [{ "name": "root", "host": { "sourcePath": «"/"» } }, { "name": "tmp" }],
        "containerDefinitions": [{ "name": "agent", "image": "agent:2", "mountPoints": [{ "sourceVolume": "root", "containerPath": "/host" }] }]
      }
    `).because("Read-only it would still have every secret of the host: no fix."),
    bad(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": "data", "host": { "sourcePath": «"/ecs/data"» } }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data" }] }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": "data", "host": { "sourcePath": "/ecs/data" } }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data", "readOnly": true }] }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - Name: data
                Host: { SourcePath: «/ecs/data» }
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                MountPoints:
                  - { SourceVolume: data, ContainerPath: /data }
    `).because("Any path of the host that can be written to: for information."),
    bad(terraform`
      resource "aws_ecs_task_definition" "agent" {
        family                = "agent"
        container_definitions = jsonencode([{ name = "agent", image = "agent:2", mountPoints = [{ sourceVolume = "etc", containerPath = "/etc" }] }])

        volume {
          name = "etc"
          docker_volume_configuration {
            driver_opts = { type = "none", o = "bind", device = «"/etc"» }
          }
        }
      }
    `).because("Docker's local driver makes a path of the host of it."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agent }
      spec:
        volumes: [{ name: kubelet, hostPath: { path: «/var/lib/kubelet/» } }]
        containers:
          - { name: agent, image: agent:2, volumeMounts: [{ name: kubelet, mountPath: /kubelet, readOnly: true }] }
    `).because("Read-only, there are the secrets of all pods: a warning."),
    bad(compose`
      services:
        agent:
          image: agent:2
          volumes:
            - «/usr/lib»:/host/lib
    `).to(compose`
      services:
        agent:
          image: agent:2
          volumes:
            - /usr/lib:/host/lib:ro
    `),
    bad(compose`
      services:
        web: { image: web:1.4, volumes: ["«/etc/shop»:/etc/shop", "/etc/log:/etc/log:ro"] }
    `).because("A program's own folder among those of the system."),
    good(compose`
      services:
        web: { image: web:1.4, volumes: ["./src:/app", "/srv/data:/data", "data:/var/lib/data", "/etc/localtime:/etc/localtime:ro", "\${ROOT}/etc:/etc"] }
      volumes: { data: {} }
    `).because("A developer's own folders, a named volume, the time of the host, and what the environment says."),
    good(ecs`
      {
        "family": "shop",
        "volumes": [{ "name": "tmp", "host": {} }, { "name": "logs", "host": { "sourcePath": "/var/log/shop" } }, { "name": "any", "host": { "sourcePath": "\${path}" } }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "mountPoints": [
          { "sourceVolume": "tmp", "containerPath": "/tmp" },
          { "sourceVolume": "logs", "containerPath": "/logs", "readOnly": true },
          { "sourceVolume": "any", "containerPath": "/any" }
        ] }]
      }
    `).because("An empty volume; logs that are read; a path that is not known."),
  ],
});

/** How bad it is and why; undefined where it is not. */
function gradeOf(path: string, reads: boolean, { platform }: Workload): readonly [Severity, string] | undefined {
  const isOwn = whole.has(path) || secret.test(path);
  if (isOwn && !reads) return [platform === "compose" ? "warning" : "error", `can write to "${path}" of its host, and so change what runs there`];
  if (harmless.test(path) && reads) return undefined;
  if (isOwn && secretive(path))
    return [platform === "compose" ? "info" : "warning", `can read "${path}" of its host, with the secrets that are there`];
  if (platform === "compose")
    return reads || !system.test(path) ? undefined : ["hint", `can write to "${path}" of its host, among the files of the system`];
  if (isOwn) return ["info", `can read "${path}" of its host`];
  return reads ? undefined : ["info", `can write to "${path}" of its host, where it outlives the container and others find it`];
}
const secretive = (path: string): boolean =>
  secret.test(path) || ["/", "/etc", "/root", "/home", "/var", "/var/lib", "/var/run", "/run", "/proc"].includes(path);

function readOnly({ uses }: HostMount): readonly Fix[] {
  const writable = uses.filter(({ mount }) => !mount.readOnly.is(true));
  const edits = writable.map(({ mount }) => mount.readOnly.set(true));
  return edits.length > 0 && edits.every((e) => e.length > 0) ? fix("Make the mount read-only", "unsafe", edits.flat()) : [];
}
