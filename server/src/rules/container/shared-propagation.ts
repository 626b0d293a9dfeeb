import { bad, compose, good, kubernetes } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { type Container, nameOf } from "../../model/container.ts";
import type { Mount } from "../../model/mount.ts";

export default rule({
  name: "shared-propagation",
  on: "container",
  title: "What is mounted in a container spreads to its host, or the other way",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `With \`Bidirectional\` (Docker's \`shared\` and \`rshared\`) a filesystem that the container mounts is mounted on the host, too, and in every other container that shares the folder: whoever breaks in lays files over those of the host. With \`HostToContainer\` (\`slave\`, \`rslave\`) what the host mounts later, a disk of another pod among it, appears in the container: that is a hint.

Drivers of storage (CSI) need the first and agents that watch their host the second; nearly nothing else does. Without either a container sees what was mounted when it started.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-668", "CIS Docker 5.20", "https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation"],

  *check(container) {
    for (const mount of container.mounts.items) {
      if (mount.propagation.unset) continue;
      if (mount.propagation.is((how) => both.has(how))) yield report(container, mount, {}, "is mounted on its host, too");
      else if (mount.propagation.is((how) => inwards.has(how))) yield report(container, mount, { severity: "hint", confidence: "low" }, undefined);
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: storage }
      spec:
        selector: { matchLabels: { app: storage } }
        template:
          metadata: { labels: { app: storage } }
          spec:
            containers:
              - name: driver
                image: driver:1.4
                securityContext: { privileged: true }
                volumeMounts:
                  - name: pods
                    mountPath: /var/lib/kubelet/pods
                    mountPropagation: «Bidirectional»
            volumes:
              - name: pods
                hostPath: { path: /var/lib/kubelet/pods }
    `).to(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: storage }
      spec:
        selector: { matchLabels: { app: storage } }
        template:
          metadata: { labels: { app: storage } }
          spec:
            containers:
              - name: driver
                image: driver:1.4
                securityContext: { privileged: true }
                volumeMounts:
                  - name: pods
                    mountPath: /var/lib/kubelet/pods
            volumes:
              - name: pods
                hostPath: { path: /var/lib/kubelet/pods }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          volumes:
            - type: bind
              source: ./data
              target: /data
              bind: { propagation: «rshared» }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          volumes:
            - ./data:/data:«ro,rslave»
    `).because("In the short form, too; what the host mounts later appears in the container."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            volumeMounts: [{ name: data, mountPath: /data, mountPropagation: None }]
        volumes: [{ name: data, emptyDir: {} }]
    `),
    good(compose`
      services:
        web:
          image: web:1.4
          volumes:
            - ./data:/data:ro,z
            - { type: bind, source: ./logs, target: /logs, bind: { propagation: rprivate } }
    `).because("Each sees its own, as where nothing is said."),
  ],
});

const both: ReadonlySet<string> = new Set(["Bidirectional", "shared", "rshared"]);
const inwards: ReadonlySet<string> = new Set(["HostToContainer", "slave", "rslave"]);

const report = (container: Container, { propagation, path }: Mount, grade: Partial<Report>, spreads: string | undefined): Report => ({
  at: propagation.at,
  key: [nameOf(container), path.value ?? ""].join(" "),
  ...grade,
  message: spreads
    ? `What container "${nameOf(container)}" mounts below ${path.value ?? "the folder"} ${spreads}.`
    : `What the host mounts below ${path.value ?? "the folder"} later appears in container "${nameOf(container)}".`,
  fixes: fix("Let mounts not spread", "unsafe", propagation.remove()),
});
