import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { directVolumes } from "../../knowledge/volume-types.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "direct-volume",
  on: "pod",
  title: "Pod names storage by itself",
  severity: "info",
  risk: "container",
  why: `Storage that a pod names itself, such as an export of NFS or the id of a disk, is mounted by its node for whoever may create pods: no claim, no storage class and no quota stands between, and what another team keeps there is a line away. The restricted Pod Security Standard takes none of these types. A persistent volume that the cluster's administrator made, with a claim that names it, mounts the same.

\`gitRepo\` is a warning: the node itself clones the repository, as root, and a repository that somebody prepared has run commands there (CVE-2024-10220). From Kubernetes 1.33 on nodes refuse it; an init container that clones into an \`emptyDir\` does the same inside the pod. What other types mount no longer, in all versions from the one that is named, is said, too; those findings and \`gitRepo\`'s need no preset, the others are shown from \`strict\` on.

Paths of the host are the rule \`sensitive-host-mount\`'s; claims, CSI drivers and all of the API's own objects are well.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    "https://kubernetes.io/docs/concepts/storage/volumes/",
    "https://github.com/kubernetes/kubernetes/issues/128885",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0028" }],

  *check({ workload, name, kind }) {
    for (const volume of workload.volumes.items) {
      const type = volume.source?.value;
      const known = type === undefined ? undefined : directVolumes.get(type);
      if (!volume.source || !known) continue;
      const what = `${titled(kind, name)} mounts ${known.called} past persistent volumes`;
      const key = volume.name.value ?? type ?? "";
      if (type === "gitRepo")
        yield {
          at: volume.source.at,
          key,
          severity: "warning",
          message: `The node clones the repository of the volume "${key}" as root, which a prepared repository can run commands with; from Kubernetes 1.33 on it refuses the pod.`,
        };
      else if (known.gone)
        yield {
          at: volume.source.at,
          key,
          message: `${what}, with a driver that Kubernetes has no longer from ${known.gone} on: the pod does not start.`,
        };
      else yield { at: volume.source.at, key, confidence: "low", message: `${what}: whoever may create pods picks what is mounted.` };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers: [{ name: web, image: "web:1.4" }]
        volumes:
          - name: code
            «gitRepo»: { repository: "https://git.example.com/shop.git" }
          - name: share
            «nfs»: { server: 10.0.0.8, path: /srv }
          - name: old
            «glusterfs»: { endpoints: gluster, path: shop }
    `),
    good(kubernetes`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: data }
              - name: secrets
                csi: { driver: secrets-store.csi.k8s.io, readOnly: true }
              - name: scratch
                emptyDir: {}
              - name: settings
                projected: { sources: [{ configMap: { name: web } }] }
    `).because("The restricted standard takes these."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers: [{ name: web, image: "web:1.4" }]
        volumes:
          - name: files
            hostPath: { path: /srv }
    `).because("sensitive-host-mount looks at paths of the host."),
  ],
});
