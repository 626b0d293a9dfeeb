import type { Finding } from "../engine/run.ts";
import { type Fix, type Severity, severities } from "../kit/rule.ts";
import type { Place } from "../text/source.ts";

/** What a scan came to: all that the printers print. */
export interface Outcome {
  /** Plimsoll's own. */
  readonly version: string;
  /** Every file that was opened, by path. */
  readonly files: readonly FileOutcome[];
  /** By path, then in the order of the text. */
  readonly findings: readonly Finding[];
  /** What went wrong inside Plimsoll, as sentences: the findings of a rule that threw are missing. */
  readonly failures: readonly string[];
  /** Relative to the working directory, with `/`. */
  pathOf(uri: string): string;
  /** What nothing may show, beside what the findings say themselves. */
  readonly secrets?: readonly { readonly at: Place; readonly masked?: string }[];
  /** The fixes of a finding that are proved. */
  fixesOf(finding: Finding): readonly Fix[];
}

export interface FileOutcome {
  readonly path: string;
  /** What it was taken for; undefined where it is none of ours or was not read. */
  readonly host: string | undefined;
  readonly state: "analysed" | "skipped";
  /** A clause with the file as its subject: why it was skipped, or what of it was not read. */
  readonly reason: string | undefined;
  /** Could it, or a part of it, not be read, though it may matter? */
  readonly limited: boolean;
  /** Does it begin with a byte order mark, which its Source does not hold? */
  readonly mark: boolean;
}

/** How many there are of each. */
export interface Summary {
  readonly findings: number;
  readonly severities: Readonly<Record<Severity, number>>;
  readonly filesWithFindings: number;
  readonly analysed: number;
  readonly skipped: number;
}

export function summarize({ files, findings }: Outcome): Summary {
  const count = (severity: Severity): number => findings.filter((f) => f.severity === severity).length;
  const analysed = files.filter((f) => f.state === "analysed").length;
  return {
    findings: findings.length,
    severities: { error: count("error"), warning: count("warning"), info: count("info"), hint: count("hint") },
    filesWithFindings: new Set(findings.map((f) => f.at.source.uri)).size,
    analysed,
    skipped: files.length - analysed,
  };
}

/** Is the severity the threshold or graver? */
export const reaches = (severity: Severity, threshold: Severity): boolean => severities.indexOf(severity) <= severities.indexOf(threshold);
