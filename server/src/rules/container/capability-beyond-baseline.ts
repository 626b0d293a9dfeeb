import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { dangerousCapability } from "../../knowledge/capabilities.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { baselineCapabilities } from "../../model/pod-security.ts";
import { capability } from "../../model/security.ts";

export default rule({
  name: "capability-beyond-baseline",
  on: "container",
  title: "Pod adds a capability that the level baseline forbids",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `Kubernetes' Pod Security Standards let a pod of the level \`baseline\` add what container runtimes give by default, without \`NET_RAW\`, and nothing else: a namespace that enforces the level refuses the pod. \`NET_RAW\` opens raw sockets, with which a container answers for its neighbours on the same network (ARP and DNS spoofing); \`SYS_RESOURCE\` passes over limits, \`IPC_OWNER\` over who may use shared memory. \`SYS_NICE\` and \`IPC_LOCK\` do little harm, but are asked for by few programs.

Those that lead to the host or to what runs beside it are dangerous-capability's; a privileged container has them all, and a rule of its own.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "CIS Kubernetes 5.2.9", "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_25" },
    { tool: "trivy", id: "KSV-0022" },
  ],

  *check(container) {
    const { security, privileged, workload } = container;
    if (workload.platform !== "kubernetes" || mayRunWindows(container) || privileged.is(true)) return;
    for (const added of security.addedCapabilities.items) {
      const name = capability(added.value ?? "");
      if (name === "" || baselineCapabilities.has(name) || dangerousCapability(name)) continue;
      const message = `Container "${nameOf(container)}" adds ${name}, which the level baseline of the Pod Security Standards forbids.`;
      yield { at: added.at, key: name, message, fixes: fix(`Do not add ${name}`, "unsafe", added.remove()) };
    }
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
                add: [NET_BIND_SERVICE, «NET_RAW»]
    `).to(kubernetes`
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
                add: [NET_BIND_SERVICE]
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: { name: search }
      spec:
        selector: { matchLabels: { app: search } }
        template:
          metadata: { labels: { app: search } }
          spec:
            initContainers:
              - { name: warm, image: search:8, securityContext: { capabilities: { add: [«CAP_SYS_RESOURCE»] } } }
            containers:
              - { name: search, image: search:8 }
    `).because("Init containers, too, and whichever way it is written."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { capabilities: { add: [CHOWN, SETUID, cap_setgid] } } }
          - { name: log, image: log:2, securityContext: { capabilities: { drop: [NET_RAW] } } }
          - { name: job, image: job:2, securityContext: { privileged: true, capabilities: { add: [IPC_LOCK] } } }
    `).because("What baseline lets a pod add; what is dropped; and who has them all anyway."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: net }
      spec:
        containers:
          - { name: net, image: net:1.4, securityContext: { capabilities: { add: [NET_ADMIN] } } }
    `).because("Another rule speaks of what leads to others."),
  ],
});
