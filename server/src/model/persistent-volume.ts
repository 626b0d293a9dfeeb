import type { Field } from "./field.ts";

/** Storage of a Kubernetes cluster that pods get through claims. */
export interface PersistentVolume {
  readonly address: string;
  readonly name: Field<string>;
  /** The path of a node, where it is one. */
  readonly hostPath: Field<string>;
}
