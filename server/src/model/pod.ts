import type { Workload } from "./container.ts";
import type { Field } from "./field.ts";
import type { Labels } from "./labels.ts";
import type { SecurityLevel } from "./pod-security.ts";
import type { ServiceAccount } from "./service-account.ts";

/** A pod of Kubernetes, or what pods are made from: what it is to its cluster. What runs in it is its workload. */
export interface Pod {
  readonly address: string;
  readonly workload: Workload;
  /** Of the object that makes it: Deployment, or Pod where nothing does. */
  readonly kind: string;
  readonly name: Field<string>;
  /** The Service that gives the pods of a StatefulSet their names; undefined for all others. */
  readonly governingService: Field<string> | undefined;
  /** Did another object make it, as one that a cluster prints says? */
  readonly owned: boolean;
  readonly namespace: Field<string>;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** "Always", "OnFailure", "Never". */
  readonly restartPolicy: Field<string>;
  /** "default" unless it says otherwise. */
  readonly serviceAccount: Field<string>;
  /** How many the object keeps; unset where it leaves that to the API, which takes 1, or to an autoscaler. */
  readonly replicas: Field<number>;
  /** Does it say that its pods are to be kept apart, on nodes or in zones? Undefined where a template may add that. */
  readonly isSpread: boolean | undefined;
  /** Does it mount the token of its service account? Where it is unset, that account decides. */
  readonly mountsToken: Field<boolean>;
}

/**
 * Does the kubelet start it from a file, as kubeadm has it for the control plane? Such a pod has no service account and mounts no token:
 * https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/
 */
export const isStatic = ({ kind, labels }: Pod): boolean => kind === "Pod" && labels.of("tier").is("control-plane");

/** The pods of one file that go to one namespace, with what the workspace's other manifests say of them. Only the workspace can build these. */
export interface Placement {
  readonly address: string;
  readonly pods: readonly PlacedPod[];
}

export interface PlacedPod {
  readonly pod: Pod;
  /** Does a network policy select it? Undefined where that is not known. */
  readonly isolated: boolean | undefined;
  /** The account that it runs as, where the workspace has the only one that this can be. */
  readonly account: ServiceAccount | undefined;
  /** Are there several, so that nothing is known of it? */
  readonly accountMayDiffer: boolean;
  /** Does a binding give a role to the account? */
  readonly bound: boolean;
  /** The Pod Security Standard that its namespace enforces; undefined where the workspace does not say, or says several things. */
  readonly enforced: SecurityLevel | undefined;
}
