/**
 * Types of volumes that a pod of Kubernetes names storage of machines by itself with, past persistent volumes and their classes: all that the
 * restricted Pod Security Standard does not take, but paths of the host. https://kubernetes.io/docs/concepts/storage/volumes/ (1.34)
 */
export const directVolumes: ReadonlyMap<string, { readonly called: string; readonly gone?: string }> = new Map([
  ["nfs", { called: "an NFS export" }],
  ["iscsi", { called: "an iSCSI target" }],
  ["fc", { called: "a Fibre Channel device" }],
  ["flexVolume", { called: "a FlexVolume driver" }],
  ["awsElasticBlockStore", { called: "an EBS volume" }],
  ["gcePersistentDisk", { called: "a persistent disk of Google Cloud" }],
  ["azureDisk", { called: "an Azure disk" }],
  ["azureFile", { called: "an Azure file share" }],
  ["vsphereVolume", { called: "a vSphere disk" }],
  ["portworxVolume", { called: "a Portworx volume" }],
  ["cinder", { called: "a Cinder volume" }],
  ["photonPersistentDisk", { called: "a Photon disk", gone: "1.25" }],
  ["scaleIO", { called: "a ScaleIO volume", gone: "1.22" }],
  // https://github.com/kubernetes/kubernetes/issues/115035
  ["storageos", { called: "a StorageOS volume", gone: "1.25" }],
  ["quobyte", { called: "a Quobyte volume", gone: "1.25" }],
  ["flocker", { called: "a Flocker dataset", gone: "1.25" }],
  ["glusterfs", { called: "a GlusterFS volume", gone: "1.26" }],
  ["cephfs", { called: "a CephFS file system", gone: "1.31" }],
  ["rbd", { called: "a Ceph block device", gone: "1.31" }],
  // Off unless a feature gate says otherwise: https://github.com/kubernetes/enhancements/issues/5040
  ["gitRepo", { called: "a Git repository", gone: "1.33" }],
]);
