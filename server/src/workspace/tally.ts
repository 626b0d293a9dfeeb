import type { Finding } from "../engine/run.ts";
import { type Applicability, severities } from "../kit/rule.ts";

/** How many findings each rule has, of each severity, the gravest first. */
export type Tally = ReadonlyMap<string, readonly number[]>;

export function tally(findings: Iterable<Finding>): Tally {
  const counts = new Map<string, number[]>();
  for (const { rule, severity } of findings) {
    const own = counts.get(rule.name) ?? severities.map(() => 0);
    const level = severities.indexOf(severity);
    own[level] = (own[level] ?? 0) + 1;
    counts.set(rule.name, own);
  }
  return counts;
}

/**
 * Do these findings go, and does nothing come that is as bad? What may be applied without being looked at (`safe`) must bring nothing. What the
 * user chooses may bring what is less grave than something that went: a user other than root who may not listen on port 80, a second image that is
 * not pinned either.
 */
export function mends(before: Tally, after: Tally, findings: readonly Finding[], applicability: Applicability): boolean {
  for (const [name, counts] of tally(findings)) if (total(after.get(name)) > total(before.get(name)) - total(counts)) return false;
  if (applicability === "safe") return [...after].every(([name, has]) => total(has) <= total(before.get(name)));
  const gone = Math.min(...[...before].map(([name, had]) => firstMore(had, after.get(name))));
  return [...after].every(([name, has]) => firstMore(has, before.get(name)) > gone);
}

const total = (counts: readonly number[] = []): number => counts.reduce((sum, n) => sum + n, 0);
/** The gravest level of which there are more than there were elsewhere. */
const firstMore = (counts: readonly number[], others: readonly number[] = []): number => {
  const level = counts.findIndex((n, i) => n > (others[i] ?? 0));
  return level < 0 ? Number.POSITIVE_INFINITY : level;
};
