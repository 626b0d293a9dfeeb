import type { AccessEntry } from "./access-entry.ts";
import type { AccessKey } from "./access-key.ts";
import type { AccessPoint } from "./access-point.ts";
import type { Addon } from "./addon.ts";
import type { AppRunnerService } from "./app-runner-service.ts";
import type { AuditPolicy } from "./audit-policy.ts";
import type { Stage } from "./build.ts";
import type { BuildContext } from "./build-context.ts";
import type { CacheRule, UncachedImage } from "./cache-rule.ts";
import type { Cluster } from "./cluster.ts";
import type { Component } from "./component.ts";
import type { Container, Workload } from "./container.ts";
import type { Daemon } from "./daemon.ts";
import type { EksCluster } from "./eks-cluster.ts";
import type { Ingress, Service as KubernetesService } from "./exposure.ts";
import type { FargatePod, FargateProfile } from "./fargate-profile.ts";
import type { Field } from "./field.ts";
import type { FileSystem } from "./file-system.ts";
import type { IgnoreFile } from "./ignore-file.ts";
import type { Instance } from "./instance.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import type { KubernetesSecret } from "./kubernetes-secret.ts";
import type { Listener } from "./listener.ts";
import type { LogGroup } from "./log-group.ts";
import type { Namespace } from "./namespace.ts";
import type { NetworkPolicy } from "./network-policy.ts";
import type { NodeGroup } from "./node-group.ts";
import type { Parameter } from "./parameter.ts";
import type { PersistentVolume } from "./persistent-volume.ts";
import type { Placement, Pod } from "./pod.ts";
import type { PodSecurityPolicy } from "./pod-security-policy.ts";
import type { Policy, Statement } from "./policy.ts";
import type { Property } from "./property.ts";
import type { IdentityMapping, Role as RbacRole, RoleBinding } from "./rbac.ts";
import type { Reference } from "./reference.ts";
import type { Registry } from "./registry.ts";
import type { Autoscaler, DisruptionBudget, Replicas } from "./replicas.ts";
import type { LifecyclePolicy, Repository } from "./repository.ts";
import type { RepositoryUse } from "./repository-use.ts";
import type { Attachment, Duty, Role, RoleUse } from "./role.ts";
import type { SecurityGroup } from "./security-group.ts";
import type { Selection } from "./selection.ts";
import type { Service } from "./service.ts";
import type { ServiceAccount } from "./service-account.ts";
import type { ServiceUse } from "./service-use.ts";
import type { SharedBase } from "./shared-base.ts";
import type { StoredSecret } from "./stored-secret.ts";
import type { Text } from "./text.ts";

/** A container joined with what other files say of it. Only the workspace can build these. */
export interface Deployment {
  readonly address: string;
  readonly container: Container;
  /** The stage of the Dockerfile in the workspace that builds the container's image: the one that its host names, else the final one of the only such. */
  readonly build: Stage | undefined;
  /** Those of the workload's containers, in order, this one among them; empty for what one of them is under some condition. */
  readonly together: readonly Deployment[];
}

/** One rule name in a comment that accepts findings: `# plimsoll: allow root-user -- reason`. Built after all other rules ran. */
export interface Allow {
  readonly address: string;
  readonly rule: Field<string>;
  /** Is there such a rule? */
  readonly known: boolean;
  /** The name that was probably meant. */
  readonly nearest: string | undefined;
  /** Did it accept a finding, or could it not be told because its rule is off? */
  readonly used: boolean;
}

/** All that a rule can be written against. A new kind of subject is one entry here and one line per host. */
export interface Subjects {
  readonly stage: Stage;
  readonly workload: Workload;
  readonly container: Container;
  readonly policy: Policy;
  readonly statement: Statement;
  /** Those of the statements that have conditions, */
  readonly conditional: Statement;
  /** and those that name principals: most have neither, and most rules on either need not look at them. */
  readonly entrusting: Statement;
  readonly pod: Pod;
  readonly rbacRole: RbacRole;
  readonly roleBinding: RoleBinding;
  readonly identityMapping: IdentityMapping;
  readonly serviceAccount: ServiceAccount;
  readonly kubernetesObject: KubernetesObject;
  readonly persistentVolume: PersistentVolume;
  readonly podSecurityPolicy: PodSecurityPolicy;
  readonly kubernetesSecret: KubernetesSecret;
  readonly namespace: Namespace;
  readonly networkPolicy: NetworkPolicy;
  readonly kubernetesService: KubernetesService;
  readonly ingress: Ingress;
  readonly disruptionBudget: DisruptionBudget;
  readonly autoscaler: Autoscaler;
  readonly placement: Placement;
  readonly selection: Selection;
  readonly replicas: Replicas;
  readonly serviceUse: ServiceUse;
  readonly fargatePod: FargatePod;
  readonly service: Service;
  readonly appRunnerService: AppRunnerService;
  readonly cluster: Cluster;
  readonly repository: Repository;
  readonly lifecyclePolicy: LifecyclePolicy;
  readonly registry: Registry;
  readonly eksCluster: EksCluster;
  readonly nodeGroup: NodeGroup;
  readonly fargateProfile: FargateProfile;
  readonly addon: Addon;
  readonly accessEntry: AccessEntry;
  readonly instance: Instance;
  readonly securityGroup: SecurityGroup;
  readonly listener: Listener;
  readonly logGroup: LogGroup;
  readonly fileSystem: FileSystem;
  readonly accessPoint: AccessPoint;
  readonly storedSecret: StoredSecret;
  readonly accessKey: AccessKey;
  readonly cacheRule: CacheRule;
  readonly daemon: Daemon;
  readonly component: Component;
  readonly auditPolicy: AuditPolicy;
  readonly ignoreFile: IgnoreFile;
  readonly buildContext: BuildContext;
  readonly property: Property;
  readonly parameter: Parameter;
  readonly text: Text;
  readonly role: Role;
  readonly attachment: Attachment;
  readonly duty: Duty;
  readonly roleUse: RoleUse;
  readonly repositoryUse: RepositoryUse;
  readonly reference: Reference;
  readonly sharedBase: SharedBase;
  readonly uncachedImage: UncachedImage;
  readonly deployment: Deployment;
  readonly allow: Allow;
}
export type Kind = keyof Subjects;

/** The kinds that only several files tell together. */
export type JoinedKind =
  | "deployment"
  | "placement"
  | "selection"
  | "replicas"
  | "serviceUse"
  | "fargatePod"
  | "roleUse"
  | "repositoryUse"
  | "reference"
  | "sharedBase"
  | "uncachedImage"
  | "buildContext";

/** The subjects of one file, as its host tells them. */
export type Facts = {
  readonly [K in Exclude<Kind, JoinedKind | "allow">]: readonly Subjects[K][];
};

const none: Facts = {
  stage: [],
  workload: [],
  container: [],
  policy: [],
  statement: [],
  conditional: [],
  entrusting: [],
  pod: [],
  rbacRole: [],
  roleBinding: [],
  identityMapping: [],
  serviceAccount: [],
  kubernetesObject: [],
  persistentVolume: [],
  podSecurityPolicy: [],
  kubernetesSecret: [],
  namespace: [],
  networkPolicy: [],
  kubernetesService: [],
  ingress: [],
  disruptionBudget: [],
  autoscaler: [],
  role: [],
  attachment: [],
  duty: [],
  service: [],
  appRunnerService: [],
  cluster: [],
  repository: [],
  lifecyclePolicy: [],
  registry: [],
  eksCluster: [],
  nodeGroup: [],
  fargateProfile: [],
  addon: [],
  accessEntry: [],
  instance: [],
  securityGroup: [],
  listener: [],
  logGroup: [],
  fileSystem: [],
  accessPoint: [],
  storedSecret: [],
  accessKey: [],
  cacheRule: [],
  daemon: [],
  component: [],
  auditPolicy: [],
  ignoreFile: [],
  property: [],
  parameter: [],
  text: [],
};
export const facts = (some: Partial<Facts> = {}): Facts => ({ ...none, ...some });

/** The subjects of several readings as those of one file, each kind in the order of the readings. */
export function together(all: readonly Facts[]): Facts {
  const [only] = all;
  if (only && all.length === 1) return only;
  const kinds = Object.keys(none) as readonly (keyof Facts)[];
  // Each kind is put together from lists of that kind, which a mapped type cannot say.
  return Object.fromEntries(kinds.map((kind) => [kind, all.flatMap((f): readonly unknown[] => f[kind])])) as unknown as Facts;
}
