import type { EksCluster } from "./eks-cluster.ts";
import type { Field } from "./field.ts";
import type { Link } from "./link.ts";
import type { Pod } from "./pod.ts";
import type { Resource } from "./resource.ts";

/** Which pods of a cluster of EKS run on Fargate: those that one of its selectors picks. */
export interface FargateProfile extends Resource {
  readonly name: Field<string>;
  readonly cluster: Link<EksCluster>;
  readonly selectors: readonly ProfileSelector[];
}

export interface ProfileSelector {
  /** `*` and `?` stand for any characters and for one. */
  readonly namespace: Field<string>;
  /** What labels a pod must have beside; undefined where it is not known. */
  readonly labels: ReadonlyMap<string, string> | undefined;
}

/** A pod that a Fargate profile of the workspace picks. Only the workspace can build these. */
export interface FargatePod {
  readonly address: string;
  readonly pod: Pod;
}
