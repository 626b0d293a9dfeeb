import type { Place } from "../text/source.ts";

/** What a condition of a template was taken for when a subject was read once more. */
export interface Outcome {
  readonly condition: string;
  readonly holds: boolean;
  /** What the condition chose. */
  readonly branches: readonly Place[];
}

/** The outcome under which a subject is what it is; undefined for what it is in every deployment. */
export const outcomeOf = (subject: object): Outcome | undefined => outcomes.get(subject);

/** The subject is so under this outcome. */
export function onlyUnder(subject: object, outcome: Outcome): void {
  outcomes.set(subject, outcome);
}
const outcomes = new WeakMap<object, Outcome>();

/** What a finding says, with the outcome where its place does not show it. */
export function saidUnder(outcome: Outcome | undefined, message: string, at: Place): string {
  const isShown = !outcome || outcome.branches.some((b) => b.source === at.source && b.start <= at.start && at.end <= b.end);
  return isShown ? message : `${message} So it is where the condition "${outcome.condition}" ${outcome.holds ? "holds" : "does not hold"}.`;
}
