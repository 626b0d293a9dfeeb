import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import type { Container } from "../server/src/model/container.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { fixAll } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

/** One bad task in the API's names; each host has it in its own. */
const container = {
  name: "web",
  image: "web:latest",
  essential: true,
  privileged: true,
  user: "root",
  readonlyRootFilesystem: false,
  environment: [
    { name: "STAGE", value: "prod" },
    { name: "DB_PASSWORD", value: "hunter22horse" },
    { name: "FLASK_DEBUG", value: "1" },
  ],
  portMappings: [{ containerPort: 8080 }, { containerPort: 9229 }],
  extraHosts: [{ hostname: "db.internal", ipAddress: "10.0.3.7" }],
  ulimits: [{ name: "nproc", softLimit: 100, hardLimit: -1 }],
  linuxParameters: { tmpfs: [{ containerPath: "/scratch", size: 16, mountOptions: ["exec"] }] },
};
const task = { family: "shop", networkMode: "host", pidMode: "host", requiresCompatibilities: ["EC2"], containerDefinitions: [container] };

const pascal = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(pascal)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(v)]))
      : value;
const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** Block style, of data without empty lists and maps. */
function yaml(value: unknown, indent = ""): string {
  if (Array.isArray(value)) return value.map((item) => `\n${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join("");
  if (typeof value !== "object" || value === null) return typeof value === "string" ? JSON.stringify(value) : String(value);
  return Object.entries(value)
    .map(([key, v]) => `\n${indent}${key}:${typeof v === "object" ? yaml(v, `${indent}  `) : ` ${yaml(v)}`}`)
    .join("");
}
/** An expression of Terraform. */
function hcl(value: unknown, indent = ""): string {
  if (Array.isArray(value)) return `[\n${value.map((item) => `${indent}  ${hcl(item, `${indent}  `)},\n`).join("")}${indent}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{\n${Object.entries(value)
    .map(([key, v]) => `${indent}  ${key} = ${hcl(v, `${indent}  `)}\n`)
    .join("")}${indent}}`;
}

const template = { Resources: { Task: { Type: "AWS::ECS::TaskDefinition", Properties: pascal(task) } } };
const terraform = (definitions: string): string =>
  `resource "aws_ecs_task_definition" "shop" {\n  family = "shop"\n  network_mode = "host"\n  pid_mode = "host"\n  requires_compatibilities = ["EC2"]\n  container_definitions = ${definitions}\n}\n`;

const ofEcs: Readonly<Record<string, string>> = {
  "task-definition.json": json(task),
  "one-line.json": JSON.stringify(task),
  "tabs.json": JSON.stringify(task, undefined, "\t").replaceAll("\n", "\r\n"),
  "template.json": json(template),
  "template.yaml": yaml(template).trimStart(),
  "crlf.yaml": `${yaml(template).trimStart()}\n`.replaceAll("\n", "\r\n"),
  "flow.yaml": JSON.stringify(template),
  "jsonencode.tf": terraform(`jsonencode(${hcl([container], "  ")})`),
  "heredoc.tf": terraform(`<<-JSON\n    ${json([container]).replaceAll("\n", "\n    ")}\n  JSON`),
  "quoted.tf": terraform(JSON.stringify(JSON.stringify([container]))),
};
const ofOthers: Readonly<Record<string, string>> = {
  "compose.yaml": yaml({
    name: "shop",
    services: {
      web: {
        image: "web:latest",
        privileged: true,
        user: "root",
        read_only: false,
        network_mode: "host",
        pid: "host",
        environment: { STAGE: "prod", DB_PASSWORD: "hunter22horse" },
      },
    },
  }).trimStart(),
  "pod.yaml": yaml({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "shop" },
    spec: {
      hostNetwork: true,
      hostPID: true,
      containers: [
        {
          name: "web",
          image: "web:latest",
          securityContext: { privileged: true, runAsUser: 0, readOnlyRootFilesystem: false },
          env: container.environment,
        },
      ],
    },
  }).trimStart(),
};

const settings = defaultSettings(rules, "all");
function workspaceOf(path: string, text: string): Workspace {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}
/** What only a template can show: that nothing in it starts the task. */
const ofTemplates: ReadonlySet<string> = new Set(["unstarted-task-definition"]);
/** Which rules find something, how often. */
function found(path: string, text: string): Readonly<Record<string, number>> {
  const names = workspaceOf(path, text)
    .findings(path)
    .map((f) => f.rule.name)
    .filter((name) => !ofTemplates.has(name))
    .sort();
  return Object.fromEntries(names.map((name) => [name, names.filter((n) => n === name).length]));
}
const fixed = (path: string, text: string): string => fixAll(workspaceOf(path, text), [path], ["safe", "unsafe"]).sources.get(path)?.text ?? text;

const told = ({ name, image, user, privileged, readOnlyRoot, environment, secrets, workload, tmpfs, ports, logging }: Container): unknown => ({
  fields: [name, image, user, privileged, readOnlyRoot, workload.namespaces.network, workload.namespaces.pid].map((f) => [f.state, f.value]),
  environment: environment.items.map((v) => [v.name.value, v.value.value]),
  secrets: secrets.items.map((s) => s.name.value),
  tmpfs: tmpfs.items.map((t) => [t.path.value, t.options.items.map((o) => o.value)]),
  ports: ports.items.map((p) => p.container.value),
  logging: [logging.driver.value, logging.options.items.map((o) => o.name.value)],
});
const containersIn = (path: string, text: string): unknown => read(new Source(path, text)).facts.container.map(told);

const reference = "task-definition.json";
const task0 = ofEcs[reference] ?? "";

describe("the same task", () => {
  it.each(Object.entries(ofEcs))("has the same findings in %s", (path, text) => {
    expect(containersIn(path, text)).toEqual(containersIn(reference, task0));
    expect(found(path, text)).toEqual(found(reference, task0));
  });

  it.each(Object.entries(ofEcs))("is the same once it is fixed in %s", (path, text) => {
    const after = fixed(path, text);
    expect(read(new Source(path, after)).broken).toBe(false);
    const expected = fixed(reference, task0);
    expect(containersIn(path, after)).toEqual(containersIn(reference, expected));
    expect(found(path, after)).toEqual(found(reference, expected));
    expect(after).not.toBe(text);
  });

  const everywhere = ["privileged-container", "root-container", "writable-root-filesystem", "plaintext-secret"];
  it.each(Object.entries({ ...ofEcs, ...ofOthers }))("has what every host knows found in %s", (path, text) => {
    const names = Object.keys(found(path, text));
    for (const name of everywhere) expect(names).toContain(name);
  });

  it.each(Object.entries(ofOthers))("runs as nobody's root in %s once it is fixed", (path, text) => {
    const after = read(new Source(path, fixed(path, text)));
    expect(after.broken).toBe(false);
    const [web] = after.facts.container;
    expect(web?.privileged.value).toBe(false);
    expect(web?.user.is("root")).toBe(false);
    expect(web?.user.is("0")).toBe(false);
    expect(web?.readOnlyRoot.value).toBe(true);
  });
});
