import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { listed } from "../../model/enumeration.ts";

import type { Field, List } from "../../model/field.ts";
import { baselineCapabilities } from "../../model/pod-security.ts";
import type { PodSecurityPolicy } from "../../model/pod-security-policy.ts";
import { capability } from "../../model/security.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "permissive-pod-security-policy",
  on: "podSecurityPolicy",
  title: "PodSecurityPolicy lets pods do what the level restricted forbids",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `A PodSecurityPolicy holds nobody back from Kubernetes 1.25 on, which removed-api-version says; but it tells what pods were to be kept from, and whoever moves to Pod Security admission picks a level for each namespace by it. What the policy lets pods do beyond \`restricted\`, and whether \`baseline\` forbids it, too, is said here: pods that need none of it belong into a namespace of the stricter level.

One hint for each policy, in the preset \`all\` only.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_2" },
    { tool: "checkov", id: "CKV_K8S_6" },
  ],

  *check(policy) {
    const wide = [...beyondBaseline(policy)];
    const loose = [...beyondRestricted(policy)];
    if (wide.length + loose.length === 0) return;
    yield {
      at: policy.name.at,
      message: `The ${titled("PodSecurityPolicy", policy.name)} lets pods ${listed([...wide, ...loose])}. A namespace of the level ${wide.length > 0 ? "baseline" : "restricted"} refuses such pods.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: policy/v1beta1
      kind: PodSecurityPolicy
      metadata: { name: «agents» }
      spec:
        privileged: true
        hostPID: true
        allowedCapabilities: [NET_ADMIN, CHOWN]
        volumes: [hostPath]
        allowedProcMountTypes: [Default, Unmasked]
        allowedHostPaths:
          - { pathPrefix: /var/log, readOnly: true }
          - { pathPrefix: /dev }
        runAsUser: { rule: RunAsAny }
    `),
    bad(kubernetes`
      apiVersion: policy/v1beta1
      kind: PodSecurityPolicy
      metadata: { name: «shop» }
      spec:
        allowPrivilegeEscalation: false
        requiredDropCapabilities: [NET_RAW]
        volumes: [configMap, secret]
        runAsUser: { rule: MustRunAs, ranges: [{ min: 32000, max: 65535 }, { min: 0, max: 1000 }] }
    `).because("Most of restricted, but capabilities are kept, and root is in a range."),
    good(kubernetes`
      apiVersion: policy/v1beta1
      kind: PodSecurityPolicy
      metadata: { name: restricted }
      spec:
        privileged: false
        allowPrivilegeEscalation: false
        requiredDropCapabilities: [ALL]
        allowedCapabilities: [NET_BIND_SERVICE]
        volumes: [configMap, emptyDir, projected, secret, persistentVolumeClaim]
        runAsUser: { rule: MustRunAsNonRoot }
    `).because("It asks for what restricted does."),
    good(kubernetes`
      apiVersion: policy/v1beta1
      kind: PodSecurityPolicy
      metadata: { name: templated }
      spec:
        privileged: "\${PRIVILEGED}"
        allowPrivilegeEscalation: false
        requiredDropCapabilities: "\${DROP}"
        runAsUser: { rule: "\${RULE}" }
    `).because("What a template says is not known."),
  ],
});

/** What pods may do, in words that follow "lets pods". */
function* beyondBaseline({ privileged, hostNamespaces, volumes, hostPaths, allowedCapabilities, procMounts }: PodSecurityPolicy): Iterable<string> {
  if (privileged.is(true)) yield "be privileged";
  const shared = hostNamespaces.filter((field) => field.is(true)).map(({ key }) => key.split(".").at(-1) ?? key);
  if (shared.length > 0) yield `set ${listed(shared)}`;
  const written = hostPaths.items.filter(({ readOnly }) => readOnly.is(false)).flatMap(({ path }) => path.value ?? []);
  if (written.length > 0) yield `write to ${listed(written)} of the host`;
  else if (hostPaths.items.length > 0) yield "read paths of the host";
  else if (hostPaths.state === "unset" && has(volumes, (type) => type === "*" || type === "hostPath")) yield "write to any path of the host";
  if (has(procMounts, (how) => how === "Unmasked")) yield "unmask /proc";
  const added = allowedCapabilities.items.filter((c) => c.is((name) => !baselineCapabilities.has(capability(name)))).map((c) => c.value ?? "");
  if (added.length > 0) yield `add ${listed(added.map((name) => (name === "*" ? "any capability" : name)))}`;
}

function* beyondRestricted({ privilegeEscalation, droppedCapabilities, user, leastUsers }: PodSecurityPolicy): Iterable<string> {
  if (privilegeEscalation.is(true)) yield "get more rights than they were started with";
  if (user.is("RunAsAny") || (user.is("MustRunAs") && leastUsers.items.some((id) => id.is("0")))) yield "run as root";
  const { state, items } = droppedCapabilities;
  if (state !== "opaque" && items.every((c) => !c.opaque) && !has(droppedCapabilities, (name) => capability(name) === "ALL"))
    yield "keep their capabilities";
}

const has = (list: List<Field<string>, string>, test: (value: string) => boolean): boolean => list.items.some((item) => item.is(test));
