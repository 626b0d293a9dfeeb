import { type AnyRule, type Confidence, type Fix, fixesOf, type Options, type Report, type Severity } from "../kit/rule.ts";
import { outcomeOf, saidUnder } from "../model/outcome.ts";
import type { Kind, Subjects } from "../model/subjects.ts";

/** A report with all that the rule and the configuration say of it. */
export interface Finding extends Omit<Report, "fixes"> {
  readonly rule: AnyRule;
  /** Worked out when they are first asked for. */
  readonly fixes: readonly Fix[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The address of what was judged, e.g. the container's name; "" where it has none. */
  readonly subject: string;
}

/** A rule as the configuration sets it for one file. */
export interface ActiveRule {
  readonly rule: AnyRule;
  /** The user's own grade, above the rule's and the report's. */
  readonly severity: Severity | undefined;
  readonly options: Options;
  /** Are findings of low confidence wanted? */
  readonly lowConfidence: boolean;
}

/** A rule that throws is a bug in the rule: say so, go on. Tests pass a handler that rethrows. */
export type OnCrash = (rule: AnyRule, error: unknown) => void;

/**
 * Run every rule on the subjects of its kind. A rule that throws loses its findings on that subject, nothing else. What several
 * subjects share in one place of the text is found once, on the first of them.
 */
export function run(
  active: readonly ActiveRule[],
  subjects: { readonly [K in Kind]?: readonly Subjects[K][] },
  onCrash: OnCrash,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const setting of active) {
    const shared = new Set<string>();
    for (const subject of subjects[setting.rule.on] ?? []) {
      try {
        const own = findingsOf(setting, subject, onCrash);
        if (own.length === 0) continue;
        const others = own.filter((f) => !shared.has(spotOf(f)));
        for (const finding of others) shared.add(spotOf(finding));
        findings.push(...others);
      } catch (error) {
        onCrash(setting.rule, error);
      }
    }
  }
  return inOrder(withoutRepeated(findings));
}

/**
 * A secret is found once: what a rule about whole files finds gives way to what another says of the same place, for that one knows what it
 * is there for.
 */
function withoutRepeated(findings: readonly Finding[]): readonly Finding[] {
  const general = findings.filter((f) => f.rule.on === "text" && f.masked !== undefined);
  if (general.length === 0) return findings;
  const exact = findings.filter((f) => f.rule.on !== "text" && f.masked !== undefined).toSorted((a, b) => a.at.start - b.at.start);
  const repeated = new Set<Finding>();
  let next = 0;
  for (const finding of general.toSorted((a, b) => a.at.start - b.at.start)) {
    while ((exact[next]?.at.end ?? Number.POSITIVE_INFINITY) <= finding.at.start) next++;
    if ((exact[next]?.at.start ?? Number.POSITIVE_INFINITY) < finding.at.end) repeated.add(finding);
  }
  return repeated.size === 0 ? findings : findings.filter((f) => !repeated.has(f));
}

const spotOf = ({ at, key = "" }: Finding): string => `${at.start} ${at.end} ${at.source.uri} ${key}`;

function findingsOf({ rule, severity, options, lowConfidence }: ActiveRule, subject: Subjects[Kind], onCrash: OnCrash): readonly Finding[] {
  // `on` and the subject's kind agree: both come from the same entry of Subjects.
  const check = rule.check as (subject: Subjects[Kind], options: Options) => Iterable<Report>;
  const findings: Finding[] = [];
  for (const report of check(subject, options)) {
    const confidence = report.confidence ?? rule.confidence ?? "high";
    if (confidence === "low" && !lowConfidence) continue;
    let fixes: readonly Fix[] | undefined;
    findings.push({
      ...report,
      message: saidUnder(outcomeOf(subject), report.message, report.at),
      rule,
      subject: subject.address,
      severity: severity ?? report.severity ?? rule.severity,
      confidence,
      get fixes() {
        fixes ??= attempt(report, (error) => onCrash(rule, error));
        return fixes;
      },
    });
  }
  return findings;
}

/** A rule that cannot say how its finding is mended has found it all the same. */
function attempt(report: Report, onError: (error: unknown) => void): readonly Fix[] {
  try {
    return fixesOf(report);
  } catch (error) {
    onError(error);
    return [];
  }
}

/** By place, then by name: the order does not depend on the order of rules. */
export const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => a.at.start - b.at.start || a.at.end - b.at.end || (a.rule.name < b.rule.name ? -1 : 1));
