import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "persistent-host-path",
  on: "persistentVolume",
  title: "Persistent volume is a path of a node",
  severity: "info",
  risk: "host",
  why: `A persistent volume with \`hostPath\` gives a folder of the node to whoever claims it. Pod Security admission looks at pods alone, and a claim is well under every standard: so a pod in a \`restricted\` namespace has what \`baseline\` forbids. What is written there stays on one node, and the next pod of that node finds it.

Kubernetes means it for a cluster of one node, to try things out. A volume of type \`local\` names its node and is for a disk of its own; on EKS, the drivers of EBS and EFS make volumes that no node has to lend. A folder that is the host's own (\`/\`, \`/etc\`, \`/var/run\`, …) is a warning.`,
  refs: [
    "NIST SP 800-190 4.5.5",
    "CWE-552",
    "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes",
  ],

  *check({ hostPath, name }) {
    if (hostPath.unset || hostPath.value === undefined) return;
    yield {
      at: hostPath.at,
      ...(own.test(hostPath.value) ? { severity: "warning" } : {}),
      message: `Whoever claims the ${titled("PersistentVolume", name)} has "${hostPath.value}" of the node that its pod runs on.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: PersistentVolume
      metadata: { name: settings }
      spec:
        capacity: { storage: 1Gi }
        accessModes: [ReadWriteOnce]
        hostPath: { path: «/etc» }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: PersistentVolume
      metadata: { name: data }
      spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], hostPath: { path: «/mnt/data» } }
    `),
    bad(terraform`
      resource "kubernetes_persistent_volume" "data" {
        metadata { name = "data" }
        spec {
          capacity     = { storage = "1Gi" }
          access_modes = ["ReadWriteOnce"]
          persistent_volume_source {
            host_path { path = «"/mnt/data"» }
          }
        }
      }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: PersistentVolume
      metadata: { name: data }
      spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], csi: { driver: ebs.csi.aws.com, volumeHandle: vol-0123456789abcdef0 } }
      ---
      apiVersion: v1
      kind: PersistentVolume
      metadata: { name: any }
      spec: { capacity: { storage: 1Gi }, hostPath: { path: "\${DATA}" } }
    `).because("A driver's, and a path that deployment alone knows."),
  ],
});

/** The host's own folders, with what is below those that hold its secrets. */
const own =
  /^\/(?:(?:bin|boot|dev|lib|lib64|proc|run|sbin|sys|usr|var|var\/lib|var\/run|home|root|etc)?\/?$|etc\/|root\/|run\/|var\/run\/|var\/lib\/(?:kubelet|docker|containerd|etcd)(?:\/|$))/;
