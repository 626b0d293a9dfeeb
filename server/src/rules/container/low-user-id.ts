import { bad, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "low-user-id",
  on: "workload",
  title: "Containers run as a user whose number a host may have given to somebody",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `Without namespaces of its own for users a container's user 1000 is the host's user 1000: whoever gets out of the container, and every volume of the host, meets the files and processes of that account. Numbers from 10000 on are given to nobody by the usual distributions.

It is an opinion, and many images fix a lower number, which their files belong to: so there is no fix, and the hint is in the preset \`all\` only. One for each pod. Root is a finding of its own. Nothing is said where users have a namespace of their own (\`hostUsers: false\`), of Compose, and of ECS, whose hosts run nothing else.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/"],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_40" },
    { tool: "trivy", id: "KSV-0020" },
    { tool: "trivy", id: "KSV-0021" },
  ],

  *check({ platform, containers, namespaces }) {
    if (platform !== "kubernetes" || namespaces.user.is("private") || namespaces.user.opaque) return;
    const low = containers.filter((c) => !mayRunWindows(c)).flatMap((c) => [c.user, c.group].filter(isLow).map((field) => ({ c, field })));
    const places = [...new Map(low.map(({ field }) => [field.at.start, field])).values()];
    const [first, ...others] = places;
    if (!first) return;
    const names = enumerate([...new Set(low.map(({ c }) => nameOf(c)))]);
    const verb = new Set(low.map(({ c }) => c)).size > 1 ? "run" : "runs";
    yield {
      ...together([first, ...others], (field) => field.at),
      message: `${names} ${verb} with a user or group number below ${least}, which a host may have given to somebody.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsUser: «1000», runAsGroup: 3000 }
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2", securityContext: { runAsUser: 10001, runAsGroup: 10001 } }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostUsers: false
        containers:
          - { name: web, image: "web:1.4", securityContext: { runAsUser: 1000 } }
    `).because("The host's user is another one."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", securityContext: { runAsUser: 65532 } }
          - { name: log, image: "log:2", securityContext: { runAsUser: 0 } }
          - { name: top, image: "top:3" }
    `).because("High enough, root, which is told elsewhere, and what the image says."),
    good(
      ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "1000" }] }`,
      compose`
      services:
        web: { image: "web:1.4", user: "1000" }
    `,
    ).because("Their hosts have no other users to speak of, or are the developer's own."),
  ],
});

const least = 10_000;

const isLow = (id: Field<string>): boolean => !id.unset && id.is((text) => /^\d{1,9}$/.test(text) && Number(text) > 0 && Number(text) < least);
