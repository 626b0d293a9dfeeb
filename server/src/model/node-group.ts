import type { EksCluster } from "./eks-cluster.ts";
import type { Field } from "./field.ts";
import type { Instance } from "./instance.ts";
import type { Link } from "./link.ts";
import type { Resource } from "./resource.ts";
import type { SecurityGroup } from "./security-group.ts";

/** A group of nodes of an EKS cluster: one that EKS or eksctl keeps, or those that Karpenter starts alike. */
export interface NodeGroup extends Resource {
  readonly name: Field<string>;
  readonly cluster: Link<EksCluster>;
  /** AL2_x86_64, BOTTLEROCKET_ARM_64, CUSTOM, … */
  readonly amiType: Field<string>;
  readonly version: Field<string>;
  /** The key pair that lets people in through SSH. */
  readonly sshKey: Field<string>;
  /** Who may use SSH; everybody where there is a key and none of these. */
  readonly sshSources: readonly Link<SecurityGroup>[];
  /** Is that list one that cannot be read? */
  readonly sshSourcesOpaque: boolean;
  readonly launchTemplate: Link<Instance>;
}
