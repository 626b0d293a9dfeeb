import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { type Container, mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "missing-seccomp-profile",
  on: "workload",
  title: "Containers may make every system call",
  severity: "info",
  risk: "container",
  why: `The container runtime's own seccomp profile forbids some dozens of system calls that hardly any program needs and that have led out of containers before. Docker and ECS put it on every container; Kubernetes does not, unless its nodes were told to with \`seccompDefault\`.

Nearly nobody sets it, so it is one finding for information per pod. Programs that make such calls (debuggers, some sandboxes of browsers) fail with the profile.

Silent for Windows, and for privileged containers, which the runtime gives no profile whatever is said.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-693",
    "https://kubernetes.io/docs/tutorials/security/seccomp/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_31" },
    { tool: "trivy", id: "KSV-0030" },
  ],

  *check(workload) {
    const silent = workload.containers.filter(lacks);
    const [first, ...others] = silent;
    if (!first || workload.platform !== "kubernetes") return;
    const edits = silent.map((c) => c.security.restrict({ seccomp: true }));
    yield {
      ...together([first, ...others], (c) => c.security.seccomp.at),
      message: `${enumerate(silent.map(nameOf))} may make every system call: no seccomp profile is named.`,
      fixes: fix(
        `Take the profile of the container runtime${others.length > 0 ? ` in ${silent.length} containers` : ""}`,
        "unsafe",
        edits.every((e) => e.length > 0) ? edits.flat() : [],
      ),
    };
  },

  examples: [
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { privileged: true } }
    `).because("The runtime gives it none, whatever is said: another rule speaks of that."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: «web»
            image: web:1.4
          - name: log
            image: log:2
            securityContext: { seccompProfile: { type: RuntimeDefault } }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              seccompProfile:
                type: RuntimeDefault
          - name: log
            image: log:2
            securityContext: { seccompProfile: { type: RuntimeDefault } }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { seccompProfile: { type: RuntimeDefault } }
        initContainers:
          - { name: copy, image: copy:1, securityContext: { seccompProfile: { type: Localhost, localhostProfile: copy.json } } }
        containers:
          - { name: web, image: web:1.4 }
    `).because("The pod's holds for all of its containers."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata:
        name: shop
        annotations: { seccomp.security.alpha.kubernetes.io/pod: runtime/default }
      spec:
        containers:
          - { name: web, image: web:1.4 }
    `).because("So it was said before there was a field for it."),
  ],
});

const lacks = (container: Container): boolean =>
  container.security.seccomp.unset && container.security.seccomp.is("unconfined") && !container.privileged.is(true) && !mayRunWindows(container);
