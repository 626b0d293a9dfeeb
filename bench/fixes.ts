// node bench/fixes.ts FOLDER: every fix of every real Dockerfile below the folder. What a fix writes must be proved, read completely, keep all comments,
// and leave fewer findings than there were. Ends with 1 where one does not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { lexDockerfile } from "../server/src/syntax/dockerfile/lex.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Which folder?");
const settings = defaultSettings(rules, "recommended");
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && /dockerfile/i.test(e.name));
let fixes = 0;
const wrong: string[] = [];
for (const entry of files) {
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, "utf8");
  const before = read(path, text);
  const found = before.findings(path);
  for (const finding of found) {
    for (const fix of finding.fixes ?? []) {
      if (fix.applicability === "draft") continue;
      fixes++;
      const said = (what: string): unknown => wrong.push(`${path}: ${finding.rule.name}: ${fix.title}: ${what}`);
      if (!before.proves(finding, fix)) said("not proved");
      const { text: after } = applyEdits(
        finding.at.source,
        fix.edits.filter((e) => e.at.source === finding.at.source),
      );
      const workspace = read(path, after);
      const kept = new Set(comments(after));
      if (workspace.reading(path)?.broken !== false) said("cannot be read");
      if (comments(text).some((comment) => !kept.has(comment))) said("loses a comment");
      if (workspace.findings(path).length >= found.length) said("leaves as many findings");
    }
  }
}
for (const line of wrong) console.error(line);
console.log(`${files.length} Dockerfiles, ${fixes} fixes, ${wrong.length} wrong`);
process.exitCode = fixes === 0 || wrong.length > 0 ? 1 : 0;

function read(path: string, text: string): Workspace {
  const workspace = new Workspace({ settings: () => settings, ruleNames: rules.map((r) => r.name), onCrash: (_, error) => console.error(error) });
  workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

function comments(text: string): readonly string[] {
  return lexDockerfile(text).comments.map(([start, end]) => text.slice(start, end).trim());
}
