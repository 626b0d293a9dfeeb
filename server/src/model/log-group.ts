import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A log group of CloudWatch. */
export interface LogGroup extends Resource {
  readonly name: Field<string>;
  /** Days; kept for ever where unset. */
  readonly retention: Field<number>;
  readonly key: Field<string>;
}
