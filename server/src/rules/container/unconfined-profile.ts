import { bad, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { isOnFargate, mayRunWindows, nameOf, type Workload } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "unconfined-profile",
  on: "container",
  title: "Container is kept out of the kernel's confinement",
  severity: "error",
  risk: "container",
  why: `Beside namespaces and capabilities, profiles keep a container in: seccomp forbids some dozens of system calls that have led out of containers before, AppArmor or SELinux forbid it the host's files, and parts of \`/proc\` are hidden. \`unconfined\`, \`label:disable\` and \`Unmasked\` switch that off, so that the next hole in the kernel is an open door.

Programs that need one call more than the profile allows are better served with a profile of their own, named in its place.

Silent where no profile is named: what is the default then is not \`unconfined\`, or is a finding of its own. Silent for Windows, and for Fargate, which takes no \`dockerSecurityOptions\`.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-693",
    "CIS Docker 5.2",
    "CIS Docker 5.22",
    "https://docs.docker.com/engine/security/seccomp/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "trivy", id: "KSV-0104" },
    { tool: "trivy", id: "KSV-0002" },
    { tool: "trivy", id: "KSV-0025" },
    { tool: "trivy", id: "KSV-0027" },
  ],

  *check(container) {
    if (mayRunWindows(container) || isOnFargate(container.workload)) return;
    const { seccomp, appArmor, seLinux, masksProc } = container.security;
    const who = `Container "${nameOf(container)}"`;
    for (const [field, key, message] of [
      [seccomp, "seccomp", "may make every system call: its seccomp profile is unconfined."],
      [appArmor, "apparmor", "is not held by AppArmor: its profile is unconfined."],
    ] as const) {
      if (!field.unset && field.is("unconfined"))
        yield {
          at: field.at,
          key,
          message: `${who} ${message}`,
          fixes: fix("Take the profile of the container runtime", "unsafe", toDefault(field, container.workload)),
        };
    }
    if (seLinux.disabled.is(true)) {
      const fixes = fix("Leave SELinux on", "unsafe", seLinux.disabled.remove());
      yield { at: seLinux.disabled.at, key: "selinux", message: `${who} is not held by SELinux: its label is disabled.`, fixes };
    }
    if (seLinux.type.is((type) => !confined.has(type)) || seLinux.user.is((text) => text !== "") || seLinux.role.is((text) => text !== "")) {
      const culprit = [seLinux.type, seLinux.user, seLinux.role].find((f) => f.is((text) => text !== "" && !confined.has(text))) ?? seLinux.type;
      const isFree = culprit.is((type) => free.has(type));
      const message = isFree
        ? `${who} is not held by SELinux: its type is "${culprit.value}".`
        : `${who} has an SELinux label of its own, "${culprit.value}", which may allow more than that of containers.`;
      yield {
        at: culprit.at,
        severity: isFree ? "error" : "info",
        key: "selinux",
        message,
        fixes: fix("Take the label of containers", "unsafe", culprit.remove()),
      };
    }
    if (masksProc.is(false)) {
      const message = `${who} sees and may change what "/proc" and "/sys" tell of its host.`;
      yield { at: masksProc.at, key: "proc", severity: "warning", message, fixes: fix("Hide what tells of the host", "unsafe", masksProc.remove()) };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "dockerSecurityOptions": ["no-new-privileges", «"apparmor:unconfined"»] }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "dockerSecurityOptions": ["no-new-privileges"] }]
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", dockerSecurityOptions = [«"label:disable"»] }])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", dockerSecurityOptions = [] }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { seccompProfile: { type: RuntimeDefault } }
        containers:
          - name: web
            image: web:1.4
            securityContext: { seccompProfile: { type: «Unconfined» } }
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { seccompProfile: { type: RuntimeDefault } }
        containers:
          - name: web
            image: web:1.4
            securityContext: { seccompProfile: { type: RuntimeDefault } }
    `)
      .because("What the pod says is weakened for one container."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata:
        name: shop
        annotations: { container.apparmor.security.beta.kubernetes.io/web: «unconfined» }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { procMount: «Unmasked», seLinuxOptions: { type: «spc_t» } } }
    `).because("The old annotation; what is hidden in `/proc`; a type that SELinux lets do anything."),
    bad(compose`
      services:
        web:
          image: web:1.4
          security_opt:
            - «seccomp:unconfined»
            - no-new-privileges
    `).to(compose`
      services:
        web:
          image: web:1.4
          security_opt:
            - no-new-privileges
    `),
    good(compose`
      services:
        web: { image: web:1.4, security_opt: [seccomp=web.json, "apparmor:web", "label:type:container_t"] }
        job: { image: job:1, security_opt: ["seccomp:\${PROFILE:-unconfined}"] }
    `).because("Profiles of their own; what the environment says is not known."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { appArmorProfile: { type: Unconfined } }
        containers:
          - { name: web, image: web:1.4, securityContext: { appArmorProfile: { type: RuntimeDefault }, seLinuxOptions: { type: container_t, level: "s0:c1" } } }
    `).because("The container says it better than its pod; a type and a level that containers have."),
  ],
});

/** Kubernetes' baseline allows these: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const confined: ReadonlySet<string> = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);
/** Types that SELinux lets do anything. */
const free: ReadonlySet<string> = new Set(["spc_t", "unconfined_t"]);

/** Kubernetes has to be told; elsewhere it is what holds when nothing is said. */
const toDefault = (field: Field<string>, { platform }: Workload): Fix["edits"] => (platform === "kubernetes" ? field.set("default") : field.remove());
