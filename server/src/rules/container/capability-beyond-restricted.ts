import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";
import type { Field } from "../../model/field.ts";
import { baselineCapabilities } from "../../model/pod-security.ts";
import { capability } from "../../model/security.ts";

export default rule({
  name: "capability-beyond-restricted",
  on: "container",
  title: "Pod adds a capability that the level restricted forbids",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `Kubernetes' Pod Security Standards let a pod of the level \`restricted\` add \`NET_BIND_SERVICE\` and nothing else: a namespace that enforces the level refuses the pod. \`CHOWN\`, \`SETUID\`, \`SETGID\` and \`DAC_OVERRIDE\` are mostly asked for by entry points that start as root and become another user; an image that starts as its user needs none of them.

To drop \`ALL\` and give back what a program needs is much better than to drop nothing, so this is a hint, once for each container, in the preset \`all\` only. What \`baseline\` forbids, too, is for other rules.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Kubernetes 5.2.10",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  ],

  *check(container) {
    const { security, privileged, workload } = container;
    if (workload.platform !== "kubernetes" || mayRunWindows(container) || privileged.is(true)) return;
    const [first, ...others] = security.addedCapabilities.items.filter(isBeyond);
    if (!first) return;
    const names = listed([first, ...others].map((added) => capability(added.value ?? "")));
    yield {
      ...together([first, ...others], (added) => added.at),
      message: `Container "${nameOf(container)}" adds ${names}, which the level restricted of the Pod Security Standards forbids.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              capabilities:
                drop: [ALL]
                add: [«CHOWN», NET_BIND_SERVICE, SETGID]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { capabilities: { add: [NET_BIND_SERVICE] } } }
          - { name: net, image: net:1.4, securityContext: { capabilities: { add: [NET_ADMIN, NET_RAW] } } }
    `).because("The one that restricted lets a pod add; those that baseline forbids, too."),
  ],
});

/** Does `baseline` let a pod add it, and `restricted` not? */
const isBeyond = (added: Field<string>): boolean =>
  added.is((written) => capability(written) !== "NET_BIND_SERVICE" && baselineCapabilities.has(capability(written)));
