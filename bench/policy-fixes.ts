// node bench/policy-fixes.ts FOLDER...: every safe fix of the rules on policies, over the real files below the folders, each read alone. What is offered
// is applied, and every request that the policies of the file name, before or after, has to have the same effects as it had, but for fewer that allow.
// Ends with 1 where one has more.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mayBeRelevant } from "../server/src/adapt/detect.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import type { Policy, Statement } from "../server/src/model/policy.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import type { Workspace } from "../server/src/workspace/workspace.ts";
import { meaningOf } from "../test/policy-meaning.ts";
import { read } from "./workspace.ts";

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error("node bench/policy-fixes.ts FOLDER...");
const settings = defaultSettings(rules, "all");
const subjects = new Set(["policy", "statement", "conditional", "entrusting", "attachment", "role"]);

interface Count {
  offered: number;
  same: number;
  less: number;
}
const counts = new Map<string, Count>();
const wrong: string[] = [];
let files = 0;
let policies = 0;
for (const folder of folders)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && (mayBeRelevant(entry.name) || entry.name.startsWith("policy"))) judge(join(entry.parentPath, entry.name));

for (const [name, { offered, same, less }] of [...counts].toSorted((a, b) => b[1].offered - a[1].offered))
  console.log(`${name.padEnd(28)} ${offered} offered, ${same} change nothing, ${less} allow less`);
console.log(`${files} files, ${policies} policies; ${wrong.length} safe fixes change what is said otherwise`);
for (const line of wrong) console.error(line);
process.exitCode = counts.size === 0 || wrong.length > 0 ? 1 : 0;

function judge(path: string): void {
  const source = new Source(`file://${path}`, readFileSync(path, "utf8"));
  const before = read([source], settings);
  const old = policiesOf(before, source);
  if (old.length === 0) return;
  files++;
  policies += old.length;
  for (const finding of before.findings(source.uri)) {
    if (!subjects.has(finding.rule.on)) continue;
    for (const fix of finding.fixes) {
      if (fix.applicability !== "safe" || !before.proves(finding, fix) || fix.edits.some((e) => e.at.source !== source)) continue;
      const { name } = finding.rule;
      const count = counts.get(name) ?? { offered: 0, same: 0, less: 0 };
      counts.set(name, count);
      count.offered++;
      const fixed = new Source(source.uri, applyEdits(source, fix.edits).text);
      const [was, is] = changed(old, policiesOf(read([fixed], settings), fixed));
      const asked = [...without(was, is), ...without(is, was)];
      const [then, now] = [meaningOf(was, asked), meaningOf(is, asked)];
      if (then.join("\n") === now.join("\n")) count.same++;
      else if (now.every((line) => then.includes(line)) && then.every((line) => now.includes(line) || !line.includes('"effect":"Deny"')))
        count.less++;
      else wrong.push(`${path}:${source.lineOf(finding.at.start) + 1}: ${name}: ${fix.title}`);
    }
  }
}

function policiesOf(workspace: Workspace, { uri }: Source): readonly Policy[] {
  return workspace.reading(uri)?.facts.policy ?? [];
}

/** The policies whose text differs; all where their number does. */
function changed(old: readonly Policy[], now: readonly Policy[]): readonly [readonly Policy[], readonly Policy[]] {
  if (old.length !== now.length) return [old, now];
  const differ = old.map((policy, i) => textOf(policy) !== textOf(now[i]));
  return [old.filter((_, i) => differ[i]), now.filter((_, i) => differ[i])];
}

/** The statements of the first that no policy of the others has: what they say is asked, all else has stayed as it was. */
function without(policies: readonly Policy[], others: readonly Policy[]): readonly Policy[] {
  const kept = new Set(others.flatMap((p) => p.statements.map(writtenIn)));
  return policies.map((policy) => ({ ...policy, statements: policy.statements.filter((s) => !kept.has(writtenIn(s))) }));
}

function writtenIn({ at }: Statement): string {
  return at.source.text.slice(at.start, at.end);
}

function textOf(policy: Policy | undefined): string {
  return policy?.statements.map(writtenIn).join("\n") ?? "";
}
