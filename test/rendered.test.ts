import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { Field, List } from "../server/src/model/field.ts";
import { rules } from "../server/src/rules/index.ts";
import { parseJson } from "../server/src/syntax/json.ts";
import { parseYaml } from "../server/src/syntax/yaml.ts";
import { Source } from "../server/src/text/source.ts";
import { fixAll } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { dataIn, isMap, type Json, type JsonMap, taskIn, yaml } from "./rendered.ts";

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

/** How often each rule finds something. */
function found(path: string, text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { rule } of workspaceOf(path, text).findings(path)) if (!ofHosts.has(rule.name)) counts[rule.name] = (counts[rule.name] ?? 0) + 1;
  return counts;
}
/** What a host alone can show. */
const ofHosts: ReadonlySet<string> = new Set(["unstarted-task-definition"]);
const fixed = (path: string, text: string): string => fixAll(workspaceOf(path, text), [path], ["safe", "unsafe"]).sources.get(path)?.text ?? text;

/** All that rules read of the containers, save where it stands and how it is written. */
const facts = (path: string, text: string): unknown => read(new Source(path, text)).facts.container.map((c) => plain(c));
const plain = (value: unknown, key = ""): unknown => {
  if (skipped.has(key) || typeof value === "function") return undefined;
  if (value instanceof Field) return [value.state, value.value];
  if (value instanceof List) return [value.state, value.items.map((item) => plain(item))];
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([k, v]) => (plain(v, k) === undefined ? [] : [[k, plain(v, k)]])));
};
/** Places, names of the host's own, what leads back, and what other resources say. */
const skipped: ReadonlySet<string> = new Set(["at", "address", "key", "containers", "starters", "logGroups", "unstarted"]);

const dataOf = (text: string): Json | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
/** What other hosts have no word for, or say in a resource of its own. */
const ofApi = ["taskDefinitionArn", "taskDefinition", "revision", "status", "inferenceAccelerators", "compatibilities", "registeredAt"];
const isTask = (task: Json | undefined): task is JsonMap =>
  isMap(task) && Array.isArray(task["containerDefinitions"]) && !ofApi.some((key) => key in task);

/** The task definitions among the examples of each rule: those that it finds something in, and those that it leaves alone. */
const tasks = rules.flatMap((rule) => {
  const own = rule.examples.flatMap(({ files, options }) => {
    const [file, ...others] = files;
    const task = file?.path === "task-definition.json" && others.length === 0 && !options ? dataOf(file.text) : undefined;
    return isTask(task) && file ? [{ text: file.text, task }] : [];
  });
  return own.length > 0 ? [[rule.name, own] as const] : [];
});

describe("each task definition among the examples of", () => {
  it.each(tasks)("%s has the same findings in every host", (_, own) => {
    for (const { text, task } of own) {
      const expected = { facts: facts("task-definition.json", text), found: found("task-definition.json", text) };
      for (const [path, rendered] of Object.entries(taskIn(task))) {
        expect({ facts: facts(path, rendered), found: found(path, rendered) }, `${path}\n${rendered}`).toEqual(expected);
      }
    }
  });

  it.each(tasks)("%s is the same once it is fixed in every host", (_, own) => {
    for (const { text, task } of own) {
      const expected = facts("task-definition.json", fixed("task-definition.json", text));
      for (const [path, rendered] of Object.entries(taskIn(task))) {
        const after = fixed(path, rendered);
        expect(facts(path, after), `${path}\n${after}`).toEqual(expected);
      }
    }
  });
});

/** A template in YAML, written otherwise. */
const spellings: Readonly<Record<string, (template: Json) => string>> = {
  "lines.json": (template) => JSON.stringify(template, undefined, 2),
  "tabs.json": (template) => JSON.stringify(template, undefined, "\t").replaceAll("\n", "\r\n"),
  "line.json": (template) => JSON.stringify(template),
  "block.yaml": (template) => `${yaml(template).trimStart()}\n`,
  "crlf.yaml": (template) => `${yaml(template).trimStart()}\n`.replaceAll("\n", "\r\n"),
  "flow.yaml": (template) => JSON.stringify(template),
};
const parsed = (path: string, text: string): Json | undefined => {
  const { roots, broken } = (path.endsWith(".json") ? parseJson : parseYaml)(new Source(path, text));
  return roots[0] && !broken ? dataIn(roots[0]) : undefined;
};

const templates = rules.flatMap((rule) => {
  const own = rule.examples.flatMap(({ files, options }) => {
    const [file, ...others] = files;
    const template = file?.path === "template.yaml" && others.length === 0 && !options ? parsed(file.path, file.text) : undefined;
    return isMap(template) && file ? [{ text: file.text, template }] : [];
  });
  return own.length > 0 ? [[rule.name, own] as const] : [];
});

describe("each template among the examples of", () => {
  it.each(templates)("%s has the same findings however it is written", (_, own) => {
    for (const { text, template } of own) {
      const expected = found("template.yaml", text);
      for (const [path, spelled] of Object.entries(spellings)) {
        const written = spelled(template);
        expect(found(path, written), `${path}\n${written}`).toEqual(expected);
      }
    }
  });

  it.each(templates)("%s is the same once it is fixed", (_, own) => {
    for (const { text, template } of own) {
      const expected = parsed("template.yaml", fixed("template.yaml", text));
      for (const [path, spelled] of Object.entries(spellings)) {
        const after = fixed(path, spelled(template));
        expect(parsed(path, after), `${path}\n${after}`).toEqual(expected);
      }
    }
  });
});
