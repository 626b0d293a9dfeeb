/**
 * node bench/accuracy/labels.ts CASES [--concept NAME]... [--open N] [--id TEXT]
 *
 * Judges labelled files by what each label is about. CASES are lines of JSON: `id`, `suite` and `rule` (whose label it is), `concept`,
 * `file_kind`, `filename`, `content`, `expect` (positive or negative), and `fragment` where a Dockerfile lacks its FROM. Each file is judged
 * alone, with all rules.
 *
 * `labels/CONCEPT.json` holds our view of each label rule, by suite and name: which of our rules mean the same, or why none does (`why`), and
 * `cases`, by id: why a label is not to be followed (wrong, or not to be known from the file). A rule that speaks of many things is named with
 * the words that its message must hold: `weak-component-setting --profiling`. A positive label is found when one of the rules
 * reports, a negative one is an alarm when one does; a label with `resource` and `lines` is about that resource of the file, and so are the
 * reports that count for it. What is neither found nor explained is open, and so is a label rule nobody has a view of.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { defaultSettings } from "../../server/src/engine/settings.ts";
import { rules } from "../../server/src/rules/index.ts";
import { Source } from "../../server/src/text/source.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";

interface Case {
  readonly id: string;
  readonly suite: string;
  readonly rule: string;
  readonly concept: string;
  readonly file_kind: string;
  readonly filename: string;
  readonly content: string;
  readonly expect: "positive" | "negative";
  /** The resource that the label is about, where the file holds several; `lines`, which count from 1, say where it starts. */
  readonly resource?: string;
  readonly lines?: readonly number[];
  readonly fragment?: boolean;
}
interface View {
  /** Each a rule's name, and after a space what its message must hold, if that matters. */
  readonly rules?: readonly string[];
  readonly why?: string;
  readonly cases?: Readonly<Record<string, string>>;
}
type Views = Readonly<Record<string, View>>;

const [file, ...argv] = process.argv.slice(2);
const valuesOf = (name: string): readonly string[] => argv.flatMap((a, i) => (a === name ? [argv[i + 1] ?? ""] : []));
if (file === undefined) throw new Error("usage: labels.ts CASES [--concept NAME]... [--open N] [--id TEXT]");
const concepts = valuesOf("--concept");
const shown = Number(valuesOf("--open")[0] ?? 0);
const [wanted = ""] = valuesOf("--id");
const kinds = new Set(["dockerfile", "kubernetes", "cloudformation", "terraform", "iam", "compose"]);

const cases = readFileSync(file, "utf8")
  .split("\n")
  .filter(Boolean)
  // The file's own format.
  .map((line) => JSON.parse(line) as Case)
  .filter((c) => kinds.has(c.file_kind) && (concepts.length === 0 || concepts.includes(c.concept)) && c.id.includes(wanted));

const known = new Set(rules.map((r) => r.name));
const settings = defaultSettings(rules, "all");
const complaints: string[] = [];

/** How many labels of a kind there are, and what became of them. */
interface Count {
  all: number;
  right: number;
  explained: number;
}
interface Row {
  readonly positive: Count;
  readonly negative: Count;
  /** Labels whose rule none of ours means, with a reason. */
  outside: number;
  /** Labels whose rule nobody has a view of. */
  unseen: number;
}
const table = new Map<string, Row>();
const open: string[] = [];
for (const c of cases) judge(c);
print();

function judge(c: Case): void {
  const row = table.get(c.concept) ?? { positive: none(), negative: none(), outside: 0, unseen: 0 };
  table.set(c.concept, row);
  const view = viewsOf(c.concept)[`${c.suite} ${c.rule}`];
  if (view === undefined) {
    row.unseen++;
    open.push(told(c, "no view of its rule", reportsOn(c)));
    return;
  }
  if (view.rules === undefined) {
    row.outside++;
    if (!view.why) complaints.push(`${c.concept}: ${c.suite} ${c.rule} names neither rules nor a reason`);
    return;
  }
  for (const [name = ""] of view.rules.map(parted)) if (!known.has(name)) complaints.push(`${c.concept}: there is no rule ${name}`);
  const count = row[c.expect];
  count.all++;
  const reports = reportsOn(c);
  const wanted = view.rules.map(parted);
  const met = reports.some((r) => wanted.some(([name, words]) => r.rule === name && r.message.includes(words))) === (c.expect === "positive");
  const reason = view.cases?.[c.id];
  if (met) {
    count.right++;
    if (reason) complaints.push(`${c.concept}: ${c.id} is as labelled, and yet explained`);
  } else if (reason) count.explained++;
  else open.push(told(c, c.expect === "positive" ? "missed" : "false alarm", reports));
}

function none(): Count {
  return { all: 0, right: 0, explained: 0 };
}

/** A rule's name, and the words that its message must hold. */
function parted(named: string): readonly [string, string] {
  const end = named.indexOf(" ");
  return end < 0 ? [named, ""] : [named.slice(0, end), named.slice(end + 1)];
}

interface Told {
  readonly rule: string;
  readonly message: string;
  /** Counts from 1. */
  readonly line: number;
}

/** What is reported in the file of a case. */
function reportsOn(c: Case): readonly Told[] {
  const uri = `file:///${c.filename ? basename(c.filename) : "file"}`;
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: [...known],
    // The file is all that there is.
    isComplete: () => true,
    onCrash: (rule, error) => complaints.push(`${c.id}: ${rule.name} ${error}`),
  });
  workspace.update(new Source(uri, c.fragment ? `FROM debian:12.5\n${c.content}` : c.content));
  workspace.settle();
  const about = linesOf(c);
  return workspace
    .findings(uri)
    .map((f) => ({ rule: f.rule.name, message: f.message, line: f.at.source.lineOf(f.at.start) + 1 }))
    .filter(({ line }) => about.some(([start, end]) => start <= line && line <= end));
}

/** The lines that a label is about: its resource's, or all. A resource of Kubernetes is a document, any other one reaches to the next beside it. */
function linesOf(c: Case): readonly (readonly [start: number, end: number])[] {
  const lines = c.content.split("\n");
  if (!c.resource || !c.lines?.length) return [[1, Number.POSITIVE_INFINITY]];
  const parts = c.file_kind === "kubernetes";
  const indent = (line: string): number => line.length - line.trimStart().length;
  const found = c.lines.map((at): readonly [start: number, end: number] => {
    const outer = indent(lines[at - 1] ?? "");
    const ends = (line: string): boolean =>
      parts ? line.startsWith("---") : indent(line) <= outer && /^["\w']/u.test(line.trimStart()) && /(?:[:{]|\{\})$/u.test(line.trimEnd());
    const rest = lines.slice(at).findIndex(ends);
    return [parts ? lines.slice(0, at).findLastIndex(ends) + 1 : at, rest === -1 ? lines.length : at + rest];
  });
  // Objects of several kinds may have the one name: then the lines are those of another.
  const kind = `kind: ${c.resource.split(".", 1)[0]}`;
  const isOther = parts && !found.some(([start, end]) => lines.slice(start, end).some((line) => line.trim() === kind));
  return isOther ? [[1, Number.POSITIVE_INFINITY]] : found;
}

function told(c: Case, what: string, reports: readonly Told[]): string {
  const found = reports.map((r) => `${r.rule}:${r.line}`).join(" ");
  return `--- ${what}: ${c.id} [${c.concept}; ${c.suite} ${c.rule}; ${c.expect}] reported: ${found}\n${c.content.slice(0, 2_500)}`;
}

function viewsOf(concept: string): Views {
  const path = new URL(`labels/${concept}.json`, import.meta.url);
  // Written by hand in this form; what it names is checked as it is used.
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Views) : {};
}

function print(): void {
  const line = (name: string, ...columns: readonly string[]): void => console.log(name.padEnd(34), ...columns.map((c) => c.padStart(18)));
  const of = ({ right, all, explained }: Count, wrong: boolean): string =>
    `${wrong ? all - right : right}/${all}${explained ? ` (${explained} explained)` : ""}`;
  line("concept", "found", "false alarms", "out of scope", "no view");
  const sum: Row = { positive: none(), negative: none(), outside: 0, unseen: 0 };
  for (const [concept, row] of [...table].toSorted(([a], [b]) => a.localeCompare(b))) {
    line(concept, of(row.positive, false), of(row.negative, true), String(row.outside), String(row.unseen));
    for (const side of ["positive", "negative"] as const) for (const key of ["all", "right", "explained"] as const) sum[side][key] += row[side][key];
    sum.outside += row.outside;
    sum.unseen += row.unseen;
  }
  line("all", of(sum.positive, false), of(sum.negative, true), String(sum.outside), String(sum.unseen));
  console.log(`${open.length} open`);
  for (const text of open.slice(0, shown)) console.log(`\n${text}`);
  for (const text of new Set(complaints)) console.error(text);
}
