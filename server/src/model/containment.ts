import { oncePerPolicy } from "./access.ts";
import { includesAction, includesPattern } from "./action.ts";
import type { Field, List } from "./field.ts";
import type { Condition, Policy, Principal, Statement } from "./policy.ts";

/**
 * Is every request that `narrow` speaks of one that `wide` speaks of, too, whatever AWS adds later? Exact where it says yes: each pattern of
 * `narrow` is in one pattern of `wide`, and each condition of `wide` is one of `narrow` with no more values. No, where that is not known.
 */
export function covers(wide: Statement, narrow: Statement): boolean {
  // Resources first: it is they that most statements differ in.
  return (
    (wide.resources.state === "unset" && narrow.resources.state === "unset" ? true : coversList(wide.resources, narrow.resources, includesPattern)) &&
    coversList(wide.actions, narrow.actions, includesAction) &&
    [wide, narrow].every((s) => s.notActions.state === "unset" && s.notResources.state === "unset" && s.notPrincipals.length === 0) &&
    coversPrincipals(wide.principals, narrow.principals) &&
    !wide.conditionsOpaque &&
    wide.conditions.every((w) => narrow.conditions.some((n) => isSameOrNarrower(n, w)))
  );
}

const coversList = (
  wide: List<Field<string>, string>,
  narrow: List<Field<string>, string>,
  includes: (wide: string, narrow: string) => boolean,
): boolean =>
  wide.state === "written" &&
  narrow.state === "written" &&
  narrow.items.length > 0 &&
  narrow.items.every((n) => n.is((text) => !/\$\{[*?$]\}/.test(text) && wide.items.some((w) => w.is((pattern) => includes(pattern, text)))));

/** None at all for policies of identities. */
const coversPrincipals = (wide: readonly Principal[], narrow: readonly Principal[]): boolean =>
  (wide.length === 0) === (narrow.length === 0) &&
  narrow.every((n) => wide.some((w) => w.type === n.type && w.value.value !== undefined && w.value.value === n.value.value));

/** Positive operators only: of a negated one, more values are narrower. */
const isSameOrNarrower = (narrow: Condition, wide: Condition): boolean =>
  narrow.operator === wide.operator &&
  narrow.key.toLowerCase() === wide.key.toLowerCase() &&
  (/Not/.test(wide.operator) ? narrow.values.length === wide.values.length : true) &&
  narrow.values.every((n) => n.value !== undefined && wide.values.some((w) => w.value === n.value));

/** The 20,480 characters of the longest policy that AWS takes hold no more patterns. */
const mostPatterns = 2_000;

/** May the policy's statements be compared with each other, so that the work stays bounded? */
export const isComparable = oncePerPolicy(
  ({ statements }: Policy) =>
    statements.length <= 200 && statements.reduce((n, s) => n + s.actions.items.length + s.resources.items.length, 0) <= mostPatterns,
);
