import { actionAt, actionCount, lowerBound, type Service, serviceOf, services } from "../knowledge/iam/catalogue.ts";
import { remembered } from "../knowledge/remembered.ts";

/**
 * A set of the actions that AWS names: `[from, to, from, to, …]`, numbers of actions in rising order, `to` being the first one behind.
 * Ranges neither overlap nor touch, so equal sets are equal lists. What AWS adds tomorrow is in none: what must hold then, too, is asked of
 * the patterns themselves (`includesAction`).
 */
export type ActionSet = readonly number[];

export const noActions: ActionSet = [];
export const allActions = (): ActionSet => [0, actionCount()];

/** The actions that a pattern stands for; none where it names no action. */
export const actionsOf: (pattern: string) => ActionSet = remembered((pattern) => find(pattern.toLowerCase()), 20_000);

function find(pattern: string): ActionSet {
  if (isStars(pattern)) return allActions();
  const [prefix = "", name] = pattern.split(":", 2);
  if (name === undefined) return noActions;
  if (!isWild(prefix)) {
    const service = serviceOf(prefix);
    return service ? inService(service, name) : noActions;
  }
  return joined(services().flatMap((s) => (fits(prefix, s.prefix) ? [...inService(s, name)] : [])));
}

function inService({ first, lowerNames }: Service, name: string): ActionSet {
  const star = name.search(/[*?]/);
  const start = lowerBound(lowerNames, star < 0 ? name : name.slice(0, star));
  if (star < 0) return lowerNames[start] === name ? [first + start, first + start + 1] : noActions;
  if (isStars(name)) return [first, first + lowerNames.length];
  const beginning = name.slice(0, star);
  let ranges: number[] | undefined;
  let at = start;
  const isPrefix = isStars(name.slice(star));
  for (; at < lowerNames.length && lowerNames[at]?.startsWith(beginning); at++) {
    if (isPrefix || !fits(name, lowerNames[at] ?? "")) continue;
    ranges ??= [];
    ranges.push(first + at, first + at + 1);
  }
  if (isPrefix) return at > start ? [first + start, first + at] : noActions;
  return ranges ? joined(ranges) : noActions;
}

const isStars = (text: string): boolean => /^\*+$/.test(text);
const isWild = (text: string): boolean => text.includes("*") || text.includes("?");

/** Does the whole text fit the pattern? `*` is any run, `?` any one character. */
export function fits(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    if (at < pattern.length && (pattern[at] === "?" || (pattern[at] !== "*" && pattern[at] === text[from]))) {
      at++;
      from++;
    } else if (pattern[at] === "*") {
      star = at++;
      resume = from;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** Ranges in rising order of `from`, made to neither overlap nor touch. */
function joined(ranges: readonly number[]): ActionSet {
  const out: number[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] ?? 0;
    const to = ranges[i + 1] ?? 0;
    const last = out.length - 1;
    if (last > 0 && from <= (out[last] ?? 0)) out[last] = Math.max(out[last] ?? 0, to);
    else if (to > from) out.push(from, to);
  }
  return out;
}

/** What is in any of them. */
export function unionOf(sets: readonly ActionSet[]): ActionSet {
  const [only] = sets;
  if (sets.length === 1 && only) return only;
  const out: number[] = [];
  // Most lists are sorted by name already: then one walk is enough.
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) {
      const from = set[i] ?? 0;
      const to = set[i + 1] ?? 0;
      const last = out.length - 1;
      if (last < 0 || from > (out[last] ?? 0)) out.push(from, to);
      else if (from < (out[last - 1] ?? 0)) return joined(sorted(sets.flat()));
      else if (to > (out[last] ?? 0)) out[last] = to;
    }
  }
  return out;
}

function sorted(ranges: readonly number[]): readonly number[] {
  const starts = new Uint32Array(ranges.length >> 1);
  for (let i = 0; i < starts.length; i++) starts[i] = i;
  starts.sort((a, b) => (ranges[2 * a] ?? 0) - (ranges[2 * b] ?? 0));
  const out: number[] = [];
  for (const i of starts) out.push(ranges[2 * i] ?? 0, ranges[2 * i + 1] ?? 0);
  return out;
}

/** What is in both. */
export function both(a: ActionSet, b: ActionSet): ActionSet {
  const out: number[] = [];
  for (let i = firstBehind(a, b[0] ?? 0), j = firstBehind(b, a[0] ?? 0); i < a.length && j < b.length; ) {
    const from = Math.max(a[i] ?? 0, b[j] ?? 0);
    const to = Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0);
    if (from < to) out.push(from, to);
    if ((a[i + 1] ?? 0) < (b[j + 1] ?? 0)) i += 2;
    else j += 2;
  }
  return out;
}

/** Is anything in both? */
export function meets(a: ActionSet, b: ActionSet): boolean {
  for (let i = firstBehind(a, b[0] ?? 0), j = firstBehind(b, a[0] ?? 0); i < a.length && j < b.length; ) {
    if ((a[i + 1] ?? 0) <= (b[j] ?? 0)) i += 2;
    else if ((b[j + 1] ?? 0) <= (a[i] ?? 0)) j += 2;
    else return true;
  }
  return false;
}

/** Where the first range stands that ends behind `number`: a small set is laid beside a large one without going through all of it. */
function firstBehind(set: ActionSet, number: number): number {
  let low = 0;
  let high = set.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[2 * middle + 1] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** All that is not in it. */
export function complement(set: ActionSet): ActionSet {
  const out: number[] = [];
  let from = 0;
  for (let i = 0; i < set.length; i += 2) {
    if ((set[i] ?? 0) > from) out.push(from, set[i] ?? 0);
    from = set[i + 1] ?? 0;
  }
  if (from < actionCount()) out.push(from, actionCount());
  return out;
}

/** What is in the first and not in the second. */
export const minus = (a: ActionSet, b: ActionSet): ActionSet => (meets(a, b) ? both(a, complement(b)) : a);

/** Is all of `narrow` in `wide`? */
export function contains(wide: ActionSet, narrow: ActionSet): boolean {
  let i = firstBehind(wide, narrow[0] ?? 0);
  for (let j = 0; j < narrow.length; j += 2) {
    while (i < wide.length && (wide[i + 1] ?? 0) < (narrow[j + 1] ?? 0)) i += 2;
    if (i >= wide.length || (wide[i] ?? 0) > (narrow[j] ?? 0)) return false;
  }
  return true;
}

export const has = (set: ActionSet, action: number): boolean => contains(set, [action, action + 1]);

export function countOf(set: ActionSet): number {
  let count = 0;
  for (let i = 0; i < set.length; i += 2) count += (set[i + 1] ?? 0) - (set[i] ?? 0);
  return count;
}

/** The first `most` actions by name, as AWS writes them. */
export function namesIn(set: ActionSet, most = Number.POSITIVE_INFINITY): readonly string[] {
  const names: string[] = [];
  for (const number of numbersIn(set)) {
    if (names.length >= most) break;
    const name = actionAt(number)?.name;
    if (name !== undefined) names.push(name);
  }
  return names;
}

export function* numbersIn(set: ActionSet): Iterable<number> {
  for (let i = 0; i < set.length; i += 2) for (let n = set[i] ?? 0; n < (set[i + 1] ?? 0); n++) yield n;
}

/** The actions of which a test of their service and their place in it holds. */
export function actionsWhere(test: (service: Service, index: number) => boolean): ActionSet {
  const ranges: number[] = [];
  for (const service of services())
    for (let i = 0; i < service.lowerNames.length; i++) if (test(service, i)) ranges.push(service.first + i, service.first + i + 1);
  return joined(ranges);
}
