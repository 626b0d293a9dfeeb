// What policies say, told slowly and plainly: beside what the engine and its fixes make of them.
import { fits } from "../server/src/model/action-set.ts";
import type { Field } from "../server/src/model/field.ts";
import type { Condition, Policy, Principal, Statement } from "../server/src/model/policy.ts";

/**
 * Every request, made of the actions and resources that the policies `asked` name, `*` standing for itself and for a word that nobody names,
 * with the policies' effects upon it under their conditions. Slow and plain, so that nothing of the engine is asked but `fits`.
 */
export function meaningOf(policies: readonly Policy[], asked: readonly Policy[]): readonly string[] {
  const statements = asked.flatMap((p) => p.statements);
  const actions = words(statements.flatMap((s) => [...s.actions.items, ...s.notActions.items]).map((f) => textOf(f).toLowerCase()));
  const resources = words(statements.flatMap((s) => [...s.resources.items, ...s.notResources.items]).map(textOf));
  return policies
    .flatMap((policy) =>
      actions.flatMap((action) =>
        resources.flatMap((resource) => {
          const effects = policy.statements.flatMap((s) => (speaksOf(s, action, resource) ? [effectOf(s)] : []));
          return effects.length > 0 ? [`${policy.kind} ${action} ${resource}: ${least(effects).join("; ")}`] : [];
        }),
      ),
    )
    .toSorted();
}

const textOf = (field: Field<string>): string => field.value ?? field.text ?? field.parts.map((p) => p ?? "\0").join("");
const words = (patterns: readonly string[]): readonly string[] => [
  ...new Set(patterns.flatMap((p) => [p.replaceAll(/[*?]/g, "x"), p.replaceAll("*", "")])),
  "other:Word",
];
const speaksOf = (s: Statement, action: string, resource: string): boolean =>
  (s.notActions.state === "unset"
    ? s.actions.items.some((a) => fits(textOf(a).toLowerCase(), action))
    : !s.notActions.items.some((a) => fits(textOf(a).toLowerCase(), action))) &&
  (s.resources.state !== "unset"
    ? s.resources.items.some((r) => fits(textOf(r), resource))
    : s.notResources.state === "unset" || !s.notResources.items.some((r) => fits(textOf(r), resource)));

/** A statement's effect, with what must hold for it. */
interface Effect {
  readonly effect: string;
  readonly principals: string;
  readonly conditions: readonly Asked[];
}
interface Asked {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}
const effectOf = ({ effect, principals, notPrincipals, conditions }: Statement): Effect => ({
  effect: effect.value ?? "",
  principals: JSON.stringify([of(principals), of(notPrincipals)]),
  conditions: conditions.map(asked),
});
/** Without those that hold only where another one of the same does. */
const least = (effects: readonly Effect[]): readonly string[] =>
  textsOf(effects.filter((e, i) => !effects.some((o, j) => o !== e && isWithin(e, o) && (j < i || !isWithin(o, e)))));
const isWithin = (one: Effect, other: Effect): boolean =>
  one.effect === other.effect &&
  one.principals === other.principals &&
  other.conditions.every((wide) => one.conditions.some((narrow) => isSameOrNarrower(narrow, wide)));
function isSameOrNarrower(narrow: Asked, wide: Asked): boolean {
  if (narrow.operator !== wide.operator || narrow.key !== wide.key) return false;
  const isIn = (values: readonly string[], others: readonly string[]): boolean =>
    values.every((v) => others.some((o) => o === v || matches(narrow.operator, o, v)));
  if (/Not|Less|Greater/.test(narrow.operator)) return isIn(wide.values, narrow.values) && isIn(narrow.values, wide.values);
  return isIn(narrow.values, wide.values);
}
const matches = (operator: string, pattern: string, value: string): boolean =>
  /(?:StringLike|ArnLike|ArnEquals)$/.test(operator) && fits(pattern, value);
const textsOf = (effects: readonly Effect[]): readonly string[] =>
  [...new Set(effects.map((e) => JSON.stringify({ ...e, conditions: e.conditions.map((c) => JSON.stringify(c)).toSorted() })))].toSorted();

/** A number of an account is its root. */
const of = (principals: readonly Principal[]): readonly string[] =>
  [...new Set(principals.map((p) => `${p.type} ${textOf(p.value).replace(/^(\d{12})$/, "arn:aws:iam::$1:root")}`))].toSorted();

const asked = ({ operator, key, values }: Condition): Asked => {
  const texts = [...new Set(values.map(textOf))].map((v) => (/IpAddress/.test(operator) ? network(v) : v));
  // Patterns that another one includes ask nothing more.
  const own = texts.filter((t) => !texts.some((o) => o !== t && matches(operator, o, t)));
  return { operator, key, values: own.toSorted() };
};

/** `198.51.100.7/24` as `198.51.100.0/24`. */
function network(address: string): string {
  const [, a = "", bits = ""] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(address) ?? [];
  if (a === "" || Number(bits) > 32) return address;
  const number = a.split(".").reduce((n, part) => n * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;
}
