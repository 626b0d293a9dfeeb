// node bench/fixes.ts FOLDER [PRESET]: every fix of every rule in every host, over the real files below the folder. Those of one folder are read
// together. A fix is offered where it is proved, else refused. What is offered is applied, and the files are read anew by a workspace that has seen
// nothing else: all must be read completely, keep the comments that no edit was about, and have less of what the fix is for. Ends with 1 where one does not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mayBeRelevant } from "../server/src/adapt/detect.ts";
import type { Finding } from "../server/src/engine/run.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { type Fix, presets } from "../server/src/kit/rule.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import type { Workspace } from "../server/src/workspace/workspace.ts";
import { read } from "./workspace.ts";

const [folder, named = "all"] = process.argv.slice(2);
const preset = presets.find((p) => p === named);
if (folder === undefined || !preset) throw new Error("node bench/fixes.ts FOLDER [PRESET]");
const settings = defaultSettings(rules, preset);

interface Counts {
  files: number;
  findings: number;
  offered: number;
  refused: number;
  applied: number;
}
const hosts = new Map<string, Counts>();
const refused = new Map<string, number>();
const wrong: string[] = [];

const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && mayBeRelevant(e.name));
for (const path of new Set(found.map((e) => e.parentPath))) {
  const paths = found.filter((e) => e.parentPath === path).map((e) => join(path, e.name));
  const sources = paths.map((file) => new Source(file, readFileSync(file, "utf8")));
  const before = read(sources, settings);
  for (const { uri } of sources) {
    const host = before.reading(uri)?.host;
    if (host === undefined) continue;
    const counts = hosts.get(host) ?? { files: 0, findings: 0, offered: 0, refused: 0, applied: 0 };
    hosts.set(host, counts);
    counts.files++;
    for (const finding of before.findings(uri)) {
      counts.findings++;
      for (const fix of finding.fixes) {
        if (!before.proves(finding, fix)) {
          counts.refused++;
          refused.set(finding.rule.name, (refused.get(finding.rule.name) ?? 0) + 1);
          continue;
        }
        counts.offered++;
        const faults = faultsOf(before, finding, fix);
        if (faults.length === 0) counts.applied++;
        for (const fault of faults)
          wrong.push(`${uri}:${finding.at.source.lineOf(finding.at.start) + 1}: ${finding.rule.name}: ${fix.title}: ${fault}`);
      }
    }
  }
}
for (const line of wrong) console.error(line);
const total: Counts = { files: 0, findings: 0, offered: 0, refused: 0, applied: 0 };
for (const counts of hosts.values()) for (const key of keysOf(total)) total[key] += counts[key];
for (const [host, counts] of [...hosts, ["all", total] as const]) {
  console.log(
    `${host.padEnd(22)} ${keysOf(counts)
      .map((key) => `${counts[key].toLocaleString("en").padStart(7)} ${key}`)
      .join(" ")}`,
  );
}
for (const [rule, count] of [...refused].toSorted((a, b) => b[1] - a[1])) console.log(`refused ${String(count).padStart(5)} ${rule}`);
process.exitCode = total.offered === 0 || wrong.length > 0 ? 1 : 0;

/** What is wrong with the files once the fix is applied, if anything. */
function faultsOf(before: Workspace, finding: Finding, fix: Fix): readonly string[] {
  const edited = [...new Set(fix.edits.map((e) => e.at.source))];
  const after = edited.map((source) =>
    applyEdits(
      source,
      fix.edits.filter((e) => e.at.source === source),
    ),
  );
  const changed = new Map(after.map((source) => [source.uri, source]));
  const unchanged = [...before.uris].flatMap((uri) => before.source(uri) ?? []).filter(({ uri }) => !changed.has(uri));
  const workspace = read([...unchanged, ...after], settings);
  const faults: string[] = [];
  for (const source of edited) {
    const reading = workspace.reading(source.uri);
    if (reading?.broken !== false) faults.push("cannot be read");
    const kept = new Set(reading?.comments.map(commentAt));
    const isAbout = (comment: { readonly start: number; readonly end: number }): boolean =>
      fix.edits.some(({ at }) => at.source === source && at.start < comment.end && comment.start < at.end);
    const lost = before.reading(source.uri)?.comments.find((comment) => !isAbout(comment) && !kept.has(commentAt(comment)));
    if (lost) faults.push(`loses the comment ${commentAt(lost)}`);
  }
  if (countIn(workspace, finding) >= countIn(before, finding)) faults.push("leaves what it is for");
  return faults;
}

/** Findings of the same rule, wherever they stand. */
function countIn(workspace: Workspace, { rule }: Finding): number {
  return [...workspace.uris].reduce((sum, uri) => sum + workspace.findings(uri).filter((f) => f.rule === rule).length, 0);
}

function commentAt({ source, start, end }: { readonly source: Source; readonly start: number; readonly end: number }): string {
  return source.text.slice(start, end).trim();
}

function keysOf(counts: Counts): readonly (keyof Counts)[] {
  return Object.keys(counts) as (keyof Counts)[];
}
