import type { Field } from "./field.ts";

/** A reference from one resource to another that a rule can follow. */
export interface Link<T> {
  /** As it is written: a name, an ARN, or opaque for what only deployment knows. */
  readonly name: Field<string>;
  /** What it leads to, where the same file says that. */
  readonly target: T | undefined;
}
