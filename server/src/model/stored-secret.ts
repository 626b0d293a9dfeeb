import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A secret of AWS Secrets Manager. */
export interface StoredSecret extends Resource {
  readonly name: Field<string>;
  readonly key: Field<string>;
  /** A value in the clear, where the file holds one. */
  readonly value: Field<string>;
  /** Does the same file rotate it? */
  readonly rotated: boolean;
}
