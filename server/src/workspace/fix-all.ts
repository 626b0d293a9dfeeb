import type { Finding } from "../engine/run.ts";
import type { Applicability, Fix } from "../kit/rule.ts";
import type { Source } from "../text/source.ts";
import type { Workspace } from "./workspace.ts";

export interface Fixed {
  /** The last version of each text that changed. */
  readonly sources: ReadonlyMap<string, Source>;
  /** How many fixes it took. */
  readonly applied: number;
}

/**
 * Apply proved fixes in the files until none is left; the workspace itself stays as it is. A fix may bring another
 * finding's fix within reach, so this goes on to a fixpoint; each fix takes a finding away, so it ends. `among` leaves findings out.
 */
export function fixAll(
  workspace: Workspace,
  uris: readonly string[],
  wanted: readonly Applicability[],
  among: (finding: Finding) => boolean = () => true,
): Fixed {
  const copy = workspace.fork();
  const open = (uri: string): readonly Finding[] => copy.findings(uri).filter(among);
  let applied = 0;
  for (const uri of uris) {
    for (let next = nextFixes(copy, open(uri), wanted); next.length > 0; next = nextFixes(copy, open(uri), wanted)) {
      if (!copy.apply(together(next))) break;
      copy.settle();
      applied += next.length;
    }
  }
  const sources = new Map<string, Source>();
  for (const uri of copy.uris) {
    const source = copy.source(uri);
    if (source && source !== workspace.source(uri)) sources.set(uri, source);
  }
  return { sources, applied };
}

/** A finding and one of its fixes. */
interface Step {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** Fixes that can be made at once: many in a file of many findings, so that these do not cost a proof each; else the first that is proved. */
function nextFixes(workspace: Workspace, findings: readonly Finding[], wanted: readonly Applicability[]): readonly Step[] {
  const candidates = findings.map((finding) =>
    finding.fixes.filter((fix) => wanted.includes(fix.applicability)).map((fix): Step => ({ finding, fix })),
  );
  const tried = apart(candidates.flatMap((steps) => steps.slice(0, 1)));
  const many = provable(workspace, tried);
  // All of them together have just been proved.
  if (many === tried && many.length > 0) return many;
  if (many.length > 0 && proves(workspace, many)) return many;
  // Where none of them passed, each has failed alone already.
  const failed: ReadonlySet<Step> = new Set(many.length === 0 ? tried : []);
  const one = candidates.flat().find((step) => !failed.has(step) && workspace.proves(step.finding, step.fix));
  return one ? [one] : [];
}

/** The steps without those that fail: halves are tried apart until the culprits are alone. */
function provable(workspace: Workspace, steps: readonly Step[]): readonly Step[] {
  if (steps.length === 0 || proves(workspace, steps)) return steps;
  if (steps.length === 1) return [];
  const middle = steps.length >> 1;
  return [...provable(workspace, steps.slice(0, middle)), ...provable(workspace, steps.slice(middle))];
}

/** Together they must bring nothing new; one alone what its own applicability lets it. */
const proves = (workspace: Workspace, steps: readonly Step[]): boolean => {
  const [first, ...others] = steps;
  if (first && others.length === 0) return workspace.proves(first.finding, first.fix);
  return workspace.provesAll(
    steps.map((s) => s.finding),
    together(steps),
  );
};

const together = (steps: readonly Step[]): Fix => ({ title: "Fix all", applicability: "safe", edits: steps.flatMap((s) => s.fix.edits) });

/** Steps whose edits keep clear of each other, one for each rule and subject: a second one may do what the first has done. */
function apart(steps: readonly Step[]): readonly Step[] {
  const kept: Step[] = [];
  const taken = new Map<Source, { readonly start: number; readonly end: number }[]>();
  const subjects = new Set<string>();
  for (const step of steps) {
    const subject = JSON.stringify([step.finding.rule.name, step.finding.subject]);
    const free = step.fix.edits.every(({ at }) => (taken.get(at.source) ?? []).every((t) => at.end < t.start || t.end < at.start));
    if (subjects.has(subject) || !free) continue;
    subjects.add(subject);
    kept.push(step);
    for (const { at } of step.fix.edits) {
      const there = taken.get(at.source) ?? [];
      there.push(at);
      taken.set(at.source, there);
    }
  }
  return kept;
}

/** The alternatives that may be shown: what is left out would not do what its title says on this very text. */
export const provedFixes = (workspace: Workspace, finding: Finding): readonly Fix[] => finding.fixes.filter((f) => workspace.proves(finding, f));

/** How much text, in UTF-16 code units, is read again to prove the fixes of one file for a report: some seconds' worth. */
const most = 5_000_000;

/**
 * The proved fixes of each finding, worked out once. A proof reads the whole file again, so a file that a machine wrote, with
 * findings by the thousand, would take hours: once it is over what is allowed, `onSpent` is told, and no more is proved in it.
 */
export function prover(workspace: Workspace, onSpent: (uri: string) => void): (finding: Finding) => readonly Fix[] {
  const known = new Map<Finding, readonly Fix[]>();
  const spent = new Map<Source, number>();
  return (finding) => {
    const { source } = finding.at;
    const before = spent.get(source) ?? 0;
    const proved = known.get(finding) ?? (before > most ? [] : provedFixes(workspace, finding));
    if (!known.has(finding) && finding.fixes.length > 0) {
      const after = before + finding.fixes.length * source.text.length;
      spent.set(source, after);
      if (before <= most && after > most) onSpent(source.uri);
    }
    known.set(finding, proved);
    return proved;
  };
}
