import type { Finding } from "../engine/run.ts";
import type { Fix, Severity } from "../kit/rule.ts";
import type { Place } from "../text/source.ts";
import { type Drawing, frame, Masks, type Paint } from "./frame.ts";
import { type Outcome, summarize } from "./outcome.ts";
import { rangeOf } from "./position.ts";
import { visible } from "./visible.ts";

export interface Style {
  readonly paint: Paint;
  /** Of the terminal. */
  readonly columns: number;
  /** Is the last line to tell how many there are? */
  readonly summary: boolean;
}

/** For people: each finding with its code, as compilers print them, then one line that sums up. */
export function* pretty(outcome: Outcome, { paint, columns, summary }: Style): Generator<string, undefined> {
  const masks = new Masks([...outcome.findings, ...(outcome.secrets ?? [])]);
  const tints: Readonly<Record<Severity, (text: string) => string>> = {
    error: paint.red,
    warning: paint.yellow,
    info: paint.cyan,
    hint: paint.magenta,
  };
  for (const finding of outcome.findings) {
    const tint = (text: string): string => paint.bold(tints[finding.severity](text));
    yield* block(finding, outcome, { paint, tint, masks, columns });
    yield "";
  }
  if (summary) yield sentence(outcome, paint);
}

function* block(finding: Finding, outcome: Outcome, drawing: Drawing): Generator<string, undefined> {
  const { paint, tint } = drawing;
  const located = (at: Place): readonly string[] => {
    const { start } = rangeOf(at);
    const lines = frame(at, drawing);
    return [`${paint.blue("-->")} ${visible(outcome.pathOf(at.source.uri))}:${start.line}:${start.column}`, ...lines];
  };
  yield `${tint(`${finding.severity}[${finding.rule.name}]`)}: ${paint.bold(visible(finding.message))}`;
  yield* indented(located(finding.at));
  for (const related of finding.related ?? []) {
    yield `${paint.bold(paint.blue("note"))}: ${visible(related.message)}`;
    yield* indented(located(related.at));
  }
  for (const fix of outcome.fixesOf(finding)) yield `${paint.bold(paint.green("help"))}: ${visible(fix.title)}${hints[fix.applicability]}`;
}

const hints: Readonly<Record<Fix["applicability"], string>> = { safe: "", unsafe: " (review)", draft: " (to be completed)" };

/** The arrow stands over the bar, two columns in at least. */
const indented = (lines: readonly string[]): readonly string[] => lines.map((l, i) => (i === 0 ? `  ${l}` : ` ${l}`));

function sentence(outcome: Outcome, paint: Paint): string {
  const { findings, severities, filesWithFindings, analysed, skipped } = summarize(outcome);
  if (analysed === 0) return nothing(outcome);
  const rest = skipped > 0 ? `, ${skipped} skipped` : "";
  if (findings === 0) return `${paint.bold(paint.green("No problems"))} (${analysed} analysed${rest})`;
  const counts = [
    plural(severities.error, "error"),
    plural(severities.warning, "warning"),
    plural(severities.info, "info", "info"),
    plural(severities.hint, "hint"),
  ].filter((c) => c !== undefined);
  return `${paint.bold(counts.join(", "))} in ${plural(filesWithFindings, "file")} (${analysed} analysed${rest})${fixable(outcome)}`;
}

/** Where nothing was looked at nothing is said to be well. */
function nothing({ files }: Outcome): string {
  const [only] = files;
  if (!only) return "Nothing to analyse";
  const why = files.length === 1 ? `: ${visible(only.path)} ${only.reason}` : ` (${files.length} skipped; plimsoll files --why says why)`;
  return `Nothing analysed${why}`;
}

function fixable({ findings, fixesOf }: Outcome): string {
  const best = findings.map((f) => fixesOf(f).map((fix) => fix.applicability));
  const safe = best.filter((b) => b.includes("safe")).length;
  const unsafe = best.filter((b) => b.includes("unsafe") && !b.includes("safe")).length;
  const parts = [
    ...(safe > 0 ? [`${safe} fixable with --fix`] : []),
    ...(unsafe > 0 ? [`${unsafe}${safe > 0 ? " more" : " fixable"} with --fix --unsafe-fixes`] : []),
  ];
  return parts.length > 0 ? ` · ${parts.join(", ")}` : "";
}

const plural = (n: number, one: string, many = `${one}s`): string | undefined => (n === 0 ? undefined : `${n} ${n === 1 ? one : many}`);
