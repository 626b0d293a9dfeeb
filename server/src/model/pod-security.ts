import { safeSysctls } from "../knowledge/safe-sysctls.ts";
import { directVolumes } from "../knowledge/volume-types.ts";
import type { Edit, Place } from "../text/source.ts";
import { type Container, mayRunWindows, type Workload } from "./container.ts";
import { capability } from "./security.ts";

/** The levels of the Pod Security Standards that ask for something; `privileged` asks for nothing. */
export type SecurityLevel = "baseline" | "restricted";

/** What a pod lacks of a level. Whoever breaks `baseline` breaks `restricted`, too. */
export interface Violation {
  readonly level: SecurityLevel;
  /** Of the standard's own controls. */
  readonly control: string;
  /** What to look at, in words that follow "it ". */
  readonly why: string;
  readonly at: Place;
}

/**
 * The controls that a pod breaks, each once, those of `baseline` first: https://kubernetes.io/docs/concepts/security/pod-security-standards/ (1.34).
 * What is not known breaks nothing.
 */
export function violationsOf(workload: Workload): readonly Violation[] {
  const found = [...ofPod(workload), ...workload.containers.flatMap((c) => [...ofContainer(c)])];
  const once = [...new Map(found.map((v) => [v.control, v] as const)).values()];
  return [...once.filter((v) => v.level === "baseline"), ...once.filter((v) => v.level === "restricted")];
}

/** The edits that give every container what `restricted` asks for; none where it breaks what no plain setting mends. */
export function restriction({ containers }: Workload, violations: readonly Violation[]): readonly Edit[] {
  if (!violations.every((v) => settings.has(v.control))) return [];
  const edits = containers
    .filter((c) => !mayRunWindows(c))
    .map((container) => {
      const own = new Set(Array.from(lackedBy(container), (v) => v.control));
      const to = {
        ...(own.has("Privilege Escalation") ? { privilegeEscalation: true as const } : {}),
        ...(own.has("Running as Non-root") ? { nonRoot: true as const } : {}),
        ...(own.has("Seccomp profile") ? { seccomp: true as const } : {}),
        ...(own.has("Dropped capabilities") ? { capabilities: true as const } : {}),
      };
      return own.size === 0 ? undefined : container.security.restrict(to);
    });
  return edits.every((e) => e === undefined || e.length > 0) ? edits.flatMap((e) => e ?? []) : [];
}
const settings: ReadonlySet<string> = new Set(["Privilege Escalation", "Running as Non-root", "Seccomp profile", "Dropped capabilities"]);

function* ofPod({ namespaces, volumes, sysctls }: Workload): Iterable<Violation> {
  for (const field of [namespaces.network, namespaces.pid, namespaces.ipc])
    if (field.is("host")) yield { level: "baseline", control: "Host Namespaces", why: `sets ${field.key}`, at: field.at };
  for (const { kind, hostPath } of volumes.items)
    if (kind === "host") yield { level: "baseline", control: "HostPath Volumes", why: "mounts a path of its host", at: hostPath.at };
  for (const { name } of sysctls.items)
    if (name.is((n) => !safeSysctls.has(n))) yield { level: "baseline", control: "Sysctls", why: `sets the sysctl ${name.value}`, at: name.at };
  for (const { source } of volumes.items)
    if (source?.is((type) => directVolumes.has(type)))
      yield { level: "restricted", control: "Volume Types", why: `has a volume of type ${source.value}`, at: source.at };
}

function* ofContainer(container: Container): Iterable<Violation> {
  const { security, privileged, ports, askedHosts = [] } = container;
  const { hostProcess, addedCapabilities, appArmor, seLinux, masksProc, seccomp } = security;
  if (hostProcess.is(true)) yield { level: "baseline", control: "HostProcess", why: "runs as a process of its host", at: hostProcess.at };
  if (mayRunWindows(container)) return;
  if (privileged.is(true)) yield { level: "baseline", control: "Privileged Containers", why: "is privileged", at: privileged.at };
  for (const added of addedCapabilities.items)
    if (added.is((c) => !baselineCapabilities.has(capability(c))))
      yield { level: "baseline", control: "Capabilities", why: `adds ${added.value}`, at: added.at };
  for (const { host } of ports.items)
    if (host.is((port) => port !== "0")) yield { level: "baseline", control: "Host Ports", why: `takes port ${host.value} of its host`, at: host.at };
  for (const host of askedHosts)
    if (host.value !== undefined)
      yield { level: "baseline", control: "Host Probes / Lifecycle Hooks", why: `has its node ask ${host.value}`, at: host.at };
  if (appArmor.is("unconfined")) yield { level: "baseline", control: "AppArmor", why: "switches AppArmor off", at: appArmor.at };
  if (seLinux.type.is((type) => !seLinuxTypes.has(type)) || seLinux.user.is((u) => u !== "") || seLinux.role.is((r) => r !== ""))
    yield { level: "baseline", control: "SELinux", why: "sets SELinux options", at: seLinux.type.at };
  if (masksProc.is(false)) yield { level: "baseline", control: "/proc Mount Type", why: "unmasks /proc", at: masksProc.at };
  if (seccomp.is("unconfined") && !seccomp.unset) yield { level: "baseline", control: "Seccomp", why: "switches seccomp off", at: seccomp.at };
  yield* lackedBy(container);
}

/** What `restricted` asks for beside. */
function* lackedBy({ security, refusesRoot, user }: Container): Iterable<Violation> {
  const { privilegeEscalation, droppedCapabilities, addedCapabilities, seccomp } = security;
  if (privilegeEscalation.is(true))
    yield { level: "restricted", control: "Privilege Escalation", why: "does not set allowPrivilegeEscalation to false", at: privilegeEscalation.at };
  if (refusesRoot && !refusesRoot.opaque && !refusesRoot.is(true))
    yield { level: "restricted", control: "Running as Non-root", why: "does not set runAsNonRoot", at: refusesRoot.at };
  if (user.is((u) => /^0(?::|$)/.test(u)))
    yield { level: "restricted", control: "Running as Non-root user", why: "sets runAsUser to 0", at: user.at };
  if (seccomp.is("unconfined") && seccomp.unset)
    yield { level: "restricted", control: "Seccomp profile", why: "names no seccompProfile", at: seccomp.at };
  const { state, items } = droppedCapabilities;
  if (state !== "opaque" && items.every((c) => !c.opaque) && !items.some((c) => c.is((name) => capability(name) === "ALL")))
    yield { level: "restricted", control: "Dropped capabilities", why: "does not drop ALL capabilities", at: droppedCapabilities.at };
  for (const added of addedCapabilities.items)
    if (added.is((c) => capability(c) !== "NET_BIND_SERVICE" && baselineCapabilities.has(capability(c))))
      yield { level: "restricted", control: "Added capabilities", why: `adds ${added.value}`, at: added.at };
}

/** What `baseline` lets a pod add; `restricted` lets it add NET_BIND_SERVICE alone. */
export const baselineCapabilities: ReadonlySet<string> = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(" "),
);
const seLinuxTypes: ReadonlySet<string> = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);
