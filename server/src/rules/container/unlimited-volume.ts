import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unlimited-volume",
  on: "workload",
  title: "Empty volume may fill the disk of its node",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `What a container writes into an \`emptyDir\` lies on the node's disk, beside what all other pods have there. Without a \`sizeLimit\`, and without limits for \`ephemeral-storage\`, one that writes without end fills the disk: the node then evicts pods, others first. With a limit it is the pod itself that goes.

One hint for each pod. One that is kept in memory counts as that, and has the limit that memory has. There is no fix: only measuring tells how much is enough.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-770",
    "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
    "https://kubernetes.io/docs/concepts/storage/ephemeral-storage/",
  ],

  *check({ platform, containers, volumes }) {
    if (platform !== "kubernetes" || (containers.length > 0 && containers.every(({ limits }) => !limits.storage.unset))) return;
    const open = volumes.items.filter(({ sizeLimit, medium }) => sizeLimit?.unset && medium.unset);
    const [first, ...others] = open;
    if (!first) return;
    yield {
      ...together([first, ...others], (v) => v.name.at),
      message: `The empty ${others.length > 0 ? "volumes" : "volume"} ${enumerate(open.map((v) => v.name.value ?? "without a name"))} may fill the disk of the node: no size is set.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, volumeMounts: [{ name: cache, mountPath: /cache }] }
        volumes:
          - name: «cache»
            emptyDir: {}
          - name: run
            emptyDir: { medium: Memory }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, resources: { limits: { ephemeral-storage: 1Gi } } }
        volumes:
          - { name: cache, emptyDir: {} }
          - { name: data, persistentVolumeClaim: { claimName: data } }
    `).because("The container has a limit for all that it writes; a claim has a size of its own."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4 }
        volumes:
          - { name: cache, emptyDir: { sizeLimit: "\${SIZE}" } }
    `).because("What a template says is not known."),
  ],
});
