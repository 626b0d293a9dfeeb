import type { Field } from "./field.ts";

/** The labels or annotations of an object. */
export interface Labels {
  /** The field of the key `name`; unset where the object lacks it, opaque where its template may add it. */
  of(name: string): Field<string>;
  readonly names: readonly string[];
  /** May its template add more? */
  readonly open: boolean;
}

/** What picks objects by their labels; one with no requirement picks all. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  /** May its template add more? Then it may pick fewer. */
  readonly open: boolean;
}
export interface Requirement {
  readonly key: string;
  /** Undefined where deployment alone knows it. */
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | undefined;
  /** Undefined where one of them is known to deployment only. */
  readonly values: readonly string[] | undefined;
}

/**
 * Does it pick what has these labels? Undefined where that is not known.
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements)
 */
export function selects({ requirements, open }: Selector, labels: Labels): boolean | undefined {
  const met = requirements.map((requirement) => meets(requirement, labels));
  if (met.includes(false)) return false;
  return open || met.includes(undefined) ? undefined : true;
}

function meets({ key, operator, values }: Requirement, labels: Labels): boolean | undefined {
  const label = labels.of(key);
  if (operator === undefined || label.opaque) {
    return label.opaque && !label.unset && operator === "Exists" && labels.names.includes(key) ? true : undefined;
  }
  if (operator === "Exists") return !label.unset;
  if (operator === "DoesNotExist") return label.unset;
  // What lacks the label is none of the values, too.
  if (label.value === undefined) return operator === "NotIn";
  return values && values.includes(label.value) === (operator === "In");
}

/** The selector that picks by these texts alone: `matchLabels`, and the whole selector of a Service. */
export const byLabels = (labels: Labels): readonly Requirement[] =>
  labels.names.map((key) => {
    const { value } = labels.of(key);
    return { key, operator: "In" as const, values: value === undefined ? undefined : [value] };
  });
