import type { Field } from "./field.ts";

/** What picks pods by their labels, with what the workspace's manifests say of these. Only the workspace can build these. */
export interface Selection {
  readonly address: string;
  readonly kind: "NetworkPolicy" | "Service";
  readonly name: Field<string>;
  /** Pods that may be in its namespace; none where nobody knows all files. */
  readonly candidates: number;
  /** Does it pick one of them? Undefined where that is not known. */
  readonly picks: boolean | undefined;
}
