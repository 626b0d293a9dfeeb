import { bad, ecs, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "shared-processes",
  on: "workload",
  title: "Containers of one task see each other's processes",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `Where containers share their processes, each reads the command lines and environments of the others and, running as the same user, their memory and files (\`/proc/…/root\`): a sidecar of somebody else's then has the secrets of the application. It is meant for debugging and for agents that must see what they watch.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-653", "https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/"],

  *check({ address, containers, sharesProcesses }) {
    if (sharesProcesses.unset || !sharesProcesses.is(true) || containers.length < 2) return;
    const taken = sharesProcesses.remove();
    yield {
      at: sharesProcesses.at,
      message: `The containers of "${address}" see each other's processes, and what they were given.`,
      fixes: fix("Give each its own", "unsafe", taken.length > 0 ? taken : sharesProcesses.set(false)),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        shareProcessNamespace: «true»
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2" }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2" }
    `),
    bad(ecs`
      {
        "family": "shop",
        "pidMode": «"task"»,
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }, { "name": "log", "image": "log:2" }]
      }
    `),
    good(ecs`{ "family": "shop", "pidMode": "task", "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`).because(
      "There is nobody to share with.",
    ),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2" }
    `),
  ],
});
