import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { listed } from "../../model/enumeration.ts";
import { isNodeAgent } from "../../model/launch.ts";
import { restriction, violationsOf } from "../../model/pod-security.ts";

export default rule({
  name: "unrestricted-pod",
  on: "pod",
  title: "Pod does not meet the restricted Pod Security Standard",
  severity: "info",
  preset: "strict",
  risk: "container",
  why: `\`restricted\` is the strictest of Kubernetes' Pod Security Standards, and what a namespace with \`pod-security.kubernetes.io/enforce: restricted\` takes: no root, no new privileges, no capability but \`NET_BIND_SERVICE\`, a seccomp profile, and all that \`baseline\` forbids (the host's namespaces, paths and ports, privileged containers, unconfined profiles). This is one finding for all that a pod lacks of it; the rules about each control say more.

The fix writes what is missing into each container's \`securityContext\`. An image that runs as root does not start then: give it a user first.

Silent for DaemonSets and \`kube-system\`, where agents of nodes need more. Containers on Windows are held to what the standard asks of them.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html",
  ],

  *check({ workload, name, address, kind }) {
    if (isNodeAgent(workload)) return;
    const violations = violationsOf(workload);
    if (violations.length === 0) return;
    const who = address ? `"${address}"` : `The ${kind}`;
    const level = violations.some((v) => v.level === "baseline") ? "baseline, and so restricted" : "restricted";
    yield {
      at: name.at,
      message: `${who} is not admitted where the standard ${level} is enforced: it ${listed(violations.map((v) => v.why))}.`,
      related: violations.map(({ at, control }) => ({ at, message: `${control}.` })),
      fixes: fix("Give its containers what restricted asks for", "unsafe", restriction(workload, violations)),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: «web» }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              allowPrivilegeEscalation: false
              capabilities: { drop: [ALL] }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              allowPrivilegeEscalation: false
              capabilities: { drop: [ALL] }
              runAsNonRoot: true
              seccompProfile:
                type: RuntimeDefault
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: «web» }
      spec:
        template:
          spec:
            hostNetwork: true
            securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
            containers:
              - name: web
                image: web:1.4
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL], add: [NET_ADMIN] } }
    `).because("It breaks baseline, too, and that no setting mends."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
        containers:
          - name: web
            image: web:1.4
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }
    `).because("All that restricted asks for."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: agent }
      spec:
        template:
          spec:
            hostPID: true
            containers: [{ name: agent, image: "agent:7" }]
    `).because("An agent of nodes."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        securityContext: \${SECURITY_CONTEXT}
        containers: [{ name: web, image: "web:1.4", securityContext: "\${CONTAINER}" }]
    `).because("What only deployment knows."),
  ],
});
