import type { Field, List } from "./field.ts";

/** What pods could be admitted by in Kubernetes before 1.25. What is left out is what its API took for it. */
export interface PodSecurityPolicy {
  readonly address: string;
  readonly name: Field<string>;
  readonly privileged: Field<boolean>;
  readonly privilegeEscalation: Field<boolean>;
  /** Those of the host that pods may share: `hostNetwork`, `hostPID`, `hostIPC`, each by its key. */
  readonly hostNamespaces: readonly Field<boolean>[];
  /** Types of volumes: "configMap", "hostPath", "*". */
  readonly volumes: List<Field<string>, string>;
  /** The paths of the host that `hostPath` may be of; any where none is listed. */
  readonly hostPaths: List<HostPathPrefix, never>;
  readonly allowedCapabilities: List<Field<string>, string>;
  readonly droppedCapabilities: List<Field<string>, string>;
  /** "Default", "Unmasked". */
  readonly procMounts: List<Field<string>, string>;
  /** "RunAsAny", "MustRunAsNonRoot", "MustRunAs". */
  readonly user: Field<string>;
  /** Where it must be one of a range: the least number of each. */
  readonly leastUsers: List<Field<string>, never>;
}
export interface HostPathPrefix {
  readonly path: Field<string>;
  readonly readOnly: Field<boolean>;
}
