import type { Field } from "./field.ts";
import type { Selector } from "./labels.ts";
import type { Pod } from "./pod.ts";

/** How many of the pods that it selects may be evicted at once: a PodDisruptionBudget. Numbers and percentages, as written. */
export interface DisruptionBudget {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  /** Undefined where none is written: then it selects no pod, or all, by the version of its API. */
  readonly selector: Selector | undefined;
  readonly minAvailable: Field<string>;
  readonly maxUnavailable: Field<string>;
}

/** What sets the number of an object's pods: a HorizontalPodAutoscaler. */
export interface Autoscaler {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  /** Of what it scales: "Deployment". */
  readonly targetKind: Field<string>;
  readonly targetName: Field<string>;
  readonly minReplicas: Field<number>;
}

/** The pods that one object makes, with what the workspace's manifests say of their number. Only the workspace can build these. */
export interface Replicas {
  readonly address: string;
  readonly pod: Pod;
  /** Those that scale it for certain. */
  readonly autoscalers: readonly Autoscaler[];
  /** Does one scale it? Undefined where that is not known. */
  readonly isScaled: boolean | undefined;
  /** Those that select its pods for certain. */
  readonly budgets: readonly DisruptionBudget[];
  /** Does one select its pods? Undefined where that is not known. */
  readonly isBudgeted: boolean | undefined;
}

/** The fewest pods that there are for certain, while nothing is wrong; undefined where files do not tell. */
export function fewest({ pod, autoscalers, isScaled }: Replicas): number | undefined {
  const [only] = autoscalers;
  if (isScaled && only && autoscalers.length === 1) return only.minReplicas.value;
  return isScaled === false ? pod.replicas.value : undefined;
}
