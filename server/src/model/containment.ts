import { includesPattern } from "./action.ts";
import { type ActionSet, contains } from "./action-set.ts";
import { namedActions, namedSet } from "./named-action.ts";
import { oncePerPolicy, oncePerStatement } from "./once.ts";
import type { Condition, Policy, Principal, Statement } from "./policy.ts";

/**
 * Is every request that `narrow` speaks of one that `wide` speaks of, too, whatever AWS adds later? Exact where it says yes: each pattern of
 * `narrow` is in one pattern of `wide`, and each condition of `wide` is one of `narrow` with no more values. No, where that is not known.
 */
export function covers(wide: Statement, narrow: Statement): boolean {
  const w = speechOf(wide);
  const n = speechOf(narrow);
  // What AWS names today tells most pairs apart.
  return w !== undefined && n !== undefined && contains(w.known, n.known) && coversAll(wide, w, narrow, n);
}

/** The first statement of that effect in the narrow one's policy that covers it wherever it is deployed, and of which the rest holds. */
export function coveringIn(narrow: Statement, effect: "Allow" | "Deny", isMeant: (wide: Statement, index: number) => boolean): Statement | undefined {
  const n = speechOf(narrow);
  if (!n) return undefined;
  const { statements } = narrow.policy;
  for (let i = 0; i < statements.length; i++) {
    const wide = statements[i];
    if (wide === undefined || wide === narrow || wide.effect.value !== effect || wide.sometimes) continue;
    const w = speechOf(wide);
    // Numbers that lie elsewhere tell nearly all pairs apart.
    if (w === undefined || w.from > n.from || w.to < n.to || !contains(w.known, n.known)) continue;
    if (coversAll(wide, w, narrow, n) && isMeant(wide, i)) return wide;
  }
  return undefined;
}

const coversAll = (wide: Statement, w: Speech, narrow: Statement, n: Speech): boolean =>
  !n.isEscaped &&
  (w.resources === undefined) === (n.resources === undefined) &&
  coversList(w.resources ?? [], n.resources ?? []) &&
  coversList(w.actions, n.actions) &&
  coversPrincipals(wide.principals, narrow.principals) &&
  !wide.conditionsOpaque &&
  wide.conditions.every((asked) => narrow.conditions.some((own) => isSameOrNarrower(own, asked)));

/** What a statement speaks of, where it says so in full: each by its own name, not by what it leaves out. */
interface Speech {
  /** In small letters. */
  readonly actions: readonly string[];
  readonly known: ActionSet;
  /** The first and the last of them. */
  readonly from: number;
  readonly to: number;
  /** Undefined where the host needs none. */
  readonly resources: readonly string[] | undefined;
  /** Does a text hold what stands for the character itself? Then it is not known what would cover it. */
  readonly isEscaped: boolean;
}
const speechOf = oncePerStatement((statement: Statement): Speech | undefined => {
  const { actions, notActions, resources, notResources, notPrincipals } = statement;
  if (notActions.state !== "unset" || notResources.state !== "unset" || notPrincipals.length > 0) return undefined;
  const named = namedActions(statement);
  const on = resources.items.flatMap((r) => r.value ?? []);
  if (named.length === 0 || named.length < actions.items.length || on.length < resources.items.length) return undefined;
  if (resources.state === "opaque" || (resources.state === "written" && on.length === 0)) return undefined;
  const known = namedSet(statement);
  const texts = named.map((a) => a.pattern.lower);
  return {
    actions: texts,
    known,
    from: known[0] ?? Number.POSITIVE_INFINITY,
    to: known.at(-1) ?? Number.NEGATIVE_INFINITY,
    resources: resources.state === "unset" ? undefined : on,
    isEscaped: texts.some((t) => escaped.test(t)) || on.some((r) => escaped.test(r)),
  };
});

const coversList = (wide: readonly string[], narrow: readonly string[]): boolean =>
  narrow.every((text) => wide.some((pattern) => includesPattern(pattern, text)));
/** Stands for the character itself. */
const escaped = /\$\{[*?$]\}/;

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
