import type { Field } from "./field.ts";

/** A Secret of Kubernetes. What it holds is looked at as properties. */
export interface KubernetesSecret {
  readonly address: string;
  /** "Opaque" unless it says otherwise. */
  readonly type: Field<string>;
  /** The service account that it is for, where it is a token of one. */
  readonly serviceAccount: Field<string>;
}
