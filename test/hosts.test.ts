import { expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
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
  // What a pod is to its cluster only Kubernetes has; what nearly every file lacks (preset "all") often has no fix.
  const shared = rules.filter(({ on, preset }) => on !== "pod" && on !== "placement" && preset !== "all");
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
  const names = workspace.findings(path).map((f) => f.rule.name);
  expect(names.toSorted()).toEqual(["plaintext-secret", "privileged-container", "root-container", "writable-root-filesystem"]);
  for (let left = names.length; left > 0; left--) {
    const [finding] = workspace.findings(path);
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix), fix?.title).toBe(true);
    if (fix) workspace.apply(fix);
    workspace.settle();
  }
  expect(workspace.findings(path)).toEqual([]);
});
