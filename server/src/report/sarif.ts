import { fingerprints } from "../engine/fingerprint.ts";
import type { Finding } from "../engine/run.ts";
import { type AnyRule, type Fix, type Severity, severities } from "../kit/rule.ts";
import type { Place, Source } from "../text/source.ts";
import { lineHashes } from "./line-hash.ts";
import type { Outcome } from "./outcome.ts";
import { rangeOf } from "./position.ts";
import { ruleDescriptors, taxonomies } from "./sarif-rules.ts";

/** What GitHub takes of one run; a file with more is refused as a whole. */
const mostResults = 25_000;

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** SARIF 2.1.0 as GitHub code scanning reads it, as data to be printed as JSON. `rules`: all of Plimsoll's. Text of the files is not in it. */
export function sarif(outcome: Outcome, rules: readonly AnyRule[]): object {
  const { version, findings, failures, pathOf } = outcome;
  const kept = findings.length > mostResults ? gravestFirst(findings).slice(0, mostResults) : findings;
  const hidden = hiddenLines(outcome);
  const hashes = hashesOf(outcome, hidden);
  const prints = fingerprints(findings, pathOf);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Plimsoll",
            version,
            semanticVersion: version,
            rules: ruleDescriptors(rules),
            supportedTaxonomies: taxonomies(rules).map(({ name }, index) => ({ name, index })),
          },
        },
        automationDetails: { id: "plimsoll/" },
        columnKind: "utf16CodeUnits",
        taxonomies: taxonomies(rules),
        invocations: [
          { executionSuccessful: failures.length === 0, toolExecutionNotifications: notifications(outcome, findings.length - kept.length) },
        ],
        results: kept.map((finding) => ({
          ...result(finding, outcome, hidden),
          ruleIndex: rules.indexOf(finding.rule),
          partialFingerprints: { ...hashes(finding), "plimsoll/v1": prints.get(finding) },
        })),
      },
    ],
  };
}

function result(finding: Finding, { pathOf, fixesOf }: Outcome, hidden: Hidden): object {
  const { rule, severity, confidence, subject, message, at, masked, related = [] } = finding;
  // What would be put in could be, or stand beside, the secret.
  const fixes = masked !== undefined || isBeside(finding, hidden) ? [] : fixesOf(finding).filter((f) => f.applicability === "safe");
  return {
    ruleId: rule.name,
    level: levels[severity],
    // GitHub shows a related location only where the message links to it.
    message: { text: [literally(message), ...related.map((r, i) => `[${linkText(r.message)}](${i + 1})`)].join(" ") },
    locations: [{ physicalLocation: physical(at, pathOf) }],
    ...(related.length > 0
      ? { relatedLocations: related.map((r, i) => ({ id: i + 1, message: { text: r.message }, physicalLocation: physical(r.at, pathOf) })) }
      : {}),
    ...(fixes.length > 0 ? { fixes: fixes.map((f) => fixOf(f, pathOf)) } : {}),
    properties: { confidence, ...(subject ? { subject } : {}) },
  };
}

/** Does a secret stand on a line of the finding? */
const isBeside = ({ at: { source, start, end } }: Finding, hidden: Hidden): boolean => {
  const lines = hidden.get(source);
  if (!lines) return false;
  const last = source.lineOf(end);
  for (let line = source.lineOf(start); line <= last; line++) if (lines.has(line)) return true;
  return false;
};
type Hidden = ReadonlyMap<Source, ReadonlySet<number>>;

/** The lines that hold secrets, by text. */
function hiddenLines({ secrets = [] }: Outcome): Hidden {
  const hidden = new Map<Source, Set<number>>();
  for (const { at } of secrets) {
    const lines = hidden.get(at.source) ?? new Set<number>();
    hidden.set(at.source, lines);
    for (let line = at.source.lineOf(at.start); line <= at.source.lineOf(at.end); line++) lines.add(line);
  }
  return hidden;
}

/** A message in which nothing is taken for a link. */
const literally = (message: string): string => (message.includes("](") ? message.replace(/[[\]\\]/g, "\\$&") : message);
const linkText = (message: string): string => message.replace(/[[\]\\]/g, "\\$&");

const physical = (at: Place, pathOf: Outcome["pathOf"]): object => ({ artifactLocation: artifact(pathOf(at.source.uri)), region: region(at) });

function region(at: Place): object {
  const { start, end } = rangeOf(at);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A path that stays below the working directory is relative to the root of the sources; any other is what it is. */
function artifact(path: string): object {
  const uri = path.split("/").map(encodeURIComponent).join("/");
  if (/^(?:[A-Za-z]:)?\//.test(path)) return { uri: `file://${path.startsWith("/") ? "" : "/"}${uri.replace("%3A", ":")}` };
  return path.startsWith("../") ? { uri } : { uri, uriBaseId: "%SRCROOT%" };
}

function fixOf({ title, edits }: Fix, pathOf: Outcome["pathOf"]): object {
  const sources = [...new Set(edits.map((e) => e.at.source))];
  return {
    description: { text: title },
    artifactChanges: sources.map((source) => ({
      artifactLocation: artifact(pathOf(source.uri)),
      replacements: edits.filter((e) => e.at.source === source).map((e) => ({ deletedRegion: region(e.at), insertedContent: { text: e.text } })),
    })),
  };
}

/** No results must not look like success where something was not read. */
function notifications({ files, failures }: Outcome, dropped: number): readonly object[] {
  const said = (level: "error" | "warning", text: string, path?: string): object => ({
    level,
    message: { text },
    ...(path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: artifact(path) } }] }),
  });
  return [
    ...failures.map((f) => said("error", f)),
    ...files.filter((f) => f.limited).map((f) => said("warning", `${f.path} ${f.reason ?? f.state}.`, f.path)),
    ...(dropped > 0 ? [said("warning", `${dropped} results of the least severity were left out: GitHub takes ${mostResults}.`)] : []),
  ];
}

/** The stable sort keeps the order of files among equals. */
const gravestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));

/** GitHub's own hash of the finding's first line, from each text once. */
function hashesOf({ files, findings, pathOf }: Outcome, hidden: Hidden): (finding: Finding) => { readonly primaryLocationLineHash?: string } {
  const lastLine = new Map<string, number>();
  const lineOf = ({ at }: Finding): number => at.source.lineOf(at.start) + 1;
  for (const f of findings) lastLine.set(f.at.source.uri, Math.max(lineOf(f), lastLine.get(f.at.source.uri) ?? 0));
  const marked = new Set(files.filter((f) => f.mark).map((f) => f.path));
  const known = new Map<string, ReadonlyMap<number, string>>();
  return (finding) => {
    // A hash of a line with a secret is a way to guess the secret.
    if (finding.masked !== undefined || isBeside(finding, hidden)) return {};
    const { uri, text } = finding.at.source;
    const ofText = known.get(uri) ?? lineHashes(marked.has(pathOf(uri)) ? `\ufeff${text}` : text, lastLine.get(uri));
    known.set(uri, ofText);
    const hash = ofText.get(lineOf(finding));
    return hash === undefined ? {} : { primaryLocationLineHash: hash };
  };
}
