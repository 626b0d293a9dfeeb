import { fingerprints } from "../engine/fingerprint.ts";
import type { Applicability, Confidence, Risk, Severity } from "../kit/rule.ts";
import { type Outcome, summarize } from "./outcome.ts";
import { type Range, rangeOf } from "./position.ts";

/** What `--format json` prints; schema/findings.schema.json says the same. Others build on it: a change that could break them raises `version`. */
export interface Json {
  readonly version: 1;
  readonly tool: { readonly name: "plimsoll"; readonly version: string };
  readonly files: readonly JsonFile[];
  readonly findings: readonly JsonFinding[];
  readonly summary: {
    readonly analysed: number;
    readonly skipped: number;
    readonly findings: number;
    readonly severities: Readonly<Record<Severity, number>>;
    readonly fixable: Readonly<Record<Applicability, number>>;
    /** Sentences on what went wrong inside Plimsoll; findings may be missing where there is one. */
    readonly failures: readonly string[];
  };
}
export interface JsonFile {
  readonly path: string;
  readonly host: string | null;
  readonly state: "analysed" | "skipped";
  readonly reason?: string;
}
export interface JsonFinding {
  readonly rule: string;
  readonly risk: Risk;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly path: string;
  readonly range: Range;
  readonly message: string;
  readonly subject?: string;
  readonly fixes: readonly { readonly title: string; readonly applicability: Applicability }[];
  readonly related: readonly { readonly path: string; readonly range: Range; readonly message: string }[];
  readonly fingerprint: string;
}

export function json(outcome: Outcome): Json {
  const { version, files, failures, findings, pathOf, fixesOf } = outcome;
  const { severities, analysed, skipped } = summarize(outcome);
  const prints = fingerprints(findings, pathOf);
  const listed = findings.map(
    (f): JsonFinding => ({
      rule: f.rule.name,
      risk: f.rule.risk,
      severity: f.severity,
      confidence: f.confidence,
      path: pathOf(f.at.source.uri),
      range: rangeOf(f.at),
      message: f.message,
      ...(f.subject ? { subject: f.subject } : {}),
      fixes: fixesOf(f).map(({ title, applicability }) => ({ title, applicability })),
      related: (f.related ?? []).map((r) => ({ path: pathOf(r.at.source.uri), range: rangeOf(r.at), message: r.message })),
      fingerprint: prints.get(f) ?? "",
    }),
  );
  const fixable = (a: Applicability): number => listed.filter((f) => f.fixes.some((fix) => fix.applicability === a)).length;
  return {
    version: 1,
    tool: { name: "plimsoll", version },
    files: files.map(({ path, host = null, state, reason }) => ({ path, host, state, ...(reason === undefined ? {} : { reason }) })),
    findings: listed,
    summary: {
      analysed,
      skipped,
      findings: findings.length,
      severities,
      fixable: { safe: fixable("safe"), unsafe: fixable("unsafe"), draft: fixable("draft") },
      failures,
    },
  };
}
