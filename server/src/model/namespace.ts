import type { Field } from "./field.ts";
import type { Labels } from "./labels.ts";

/** A namespace and the levels of the Pod Security Standards that its admission holds pods to. */
export interface Namespace {
  readonly address: string;
  readonly name: Field<string>;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** Where the cluster's own parts run. */
export const isSystemNamespace = (namespace: Field<string>): boolean =>
  namespace.is((name) => ["kube-system", "kube-public", "kube-node-lease"].includes(name));
