import { keyNamed } from "../knowledge/iam/global-keys.ts";
import { type Operator, operatorOf } from "./condition.ts";
import { meet } from "./mismatch.ts";
import type { Condition } from "./policy.ts";

/** A condition with its operator and with values that are all known. */
interface Known {
  readonly condition: Condition;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** Two conditions of a statement on one key that no request fulfils together. */
export function impossibleTogether(conditions: readonly Condition[]): readonly (readonly [Condition, Condition])[] {
  const byKey = new Map<string, Known[]>();
  for (const known of conditions.flatMap(knownOf)) {
    const { key } = known.condition;
    // The names of tags are told apart by case.
    const name = key.includes("/") ? key : key.toLowerCase();
    const own = byKey.get(name);
    if (own) own.push(known);
    else byKey.set(name, [known]);
  }
  return [...byKey.values()].flatMap((all) =>
    // There are no more operators than two dozen.
    all.slice(0, 32).flatMap((a, i) => all.slice(i + 1, 32).flatMap((b) => (exclude(a, b) ? [[a.condition, b.condition] as const] : []))),
  );
}

/** Not so for keys with several values, of which one may fit one condition and another the other, nor for variables. */
function knownOf(condition: Condition): readonly Known[] {
  const operator = operatorOf(condition.operator);
  const values = condition.values.flatMap((v) => v.value ?? []);
  const isKnown = operator && !operator.qualifier && values.length > 0 && values.length === condition.values.length;
  if (!isKnown || keyNamed(condition.key)?.many || values.some((v) => v.includes("${"))) return [];
  return [{ condition, operator, values }];
}

function exclude(a: Known, b: Known): boolean {
  const needsKey = (k: Known): boolean => !k.operator.ifExists && k.operator.base !== "Null" && !k.operator.base.includes("Not");
  if (!needsKey(a) && !needsKey(b)) return false;
  const [first, second] = needsKey(a) ? [a, b] : [b, a];
  if (second.operator.base === "Null") return second.values.every((v) => /^true$/i.test(v));
  const [least, most] = [boundsOf(first), boundsOf(second)];
  if (least && most) return Math.max(least.from, most.from) > Math.min(least.to, most.to);
  if (!isText(first) || !isText(second)) return false;
  // Of different ways to compare, one may fit what the other does not.
  if (/IgnoreCase/.test(first.operator.base + second.operator.base)) return false;
  return second.operator.base.includes("Not")
    ? first.values.every((v) => second.values.some((n) => excludes(second, n, first, v)))
    : !first.values.some((v) => second.values.some((w) => meet(v, w)));
}

const isText = ({ operator: { base }, values }: Known): boolean =>
  // Where no wildcard is understood, what looks like one is literal-wildcard's.
  /^(?:String|Arn)/.test(base) && (isLike(base) || !values.some((v) => /[*?]/.test(v)));
const isLike = (base: string): boolean => /Like$/.test(base) || base.startsWith("Arn");

/** Does the negated condition keep out all that fits `text`? */
const excludes = (negated: Known, pattern: string, own: Known, text: string): boolean =>
  pattern === text || (isLike(negated.operator.base) && !(isLike(own.operator.base) && /[*?]/.test(text)) && meet(pattern, text));

/** What a number or a time must be between, both ends included; values are alternatives. Undefined where it is neither. */
function boundsOf({ operator: { base }, values }: Known): { readonly from: number; readonly to: number } | undefined {
  const isDate = base.startsWith("Date");
  if ((!isDate && !base.startsWith("Numeric")) || base.includes("Not")) return undefined;
  const numbers = values.map((v) => (isDate && !/^\d{5,}$/.test(v) ? Date.parse(v) : Number(v) * (isDate ? 1000 : 1)));
  if (numbers.some(Number.isNaN)) return undefined;
  // Whole numbers and milliseconds: what is less is less by one at least.
  const step = base.endsWith("Equals") || !numbers.every(Number.isInteger) ? 0 : 1;
  if (base.includes("Less")) return { from: Number.NEGATIVE_INFINITY, to: Math.max(...numbers) - step };
  if (base.includes("Greater")) return { from: Math.min(...numbers) + step, to: Number.POSITIVE_INFINITY };
  return { from: Math.min(...numbers), to: Math.max(...numbers) };
}
