import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unstated-group",
  on: "workload",
  title: "Nothing tells which group containers run in",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `Where \`runAsGroup\` is left out a container runs in the group that its image gives to its user, and in root's group where it gives none, as for every number that \`/etc/passwd\` of the image does not know. What root's group may read and write there, it may, too.

One hint for each pod, in the preset \`all\` only: most images have little that root's group may write. Silent for Windows, and where users have a namespace of their own (\`hostUsers: false\`).`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],

  *check({ platform, containers, namespaces }) {
    if (platform !== "kubernetes" || namespaces.user.is("private") || namespaces.user.opaque) return;
    const silent = containers.filter((c) => c.group.unset && !c.user.opaque && !mayRunWindows(c));
    const [first, ...others] = silent;
    if (!first) return;
    yield {
      ...together([first, ...others], (c) => c.name.at),
      message: `${enumerate(silent.map(nameOf))} ${others.length > 0 ? "name" : "names"} no group: where the image gives none to its user, that is root's.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: «web»
            image: web:1.4
            securityContext: { runAsUser: 1000 }
          - name: log
            image: log:2
            securityContext: { runAsUser: 1000, runAsGroup: 1000 }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsGroup: 1000 }
        containers:
          - { name: web, image: web:1.4 }
          - { name: log, image: log:2, securityContext: { runAsGroup: "\${GROUP}" } }
    `).because("The pod's group is that of every container that has none of its own; what a template says is not known."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostUsers: false
        containers:
          - { name: web, image: web:1.4 }
    `).because("Root's group of this pod is nobody's on its host."),
  ],
});
