import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { capability } from "../../model/security.ts";

export default rule({
  name: "unbindable-port",
  on: "container",
  title: "Container may not listen on its port",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `To listen on a port below 1024 a process needs the capability \`NET_BIND_SERVICE\`, root too. Without it the program ends with "permission denied", and the usual way out, all capabilities or a privileged container, is the wrong one.

The kernel can be told to let everybody do so: Docker, and with it ECS, does since 20.10, containerd from 2.0 on by default. Which of them a node has is in no file, so it is a hint, for Kubernetes alone. Silent where the pod sets \`net.ipv4.ip_unprivileged_port_start\`.

The fix adds this one capability, which the restricted profile of the Pod Security Standards allows. A port above 1023 needs none: the Service can keep port 80.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    "https://docs.docker.com/engine/release-notes/20.10/",
    "https://man7.org/linux/man-pages/man7/capabilities.7.html",
  ],

  *check(container) {
    const { security, ports, workload, privileged } = container;
    if (workload.platform !== "kubernetes" || mayRunWindows(container) || !privileged.is(false)) return;
    const { addedCapabilities: added, droppedCapabilities: dropped } = security;
    const has = (list: typeof added, ...names: readonly string[]): boolean =>
      list.state === "opaque" || list.items.some((c) => c.opaque || c.is((name) => names.includes(capability(name))));
    if (dropped.state === "opaque" || !dropped.items.some((c) => c.is((name) => ["ALL", bind].includes(capability(name))))) return;
    if (has(added, "ALL", bind)) return;
    if (workload.sysctls.state === "opaque" || workload.sysctls.items.some((s) => !s.name.is((name) => name !== lowest))) return;
    const port = ports.items.find((p) => p.container.is((text) => Number(text) > 0 && Number(text) < 1024));
    if (!port) return;
    yield {
      at: port.container.at,
      message: `Container "${nameOf(container)}" may not listen on port ${port.container.value} on every node: ${bind} is dropped.`,
      related: [{ at: dropped.at, message: "It is dropped here." }],
      fixes: fix(`Add ${bind}`, "unsafe", added.add(bind)),
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
            ports:
              - containerPort: «80»
              - containerPort: 8080
            securityContext:
              runAsNonRoot: true
              capabilities:
                drop: [ALL]
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            ports:
              - containerPort: 80
              - containerPort: 8080
            securityContext:
              runAsNonRoot: true
              capabilities:
                drop: [ALL]
                add:
                  - NET_BIND_SERVICE
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            ports: [{ containerPort: 80 }]
            securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }
          - name: api
            image: api:2
            ports: [{ containerPort: 8080 }]
            securityContext: { capabilities: { drop: [ALL] } }
          - { name: log, image: "log:2", ports: [{ containerPort: 514 }] }
    `).because("It is given back, not needed, or not taken away."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext:
          sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "80" }]
        containers:
          - name: web
            image: web:1.4
            ports: [{ containerPort: 80 }]
            securityContext: { capabilities: { drop: [ALL] } }
    `).because("The pod lets everybody listen from port 80 on."),
  ],
});

const bind = "NET_BIND_SERVICE";
const lowest = "net.ipv4.ip_unprivileged_port_start";
