import type { EksCluster } from "./eks-cluster.ts";
import type { Field } from "./field.ts";
import type { Link } from "./link.ts";
import type { Resource } from "./resource.ts";

/** What AWS installs in a cluster of EKS and keeps current. */
export interface Addon extends Resource {
  /** "vpc-cni", "aws-ebs-csi-driver". */
  readonly name: Field<string>;
  readonly cluster: Link<EksCluster>;
  /** May it have a role of its own: by its service account, by an identity of its pods, here or beside? */
  readonly mayHaveRole: boolean;
}
