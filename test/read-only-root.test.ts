import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import type { Container } from "../server/src/model/container.ts";
import { isMounted } from "../server/src/model/mounted.ts";
import root from "../server/src/rules/container/writable-root-filesystem.ts";
import shell from "../server/src/rules/orchestrator/unusable-task-shell.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

type File = readonly [path: string, text: string];

function workspaceOf([path, text]: File): Workspace {
  const active = [root, shell].map((rule) => ({ rule, severity: undefined, options: {}, lowConfidence: true }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false, fresh: (found) => found }),
    ruleNames: [],
    onCrash: (_, error) => {
      throw error;
    },
    isComplete: () => true,
  });
  workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

/** The file after the first fix of the first finding; undefined where that is not proved. */
function mended(file: File): string | undefined {
  const workspace = workspaceOf(file);
  const [finding] = workspace.findings(file[0]).filter((f) => f.rule === root);
  const fix = finding?.fixes?.[0];
  const source = workspace.source(file[0]);
  return finding && fix && source && workspace.proves(finding, fix) ? applyEdits(source, fix.edits).text : undefined;
}
const containersIn = ([path, text]: File): readonly Container[] => read(new Source(path, text)).facts.container;

/** nginx and something else, one of them with a mount, in every host. */
const files: Readonly<Record<string, File>> = {
  "a task definition": [
    "task-definition.json",
    `{
  "family": "shop",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.29" },
    { "name": "log", "image": "log:2", "mountPoints": [{ "sourceVolume": "cache", "containerPath": "/cache" }] }
  ],
  "volumes": [{ "name": "cache" }]
}`,
  ],
  "a task definition with CRLF": [
    "task-definition.json",
    '{\r\n  "containerDefinitions": [\r\n    {\r\n      "name": "web",\r\n      "image": "nginx:1.29",\r\n      "linuxParameters": {\r\n        "tmpfs": [{ "containerPath": "/run", "size": 8 }]\r\n      }\r\n    },\r\n    { "name": "log", "image": "log:2" }\r\n  ]\r\n}\r\n',
  ],
  "a template in YAML": [
    "template.yaml",
    `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.29
          LinuxParameters:
            InitProcessEnabled: true # reaps
        - { Name: log, Image: "log:2" }
`,
  ],
  "a template in JSON": [
    "template.json",
    `{ "Resources": { "Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": {
  "ContainerDefinitions": [{ "Name": "web", "Image": "nginx:1.29" }, { "Name": "log", "Image": "log:2" }] } } } }`,
  ],
  jsonencode: [
    "main.tf",
    `resource "aws_ecs_task_definition" "shop" {
  family = "shop"
  container_definitions = jsonencode([
    { name = "web", image = "nginx:1.29" },
    {
      name  = "log"
      image = "log:2"
    }
  ])
}
`,
  ],
  "JSON in a heredoc": [
    "main.tf",
    `resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  container_definitions = <<EOF
[
  { "name": "web", "image": "nginx:1.29", "cpu": \${var.cpu} },
  { "name": "log", "image": "log:2" }
]
EOF
}
`,
  ],
  "blocks of kubernetes_pod_v1": [
    "main.tf",
    `resource "kubernetes_pod_v1" "shop" {
  metadata {
    name = "shop"
  }

  spec {
    container {
      name  = "web"
      image = "nginx:1.29"
    }

    container {
      name  = "log"
      image = "log:2"
    }
  }
}
`,
  ],
  Compose: [
    "compose.yaml",
    `services:
  web:
    image: nginx:1.29 # the shop
    tmpfs:
      - /run
  log: { image: "log:2" }
`,
  ],
  Kubernetes: [
    "pod.yaml",
    `apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: web
      image: nginx:1.29
      securityContext:
        allowPrivilegeEscalation: false
    - name: log
      image: log:2
      volumeMounts:
        - { name: web-tmp, mountPath: /data }
  volumes:
    - name: web-tmp
      emptyDir: {}
`,
  ],
};

describe("containers that are made read-only can write to what they are known to write to", () => {
  it.each(Object.entries(files))("%s", (_, file) => {
    const text = mended(file);
    const [web, log, ...others] = containersIn([file[0], text ?? ""]);
    expect(others).toEqual([]);
    expect([web, log].map((c) => c?.readOnlyRoot.value)).toEqual([true, true]);
    expect(web && ["/tmp", "/run", "/var/cache/nginx"].map((folder) => isMounted(web, folder))).toEqual([true, true, true]);
    expect(log && ["/tmp", "/run"].map((folder) => isMounted(log, folder))).toEqual([true, false]);
    const names = web?.workload.volumes.items.map((v) => v.name.value) ?? [];
    expect(names).toEqual([...new Set(names)]);
  });
});

describe("a service with ECS Exec", () => {
  const service = (mounts: string): File => [
    "template.yaml",
    `Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: { EnableExecuteCommand: true, TaskDefinition: !Ref Task }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !ImportValue TaskRole
      ContainerDefinitions:
        - Name: web
          Image: web:1.4
${mounts}`,
  ];
  it("is not given a root that its agent cannot write to", () => {
    expect(mended(service(""))).toBeUndefined();
  });
  it("is given one where the agent has its folders", () => {
    const folders = ["/var/lib/amazon", "/var/log/amazon"].map((path) => `            - { SourceVolume: agent, ContainerPath: ${path} }\n`);
    expect(mended(service(`          MountPoints:\n${folders.join("")}`))).toContain("ReadonlyRootFilesystem: true");
  });
});

it("one folder in memory that is no list stays as it is, for nothing is added to it in parts", () => {
  const text = mended(["compose.yaml", 'services:\n  web:\n    image: "nginx:1.29"\n    tmpfs: /run\n']);
  expect(text).toBe('services:\n  web:\n    image: "nginx:1.29"\n    tmpfs: /run\n    read_only: true\n');
});

it("a claim of a StatefulSet keeps its name for itself", () => {
  const text = mended([
    "statefulset.yaml",
    `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: web
          image: web:1.4
          volumeMounts:
            - { name: tmp, mountPath: /data }
  volumeClaimTemplates:
    - metadata: { name: tmp }
`,
  ]);
  expect(text).toMatch(/- name: tmp-2\n +mountPath: \/tmp\n/);
  expect(text).toMatch(/volumes:\n +- name: tmp-2\n +emptyDir: \{\}\n/);
});
