import type { Field } from "./field.ts";
import type { Pod } from "./pod.ts";

/** What picks pods by their labels, with what the workspace's manifests say of these. Only the workspace can build these. */
export interface Selection {
  readonly address: string;
  readonly kind: "NetworkPolicy" | "Service" | "PodDisruptionBudget";
  readonly name: Field<string>;
  /** Is no pod in its namespace for certain? Then those that it is for are made elsewhere. */
  readonly isAlone: boolean;
  /** Does it pick one of the pods that may be in its namespace? Undefined where that is not known. */
  readonly picks: boolean | undefined;
  /** Those of them that it picks for certain. */
  readonly picked: readonly Pod[];
}
