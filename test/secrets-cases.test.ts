import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tokenFormats } from "../server/src/knowledge/secrets/tokens.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { sample } from "./sample.ts";

/** What a task definition may hold in one place, and what must be said of it. Values are made here, never kept. */
interface Case {
  readonly sink: "environment" | "command" | "health" | "log" | "label" | "valueFrom";
  readonly name: string;
  /** `token FORMAT`, `made LENGTH`, `hex LENGTH`, `words …`, `url SCHEME …` with one of these as the password, `hash`, or `text …` as it is. */
  readonly value: string;
  /** `secret` is a finding of warning or error; `known` and `marker` are findings; `none` is none. */
  readonly expect: "secret" | "known" | "marker" | "none";
}
const cases: readonly Case[] = JSON.parse(readFileSync(new URL("secrets-cases/ecs.json", import.meta.url), "utf8"));

function made(value: string): string {
  const [kind = "", ...rest] = value.split(" ");
  const pick = (length: number, from: string): string => Array.from({ length }, (_, i) => from[(i * 7 + (i >> 3) * 5 + 3) % from.length]).join("");
  switch (kind) {
    case "token": {
      const format = tokenFormats.find((f) => f.id === rest[0]);
      if (!format) throw new RangeError(value);
      return sample(format);
    }
    case "made":
      return pick(Number(rest[0]), "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB");
    case "hex":
      return pick(Number(rest[0]), "9a3f7c1e5b8d2064");
    case "words":
      return rest.join("-");
    case "url":
      return `${rest[0]}://shop:${made(rest.slice(1).join(" "))}@db.internal/shop`;
    case "hash":
      return `$2b$10$${pick(53, "u7Xk2Lq9Rt4Vw1Zb8Nc5")}`;
    default:
      return rest.join(" ");
  }
}

/** The container with the value between « and », in each host's own spelling. */
function written({ sink, name }: Case, value: string, equals: string, key: (name: string) => string): string {
  const k = (n: string): string => `${key(n)}${equals}`;
  const v = `"«${value}»"`;
  switch (sink) {
    case "environment":
      return `${k("environment")}[{ ${k("name")}"${name}", ${k("value")}${v} }]`;
    case "command":
      return `${k("command")}["serve", "${name}", ${v}]`;
    case "health":
      return `${k("healthCheck")}{ ${k("command")}["CMD-SHELL", "curl -fu ${name}:«${value}» http://localhost/health"] }`;
    case "log":
      return `${k("logConfiguration")}{ ${k("logDriver")}"splunk", ${k("options")}{ "${name}"${equals}${v} } }`;
    case "label":
      return `${k("dockerLabels")}{ "${name}"${equals}${v} }`;
    case "valueFrom":
      return `${k("secrets")}[{ ${k("name")}"${name}", ${k("valueFrom")}${v} }]`;
  }
}

const quoted = (name: string): string => `"${name}"`;
const hosts: Readonly<Record<string, (one: Case, value: string) => string>> = {
  "task.json": (one, value) =>
    `{\n  "family": "shop",\n  "containerDefinitions": [{ "name": "web", "image": "web:1.4",\n    ${written(one, value, ": ", quoted)}\n  }]\n}\n`,
  "template.yaml": (one, value) =>
    `Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - { "Name": "web", "Image": "web:1.4",\n            ${written(one, value, ": ", (n) => `"${n[0]?.toUpperCase()}${n.slice(1)}"`)} }\n`,
  "main.tf": (one, value) =>
    `resource "aws_ecs_task_definition" "shop" {\n  family = "shop"\n  container_definitions = jsonencode([{\n    name = "web", image = "web:1.4",\n    ${written(one, value, " = ", (n) => n)}\n  }])\n}\n`,
};

const secretRules = rules.filter((r) => r.hides);
const active = secretRules.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: false }));

describe.each(Object.entries(hosts))("%s", (path, host) => {
  it.each(cases.map((one) => [`${one.sink} ${one.name} = ${one.value}`, one] as const))("%s", (_, one) => {
    const marked = host(one, made(one.value));
    const [start, end] = [marked.indexOf("«"), marked.indexOf("»") - 1];
    const workspace = new Workspace({
      settings: () => ({ active, accepts: () => false }),
      ruleNames: [],
      onCrash: (_, error) => {
        throw error;
      },
    });
    workspace.update(new Source(path, marked.replace(/[«»]/g, "")));
    workspace.settle();
    const findings = workspace.findings(path);
    if (one.expect === "none") {
      expect(findings.filter((f) => f.severity === "error" || f.severity === "warning").map((f) => f.message)).toEqual([]);
      return;
    }
    expect(findings.length).toBe(1);
    const [finding] = findings;
    // The value alone, or with its quotes.
    const inside = finding && finding.at.start >= start - 1 && finding.at.end <= end + 1;
    expect(inside, `${finding?.at.start}-${finding?.at.end} in ${start}-${end}`).toBe(true);
    if (one.expect === "secret") expect(["error", "warning"]).toContain(finding?.severity);
    if (one.expect === "marker") expect(finding?.severity).toBe("info");
  });
});
