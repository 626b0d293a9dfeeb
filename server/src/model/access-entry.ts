import type { EksCluster } from "./eks-cluster.ts";
import type { Field, List } from "./field.ts";
import type { Link } from "./link.ts";
import type { Resource } from "./resource.ts";

/** Who of IAM may do what in an EKS cluster. */
export interface AccessEntry extends Resource {
  readonly cluster: Link<EksCluster>;
  readonly principal: Field<string>;
  readonly groups: List<Field<string>, string>;
  readonly policies: readonly AccessPolicy[];
}

export interface AccessPolicy {
  /** `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy` */
  readonly policy: Field<string>;
  /** cluster, namespace. */
  readonly scope: Field<string>;
}
