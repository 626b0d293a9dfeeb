import type { Edit } from "../text/source.ts";
import type { NewSecret, NewVariable, SecretVariable, Variable } from "./container.ts";
import type { Field, List } from "./field.ts";

/** Where what it prints goes. */
export interface Logging {
  /** "awslogs", "awsfirelens", "json-file"; unset where the host decides. */
  readonly driver: Field<string>;
  readonly options: List<Variable, NewVariable>;
  /** Options whose values are fetched from a store. */
  readonly secrets: List<SecretVariable, NewSecret>;
  /** Edits that send it elsewhere, where nothing says where. None where that cannot be said; absent on hosts that decide it themselves. */
  readonly send?: (to: Destination) => readonly Edit[];
}

/** Where it is to go. */
export interface Destination {
  readonly driver: string;
  readonly options: readonly (readonly [name: string, value: Said])[];
}
/** A text, the same as is said elsewhere, or a thing of the same file. */
export type Said = string | Field<string> | { readonly address: string };
