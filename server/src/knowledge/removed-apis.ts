/** A version of an API that Kubernetes has no longer. */
export interface RemovedApi {
  /** The first release without it. */
  readonly since: string;
  /** What has the kind now. */
  readonly instead?: string;
  /** Is the object written there as it was? */
  readonly same?: true;
}

/** Of this version and kind; undefined for all that is served still, or that is nobody's. */
export const removedApi = (apiVersion: string, kind: string): RemovedApi | undefined => removed.get(`${apiVersion} ${kind}`);

/** https://kubernetes.io/docs/reference/using-api/deprecation-guide/, with what it says of older releases. */
const removed: ReadonlyMap<string, RemovedApi> = new Map(
  (
    [
      ["1.16", "extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1"],
      ["1.16", "extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1", true],
      ["1.16", "extensions/v1beta1", "PodSecurityPolicy"],
      ["1.16", "apps/v1beta1", "Deployment StatefulSet", "apps/v1"],
      ["1.16", "apps/v1beta2", "DaemonSet Deployment ReplicaSet StatefulSet", "apps/v1"],
      ["1.21", "batch/v2alpha1", "CronJob", "batch/v1", true],
      ["1.22", "extensions/v1beta1", "Ingress", "networking.k8s.io/v1"],
      ["1.22", "networking.k8s.io/v1beta1", "Ingress", "networking.k8s.io/v1"],
      ["1.22", "networking.k8s.io/v1beta1", "IngressClass", "networking.k8s.io/v1", true],
      [
        "1.22",
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
        "admissionregistration.k8s.io/v1",
      ],
      ["1.22", "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1"],
      ["1.22", "apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1", true],
      ["1.22", "certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1"],
      ["1.22", "coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1", true],
      ["1.22", "rbac.authorization.k8s.io/v1beta1", "ClusterRole ClusterRoleBinding Role RoleBinding", "rbac.authorization.k8s.io/v1", true],
      ["1.22", "scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1", true],
      ["1.22", "storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", "storage.k8s.io/v1", true],
      ["1.25", "batch/v1beta1", "CronJob", "batch/v1", true],
      ["1.25", "discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1"],
      ["1.25", "autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2"],
      ["1.25", "policy/v1beta1", "PodDisruptionBudget", "policy/v1", true],
      ["1.25", "policy/v1beta1", "PodSecurityPolicy"],
      ["1.25", "node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1", true],
      ["1.26", "autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2", true],
      ["1.26", "flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"],
      ["1.27", "storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1", true],
      ["1.29", "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"],
      ["1.32", "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"],
    ] as const
  ).flatMap(([since, version, kinds, instead, same]) =>
    kinds
      .split(" ")
      .map((kind): [string, RemovedApi] => [`${version} ${kind}`, { since, ...(instead ? { instead } : {}), ...(same ? { same } : {}) }]),
  ),
);
