import type { ConditionKey } from "../knowledge/iam/catalogue.ts";
import { remembered } from "../knowledge/remembered.ts";
import type { Condition } from "./policy.ts";

/** A condition operator, taken apart: `ForAllValues:StringLikeIfExists`. */
export interface Operator {
  readonly qualifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly base: string;
  readonly ifExists: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const operators: readonly string[] = [
  ...["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"],
  ...["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"],
  ...["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
  ...["Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null"],
];
const byLowerCase: ReadonlyMap<string, string> = new Map(operators.map((o) => [o.toLowerCase(), o]));

/** Undefined for what is no operator. Case does not tell them apart. */
export const operatorOf: (written: string) => Operator | undefined = remembered((written) => {
  const [, qualifier, rest = "", suffix] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/i.exec(written) ?? [];
  const base = byLowerCase.get(rest.toLowerCase());
  if (base === undefined || (base === "Null" && suffix !== undefined)) return undefined;
  const forAll = qualifier && /all/i.test(qualifier);
  return { qualifier: qualifier ? (forAll ? "ForAllValues" : "ForAnyValue") : undefined, base, ifExists: suffix !== undefined };
});

/** What an operator takes values for. */
export type Family = "String" | "Numeric" | "Date" | "Bool" | "Binary" | "IpAddress" | "Arn";
export const familyOf = (base: string): Family => {
  if (base.endsWith("IpAddress")) return "IpAddress";
  return (["String", "Numeric", "Date", "Bool", "Binary", "Arn"] as const).find((f) => base.startsWith(f)) ?? "String";
};
/** By which operators a key of each type is compared, as it is meant and as it works. */
export const comparing: Readonly<Record<ConditionKey["type"], readonly Family[]>> = {
  String: ["String", "Bool", "Binary"],
  ARN: ["Arn"],
  Bool: ["Bool", "String"],
  Numeric: ["Numeric"],
  Date: ["Date", "Numeric"],
  IPAddress: ["IpAddress"],
  Binary: ["Binary"],
};

/** The operators that may ask about a key: those of its type, with `IfExists` behind them and, for keys of many values, what they ask of how many. */
export function operatorsFor(key: ConditionKey | undefined): readonly string[] {
  const own = key ? operators.filter((o) => o === "Null" || comparing[key.type].includes(familyOf(o))) : operators;
  const all = [...own, ...own.flatMap((o) => (o === "Null" ? [] : `${o}IfExists`))];
  return key?.many ? [...["ForAnyValue", "ForAllValues"].flatMap((q) => own.flatMap((o) => (o === "Null" ? [] : `${q}:${o}`))), ...all] : all;
}

/** Does it hold where the value is another one? */
export const isNegated = ({ base }: Operator): boolean => base.includes("Not");

/** Key names know no case. */
export const isKey = ({ key }: Condition, ...names: readonly string[]): boolean => names.some((name) => name.toLowerCase() === key.toLowerCase());

/**
 * Does it keep out every request that has another value for the key, or none? Not so for negated operators, `IfExists` and `ForAllValues`,
 * which hold where the key is missing, nor where a value fits everything. What cannot be read may.
 */
export function binds(condition: Condition): boolean {
  const operator = operatorOf(condition.operator);
  if (!operator) return true;
  if (operator.ifExists || operator.qualifier === "ForAllValues" || operator.base === "Null" || isNegated(operator)) return false;
  return (
    condition.values.length > 0 && !condition.values.some((v) => v.is((value) => /^\*+$/.test(value) || ["0.0.0.0/0", "::/0", ""].includes(value)))
  );
}
