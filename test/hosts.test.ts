import { expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import type { Container, Workload } from "../server/src/model/container.ts";
import type { Field } from "../server/src/model/field.ts";
import type { Pod } from "../server/src/model/pod.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, type Edit, Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

type File = readonly [path: string, text: string];

/** One container as each host writes it. */
const hosts: Readonly<Record<string, File>> = {
  ecs: [
    "task-definition.json",
    `{
      "family": "shop",
      "containerDefinitions": [{
        "name": "web", "image": "registry.example.com/shop/web:1.4", "user": "1000",
        "privileged": true, "readonlyRootFilesystem": true,
        "environment": [{ "name": "LOG_LEVEL", "value": "info" }, { "name": "PORT", "value": "8080" }]
      }]
    }`,
  ],
  terraform: [
    "main.tf",
    `
resource "aws_ecs_task_definition" "shop" {
  family = "shop"
  container_definitions = jsonencode([{
    name                   = "web"
    image                  = "registry.example.com/shop/web:1.4"
    user                   = 1000
    privileged             = true
    readonlyRootFilesystem = true
    environment = [
      { name = "LOG_LEVEL", value = "info" },
      { name = "PORT", value = "8080" },
    ]
  }])
}
`,
  ],
  "terraform, with JSON": [
    "main.tf",
    `
resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  container_definitions = <<EOF
[{
  "name": "web", "image": "registry.example.com/shop/web:1.4", "user": "1000",
  "privileged": true, "readonlyRootFilesystem": true,
  "environment": [{ "name": "LOG_LEVEL", "value": "info" }, { "name": "PORT", "value": "8080" }]
}]
EOF
}
`,
  ],
  kubernetes: [
    "deployment.yaml",
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.4
          securityContext: { runAsUser: 1000, privileged: true, readOnlyRootFilesystem: true }
          env:
            - { name: LOG_LEVEL, value: info }
            - { name: PORT, value: "8080" }
`,
  ],
  compose: [
    "compose.yaml",
    `
name: shop
services:
  web:
    image: registry.example.com/shop/web:1.4
    user: "1000"
    privileged: true
    read_only: true
    environment:
      LOG_LEVEL: info
      PORT: 8080
`,
  ],
};

/** What a rule sees, without the places. */
function told([path, text]: File): unknown {
  const { workload } = read(new Source(path, text)).facts;
  return workload.map((w) => ({
    address: w.address,
    family: w.family.value,
    containers: w.containers.map((c) => ({
      address: c.address,
      fields: [c.name, c.image, c.user, c.privileged, c.readOnlyRoot].map((f) => [f.state, f.value]),
      environment: c.environment.items.map((v) => [v.name.value, v.value.value]),
      secrets: c.secrets.items.length,
    })),
  }));
}

it.each(Object.entries(hosts))("%s tells the same facts of the same container", (_, file) => {
  expect(told(file)).toEqual([
    {
      address: "shop",
      family: "shop",
      containers: [
        {
          address: "web",
          fields: [
            ["written", "web"],
            ["written", "registry.example.com/shop/web:1.4"],
            ["written", "1000"],
            ["written", true],
            ["written", true],
          ],
          environment: [
            ["LOG_LEVEL", "info"],
            ["PORT", "8080"],
          ],
          secrets: 0,
        },
      ],
    },
  ]);
});

/** A container that does everything wrong, as each host writes it. */
const wrong: Readonly<Record<string, File>> = {
  ecs: [
    "task-definition.json",
    `{
      "family": "shop",
      "containerDefinitions": [{
        "name": "web", "image": "registry.example.com/shop/web:1.4", "user": "0", "privileged": true, "readonlyRootFilesystem": false,
        "environment": [{ "name": "DB_PASSWORD", "value": "Rain-in-May-77" }]
      }]
    }`,
  ],
  terraform: [
    "main.tf",
    `
resource "aws_ecs_task_definition" "shop" {
  family = "shop"
  container_definitions = jsonencode([{
    name                   = "web"
    image                  = "registry.example.com/shop/web:1.4"
    user                   = "0"
    privileged             = true
    readonlyRootFilesystem = false
    environment            = [{ name = "DB_PASSWORD", value = "Rain-in-May-77" }]
  }])
}
`,
  ],
  kubernetes: [
    "pod.yaml",
    `
apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: web
      image: registry.example.com/shop/web:1.4
      securityContext: { runAsUser: 0, privileged: true, readOnlyRootFilesystem: false }
      env: [{ name: DB_PASSWORD, value: Rain-in-May-77 }]
`,
  ],
  compose: [
    "compose.yaml",
    `
name: shop
services:
  web:
    image: registry.example.com/shop/web:1.4
    user: "0"
    privileged: true
    read_only: false
    environment: [DB_PASSWORD=Rain-in-May-77]
`,
  ],
};

it.each(Object.entries(wrong))("%s has the same findings, and fixes for all of them", (_, [path, text]) => {
  // What a pod is to its cluster only Kubernetes has, and some rules can only tell.
  const shared = rules.filter(({ on, examples }) => on !== "pod" && on !== "placement" && examples.some((e) => e.fixed !== undefined));
  const active = shared.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false }),
    ruleNames: [],
    onCrash: (_rule, error) => {
      throw error;
    },
  });
  workspace.update(new Source(path, text));
  workspace.settle();
  const names = new Set<string>();
  for (let left = 20; left > 0 && workspace.findings(path).length > 0; left--) {
    for (const { rule } of workspace.findings(path)) names.add(rule.name);
    // Privileges and capabilities can be bounded once the container is not privileged any more.
    const finding = workspace.findings(path).find((f) => f.fixes.length > 0);
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix), fix?.title).toBe(true);
    if (fix) workspace.apply(fix);
    workspace.settle();
  }
  for (const name of [
    "default-capabilities",
    "new-privileges",
    "plaintext-secret",
    "privileged-container",
    "root-container",
    "writable-root-filesystem",
  ])
    expect(names).toContain(name);
  expect(workspace.findings(path)).toEqual([]);
});

/** One task with all that bears on its security, as each host that has a word for it writes it. */
const container = `{
        "name": "web", "image": "registry.example.com/shop/web:1.4", "essential": false, "cpu": 512, "memory": 1024, "memoryReservation": 512,
        "linuxParameters": {
          "capabilities": { "add": ["NET_ADMIN"], "drop": ["ALL"] },
          "devices": [{ "hostPath": "/dev/fuse", "containerPath": "/dev/fuse" }],
          "initProcessEnabled": true,
          "sharedMemorySize": 128,
          "tmpfs": [{ "containerPath": "/run", "size": 64, "mountOptions": ["noexec"] }]
        },
        "dockerSecurityOptions": ["no-new-privileges", "apparmor:web"],
        "mountPoints": [{ "sourceVolume": "logs", "containerPath": "/logs", "readOnly": true }, { "sourceVolume": "tmp", "containerPath": "/tmp" }],
        "portMappings": [{ "containerPort": 8080, "hostPort": 80, "protocol": "udp" }],
        "systemControls": [{ "namespace": "net.core.somaxconn", "value": "1024" }],
        "ulimits": [{ "name": "nofile", "softLimit": 1024, "hardLimit": 2048 }],
        "extraHosts": [{ "hostname": "db", "ipAddress": "10.0.0.5" }],
        "dnsServers": ["10.0.0.2"],
        "links": ["log"],
        "environmentFiles": [{ "value": "web.env", "type": "s3" }],
        "entryPoint": ["/web"],
        "command": ["serve", "all"],
        "workingDirectory": "/app",
        "logConfiguration": { "logDriver": "json-file", "options": { "max-size": "10m" } },
        "healthCheck": { "command": ["CMD", "/check"], "interval": 10, "timeout": 2, "retries": 5, "startPeriod": 15 },
        "dependsOn": [{ "containerName": "log", "condition": "START" }],
        "restartPolicy": { "enabled": true },
        "interactive": true,
        "pseudoTerminal": true,
        "repositoryCredentials": { "credentialsParameter": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:pull" }
      }`;
const pascal = (json: string): string =>
  json
    .replace(/"(\w+)"(?=\s*:)/g, (_, key: string) => `"${exceptions[key] ?? key[0]?.toUpperCase() + key.slice(1)}"`)
    .replace('"Max-size"', '"max-size"');
const exceptions: Readonly<Partial<Record<string, string>>> = {
  efsVolumeConfiguration: "EFSVolumeConfiguration",
  fileSystemId: "FilesystemId",
  iam: "IAM",
  "max-size": "max-size",
};
const task = `{
      "family": "shop", "networkMode": "host", "pidMode": "host", "ipcMode": "host", "cpu": "1 vCPU", "memory": "2 GB",
      "runtimePlatform": { "operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64" },
      "ephemeralStorage": { "sizeInGiB": 40 },
      "requiresCompatibilities": ["EC2"],
      "volumes": [
        { "name": "logs", "host": { "sourcePath": "/var/log" } },
        { "name": "tmp" },
        {
          "name": "data",
          "efsVolumeConfiguration": {
            "fileSystemId": "fs-1", "rootDirectory": "/shop", "transitEncryption": "ENABLED",
            "authorizationConfig": { "accessPointId": "fsap-1", "iam": "ENABLED" }
          }
        }
      ],
      "containerDefinitions": [${container}]
    }`;
const around = (containers: string): string => `
resource "aws_ecs_task_definition" "shop" {
  family                   = "shop"
  network_mode             = "host"
  pid_mode                 = "host"
  ipc_mode                 = "host"
  cpu                      = 1024
  memory                   = "2048"
  requires_compatibilities = ["EC2"]
  container_definitions    = ${containers}

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }

  ephemeral_storage {
    size_in_gib = 40
  }

  volume {
    name      = "logs"
    host_path = "/var/log"
  }

  volume {
    name = "tmp"
  }

  volume {
    name = "data"

    efs_volume_configuration {
      file_system_id     = "fs-1"
      root_directory     = "/shop"
      transit_encryption = "ENABLED"

      authorization_config {
        access_point_id = "fsap-1"
        iam             = "ENABLED"
      }
    }
  }
}
`;
const hcl = (json: string): string => json.replace(/"(\w+)":/g, "$1 =").replace(/"max-size":/, '"max-size" =');
const full: Readonly<Record<string, File>> = {
  ecs: ["task-definition.json", task],
  cloudformation: ["template.json", `{ "Resources": { "shop": { "Type": "AWS::ECS::TaskDefinition", "Properties": ${pascal(task)} } } }`],
  "cloudformation, in YAML": [
    "template.yaml",
    `Resources:\n  shop:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n${yaml(JSON.parse(pascal(task)), "      ")}`,
  ],
  terraform: ["main.tf", around(`jsonencode([${hcl(container)}])`)],
  "terraform, with JSON": ["main.tf", around(`<<EOF\n[${container}]\nEOF`)],
  compose: [
    "compose.yaml",
    `
name: shop
services:
  web:
    image: registry.example.com/shop/web:1.4
    network_mode: host
    pid: host
    ipc: host
    mem_limit: 1g
    mem_reservation: 512m
    deploy: { resources: { reservations: { cpus: "0.5" } } }
    cap_add: [NET_ADMIN]
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true", "apparmor=web"]
    devices: ["/dev/fuse:/dev/fuse"]
    init: true
    shm_size: 128m
    tmpfs: ["/run:size=64m,noexec"]
    volumes: ["/var/log:/logs:ro", "tmp:/tmp"]
    ports: ["80:8080/udp"]
    sysctls: { net.core.somaxconn: 1024 }
    ulimits: { nofile: { soft: 1024, hard: 2048 } }
    extra_hosts: ["db:10.0.0.5"]
    dns: [10.0.0.2]
    links: [log]
    env_file: [web.env]
    entrypoint: [/web]
    command: [serve, all]
    working_dir: /app
    logging: { driver: json-file, options: { max-size: 10m } }
    healthcheck: { test: [CMD, /check], interval: 10s, timeout: 2s, retries: 5, start_period: 15s }
    depends_on: { log: { condition: START } }
    restart: always
    stdin_open: true
    tty: true
volumes:
  tmp: {}
`,
  ],
  kubernetes: [
    "deployment.yaml",
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: web }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop }, annotations: { container.apparmor.security.beta.kubernetes.io/web: localhost/web } }
    spec:
      hostNetwork: true
      hostPID: true
      hostIPC: true
      hostUsers: true
      shareProcessNamespace: false
      serviceAccountName: shop
      automountServiceAccountToken: false
      runtimeClassName: gvisor
      imagePullSecrets: [{ name: pull }]
      nodeSelector: { kubernetes.io/arch: ARM64 }
      hostAliases: [{ ip: 10.0.0.5, hostnames: [db] }]
      dnsConfig: { nameservers: [10.0.0.2] }
      securityContext:
        fsGroup: 2000
        supplementalGroups: [3000]
        runAsGroup: 1000
        sysctls: [{ name: net.core.somaxconn, value: "1024" }]
      volumes:
        - { name: logs, hostPath: { path: /var/log, type: Directory } }
        - { name: tmp, emptyDir: {} }
      containers:
        - name: web
          image: registry.example.com/shop/web:1.4
          imagePullPolicy: Always
          resources: { limits: { memory: 1Gi }, requests: { memory: 512Mi, cpu: 500m } }
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: { add: [NET_ADMIN], drop: [ALL] }
            seccompProfile: { type: RuntimeDefault }
            seLinuxOptions: { type: web_t }
          volumeMounts:
            - { name: logs, mountPath: /logs, readOnly: true }
            - { name: tmp, mountPath: /tmp }
          ports: [{ containerPort: 8080, hostPort: 80, protocol: udp }]
          envFrom: [{ configMapRef: { name: web.env } }]
          command: [/web]
          args: [serve, all]
          workingDir: /app
          livenessProbe: { exec: { command: [CMD, /check] }, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 5, initialDelaySeconds: 15 }
          stdin: true
          tty: true
`,
  ],
};

function yaml(value: unknown, indent: string): string {
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return entries
    .map(([key, inner]) => {
      if (!Array.isArray(inner)) {
        return typeof inner === "object" && inner !== null
          ? `${indent}${key}:\n${yaml(inner, `${indent}  `)}`
          : `${indent}${key}: ${JSON.stringify(inner)}\n`;
      }
      const items = inner.map((item) =>
        typeof item === "object" ? `${indent}  - ${yaml(item, `${indent}    `).trimStart()}` : `${indent}  - ${JSON.stringify(item)}\n`,
      );
      return `${indent}${key}:\n${items.join("")}`;
    })
    .join("");
}

type Entry = readonly [name: string, value: Field<string> | Field<number> | Field<boolean>];
/** What rules read of one container and its workload, by names of their own. */
function fieldsOf(w: Workload, pod: Pod | undefined): Readonly<Record<string, Field<string> | Field<number> | Field<boolean>>> {
  const c = w.containers[0];
  if (!c) throw new Error("no container");
  const { security: s, logging, healthCheck: h } = c;
  const [logs, tmp] = c.mounts.items;
  const [port] = c.ports.items;
  const [ulimit] = c.ulimits.items;
  const efs = w.volumes.items[2]?.efs;
  const all: readonly (readonly [string, Field<string> | Field<number> | Field<boolean> | undefined])[] = [
    ["image", c.image],
    ["essential", c.essential],
    ["memory", c.limits.memory],
    ["memoryRequest", c.limits.memoryRequest],
    ["cpuRequest", c.limits.cpuRequest],
    ["added", s.addedCapabilities.items[0]],
    ["dropped", s.droppedCapabilities.items[0]],
    ["privilegeEscalation", s.privilegeEscalation],
    ["appArmor", s.appArmor],
    ["seccomp", s.seccomp],
    ["device", c.devices.items[0]?.hostPath],
    ["init", c.init],
    ["sharedMemory", c.sharedMemory],
    ["tmpfs", c.tmpfs.items[0]?.path],
    ["tmpfs option", c.tmpfs.items[0]?.options.items[0]],
    ["mount", logs?.path],
    ["mount, read-only", logs?.readOnly],
    ["mount, writable", tmp?.readOnly],
    ["host path", logs?.volume?.hostPath],
    ["port", port?.container],
    ["host port", port?.host],
    ["protocol", port?.protocol],
    ["sysctl", (w.sysctls.items[0] ?? c.sysctls.items[0])?.value],
    ["ulimit, soft", ulimit?.soft],
    ["ulimit, hard", ulimit?.hard],
    ["host alias", c.names.hosts.items[0]?.value],
    ["server", c.names.servers.items[0]],
    ["link", c.links.items[0]],
    ["environment file", c.environmentFiles.items[0]?.name],
    ["entry point", c.entryPoint.items[0]],
    ["command", c.command.items[1]],
    ["working directory", c.workingDirectory],
    ["log driver", logging.driver],
    ["log option", logging.options.items[0]?.value],
    ["check", h.command.items[1]],
    ["check, interval", h.interval],
    ["check, timeout", h.timeout],
    ["check, retries", h.retries],
    ["check, start", h.startPeriod],
    ["depends on", c.dependsOn.items[0]?.container],
    ["restarts", c.restarts],
    ["stdin", c.stdin],
    ["tty", c.tty],
    ["pull credentials", c.pullCredentials],
    ["network", c.namespaces.network],
    ["pid", c.namespaces.pid],
    ["ipc", c.namespaces.ipc],
    ["task memory", w.limits.memory],
    ["task cpu", w.limits.cpu],
    ["storage", w.limits.storage],
    ["architecture", w.architecture],
    ["launch type", w.launchTypes.items[0]],
    ["file system", efs?.fileSystem],
    ["root directory", efs?.rootDirectory],
    ["transit encryption", efs?.transitEncryption],
    ["access point", efs?.accessPoint],
    ["iam", efs?.iam],
    ["namespace", w.namespace],
    ["service account", pod?.serviceAccount],
    ["token", pod?.mountsToken],
    ["group", c.group],
    ["more groups", c.moreGroups.items[0]],
    ["SELinux type", s.seLinux.type],
    ["pull policy", c.pullPolicy],
    ["label", pod?.labels.of("app")],
    ["shared processes", w.sharesProcesses],
    ["user namespace", c.namespaces.user],
  ];
  return Object.fromEntries(all.flatMap(([name, field]): readonly Entry[] => (field ? [[name, field]] : [])));
}
const workloadOf = ([path, text]: File): Workload => {
  const [workload] = read(new Source(path, text)).facts.workload;
  if (!workload) throw new Error("no workload");
  return workload;
};
const podOf = ([path, text]: File): Pod | undefined => read(new Source(path, text)).facts.pod[0];
const written = (file: File): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fieldsOf(workloadOf(file), podOf(file)))
      .filter(([, f]) => f.state === "written")
      .map(([name, f]) => [name, f.value]),
  );

it.each(Object.keys(full).slice(1, 5))("%s tells all that ECS tells", (host) => {
  const facts = written(full[host] ?? ["", ""]);
  expect(facts).toEqual(written(full["ecs"] ?? ["", ""]));
  expect(Object.keys(facts).length).toBeGreaterThan(50);
});

it.each([
  ["compose", 38],
  ["kubernetes", 38],
])("what %s has words for it tells like ECS, beside what it alone has", (host, least) => {
  const ecs = written(full["ecs"] ?? ["", ""]);
  const facts = written(full[host] ?? ["", ""]);
  const both = Object.keys(facts).filter((name) => name in ecs);
  expect(Object.fromEntries(both.map((name) => [name, facts[name]]))).toEqual(Object.fromEntries(both.map((name) => [name, ecs[name]])));
  expect(Object.keys(facts).length).toBeGreaterThanOrEqual(least);
});

/** Another value of the kind that the field has. */
const other = (value: unknown): unknown =>
  typeof value === "boolean"
    ? !value
    : typeof value === "number"
      ? value * 2
      : /^\d+$/.test(String(value))
        ? "77"
        : (others[String(value)] ?? "other");
const others: Readonly<Partial<Record<string, string>>> = {
  host: "private",
  "10.0.0.5": "10.0.0.6",
  default: "unconfined",
  udp: "sctp",
  "/var/log": "/other",
};
/** A version of the file with these edits. */
const edited = ([path, text]: File, edits: readonly Edit[], source: Source): File => [path, edits.length > 0 ? applyEdits(source, edits).text : text];

const everyField = Object.entries(full).flatMap(([host, file]) => Object.keys(written(file)).map((name) => [host, name] as const));
it.each(everyField)("%s: %s is written and taken away in the host's own syntax", (host, name) => {
  const file = full[host] ?? ["", ""];
  const source = new Source(...file);
  const {
    workload: [workload],
    pod: [pod],
  } = read(source).facts;
  const field = workload && (fieldsOf(workload, pod)[name] as Field<unknown> | undefined);
  if (!field) throw new Error("no field");
  const to = other(field.value);
  const set = field.set(to);
  if (set.length > 0) {
    const after = written(edited(file, set, source));
    const changed = Object.keys({ ...written(file), ...after }).filter((key) => after[key] !== written(file)[key]);
    // What is said by an option alone is taken away to say the contrary.
    expect([after[name], changed]).toEqual([by.has(name) && after[name] === undefined ? undefined : to, expect.arrayContaining([name])]);
  }
  const removed = field.remove();
  if (removed.length > 0 && name !== "image") expect(written(edited(file, removed, source))[name]).not.toBe(field.value);
  expect(set.length + removed.length > 0 || derived.has(name) || `${host}: ${name}`).toBe(true);
});
/** What an option, or its absence, says. */
const by: ReadonlySet<string> = new Set(["privilegeEscalation", "mount, read-only"]);
/** Keys of maps, and what is told by others. */
const derived: ReadonlySet<string> = new Set(["depends on", "tmpfs option", "device", "restarts", "shared processes"]);

/** Adds one of each kind to what the host has. */
const additions: Readonly<Record<string, (c: Container) => readonly [edits: readonly Edit[], told: (c: Container) => unknown, is: unknown]>> = {
  "a capability": (c) => [c.security.addedCapabilities.add("CHOWN"), (d) => d.security.addedCapabilities.items.at(-1)?.value, "CHOWN"],
  "a dropped capability": (c) => [
    c.security.droppedCapabilities.add("NET_RAW"),
    (d) => d.security.droppedCapabilities.items.at(-1)?.value,
    "NET_RAW",
  ],
  "a mount": (c) => [c.mounts.add({ name: "tmp", path: "/cache" }), (d) => d.mounts.items.at(-1)?.path.value, "/cache"],
  "a volume": (c) => [c.workload.volumes.add({ name: "more" }), (d) => d.workload.volumes.items.at(-1)?.name.value, "more"],
  "a tmpfs": (c) => [
    c.tmpfs.add({ path: "/tmp", size: 16, options: ["nosuid"] }),
    (d) => [d.tmpfs.items.at(-1)?.path.value, d.tmpfs.items.at(-1)?.options.items.map((o) => o.value)],
    ["/tmp", ["nosuid"]],
  ],
  "an option of a tmpfs": (c) => [c.tmpfs.items[0]?.options.add("nodev") ?? [], (d) => d.tmpfs.items[0]?.options.items.at(-1)?.value, "nodev"],
  "a sysctl": (c) => [
    (c.workload.platform === "kubernetes" ? c.workload : c).sysctls.add({ name: "net.ipv4.tcp_syncookies", value: "1" }),
    (d) => (c.workload.platform === "kubernetes" ? d.workload : d).sysctls.items.at(-1)?.name.value,
    "net.ipv4.tcp_syncookies",
  ],
  "a ulimit": (c) => [c.ulimits.add({ name: "nproc", soft: 100, hard: 100 }), (d) => d.ulimits.items.at(-1)?.hard.value, 100],
  "a host alias": (c) => [c.names.hosts.add({ name: "mail", value: "10.0.0.9" }), (d) => d.names.hosts.items.at(-1)?.value.value, "10.0.0.9"],
  "an option of the log": (c) => [c.logging.options.add({ name: "max-file", value: "3" }), (d) => d.logging.options.items.at(-1)?.value.value, "3"],
  "a group": (c) => [c.moreGroups.add("4000"), (d) => d.moreGroups.items.at(-1)?.value, "4000"],
  "a word of the command": (c) => [c.command.add("twice"), (d) => d.command.items.at(-1)?.value, "twice"],
};
it.each(Object.entries(full).flatMap(([host, file]) => Object.keys(additions).map((name) => [host, name, file] as const)))(
  "%s: %s is added",
  (_, name, file) => {
    const source = new Source(...file);
    const [container] = read(source).facts.container;
    const [edits, told, is] = (container && additions[name]?.(container)) ?? [];
    if (edits?.length === 0) return;
    const [after] = read(new Source(file[0], applyEdits(source, edits ?? []).text)).facts.container;
    expect(after && told?.(after)).toEqual(is);
  },
);

it.each(["ecs", "compose", "kubernetes"])("%s: all of a restriction is written at once where nothing is", (host) => {
  const bare: Readonly<Record<string, File>> = {
    ecs: ["task-definition.json", `{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1" }] }`],
    compose: ["compose.yaml", "services:\n  web:\n    image: web:1\n"],
    kubernetes: ["pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: { name: shop }\nspec:\n  containers:\n    - name: web\n      image: web:1\n"],
  };
  const file = bare[host] ?? ["", ""];
  const source = new Source(...file);
  const [container] = read(source).facts.container;
  const edits = container?.security.restrict({ capabilities: true, privilegeEscalation: true, seccomp: true, readOnlyRoot: true }) ?? [];
  const [after] = read(new Source(file[0], applyEdits(source, edits).text)).facts.container;
  expect(after?.security.droppedCapabilities.items.map((c) => c.value)).toEqual(["ALL"]);
  expect(after?.security.privilegeEscalation.value).toBe(false);
  expect(after?.security.seccomp.value).toBe("default");
  expect(after?.readOnlyRoot.value).toBe(true);
});
