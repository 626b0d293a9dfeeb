import { defaultSettings } from "../server/src/engine/settings.ts";
import { Field, List } from "../server/src/model/field.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { fixAll } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import type { Json, JsonMap } from "./rendered.ts";

const settings = defaultSettings(rules, "all");
function workspaceOf(path: string, text: string, only?: string): Workspace {
  const active = settings.active.filter(({ rule }) => only === undefined || rule.name === only);
  const workspace = new Workspace({
    settings: () => ({ ...settings, active }),
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
export function found(path: string, text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { rule } of workspaceOf(path, text).findings(path)) if (!ofHosts.has(rule.name)) counts[rule.name] = (counts[rule.name] ?? 0) + 1;
  return counts;
}
/** What a template alone can show; and names, at whose capitals Terraform does not look. */
const ofHosts: ReadonlySet<string> = new Set(["unstarted-task-definition", "unknown-task-setting"]);
/** With all proved fixes of all rules, or of one. */
export const fixed = (path: string, text: string, only?: string): string =>
  fixAll(workspaceOf(path, text, only), [path], ["safe", "unsafe"]).sources.get(path)?.text ?? text;

/** What rules read of a subject, save where it stands and how it is written. */
export const plain = (value: unknown, key = ""): unknown => {
  if (skipped.has(key) || typeof value === "function") return undefined;
  if (value instanceof Field) return [value.state, value.value];
  if (value instanceof List) return [value.state, value.items.map((item) => plain(item))];
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value !== "object" || value === null) return value;
  if ("source" in value && "start" in value) return undefined;
  return Object.fromEntries(Object.entries(value).flatMap(([k, v]) => (plain(v, k) === undefined ? [] : [[k, plain(v, k)]])));
};
/** Places, names of the host's own, what leads back, and what other resources say. */
const skipped: ReadonlySet<string> = new Set([
  "at",
  "address",
  "key",
  "memory",
  "holds",
  "containers",
  "starters",
  "logGroups",
  "unstarted",
  "unknownNames",
]);

export const dataOf = (text: string): Json | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The files that examples of each rule consist of, alone and with its own options, as data; those of which nothing is made are left out. */
export const examplesOf = (
  path: string,
  read: (text: string) => JsonMap | undefined,
): readonly (readonly [rule: string, own: readonly { readonly text: string; readonly data: JsonMap }[]])[] =>
  rules.flatMap((rule) => {
    const own = rule.examples.flatMap(({ files, options }) => {
      const [file, ...others] = files;
      const data = file?.path === path && others.length === 0 && !options ? read(file.text) : undefined;
      return data && file ? [{ text: file.text, data }] : [];
    });
    return own.length > 0 ? [[rule.name, own] as const] : [];
  });
