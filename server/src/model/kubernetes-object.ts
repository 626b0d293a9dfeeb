import type { Field } from "./field.ts";

/** An object of a manifest, whatever it is. */
export interface KubernetesObject {
  readonly address: string;
  readonly name: Field<string>;
  readonly kind: string;
  /** The version of the API that it is written for: "apps/v1". */
  readonly apiVersion: Field<string>;
}
