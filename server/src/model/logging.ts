import type { NewSecret, NewVariable, SecretVariable, Variable } from "./container.ts";
import type { Field, List } from "./field.ts";

/** Where what it prints goes. */
export interface Logging {
  /** "awslogs", "awsfirelens", "json-file"; unset where the host decides. */
  readonly driver: Field<string>;
  readonly options: List<Variable, NewVariable>;
  /** Options whose values are fetched from a store. */
  readonly secrets: List<SecretVariable, NewSecret>;
}
