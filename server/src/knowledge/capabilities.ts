/**
 * What a capability of Linux gives whoever takes a container over, where that is more than Docker gives every container anyway. Sources: capabilities(7),
 * https://man7.org/linux/man-pages/man7/capabilities.7.html, and Docker's list, https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
 */
export interface Capability {
  /** "host": the host itself, or all of its containers. "neighbours": data or traffic of others there. */
  readonly reach: "host" | "neighbours";
  /** What follows "with it a process". */
  readonly gives: string;
}

/** By name without `CAP_`. What is neither here nor among the defaults is for operation: `SYS_NICE`, `SYS_TTY_CONFIG`, `WAKE_ALARM`, `IPC_LOCK` … */
export const dangerousCapability = (name: string): Capability | undefined => dangerous.get(name);

const dangerous: ReadonlyMap<string, Capability> = new Map<string, Capability>([
  ["ALL", { reach: "host", gives: "has every right there is, and so the host" }],
  ["SYS_ADMIN", { reach: "host", gives: "mounts filesystems and configures the kernel, which leads to the host" }],
  ["SYS_MODULE", { reach: "host", gives: "loads code into the host's kernel" }],
  ["SYS_RAWIO", { reach: "host", gives: "reads and writes the memory and the devices of the host" }],
  ["DAC_READ_SEARCH", { reach: "host", gives: "opens files of the host by their handles" }],
  ["BPF", { reach: "host", gives: "runs programs of its own in the host's kernel" }],
  ["PERFMON", { reach: "neighbours", gives: "watches the kernel and all that runs on it" }],
  ["SYS_BOOT", { reach: "host", gives: "reboots the host, or starts another kernel" }],
  ["SYS_TIME", { reach: "host", gives: "sets the clock of the host, which certificates and logs rely on" }],
  ["SYSLOG", { reach: "neighbours", gives: "reads the kernel's log and where its code lies" }],
  ["SYS_PTRACE", { reach: "neighbours", gives: "reads and changes the memory of other processes that it sees" }],
  ["NET_ADMIN", { reach: "neighbours", gives: "configures the network, its filters and its routes" }],
  ["MAC_ADMIN", { reach: "host", gives: "changes the rules that confine everybody" }],
  ["MAC_OVERRIDE", { reach: "host", gives: "is confined by no such rules" }],
  ["AUDIT_CONTROL", { reach: "neighbours", gives: "changes what is audited" }],
  ["LINUX_IMMUTABLE", { reach: "neighbours", gives: "changes files that nobody should" }],
]);

/** What Docker, and so ECS and Compose, gives every container; containerd, and so Kubernetes, gives the same. */
export const defaultCapabilities: ReadonlySet<string> = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(" "),
);

/** All that there are, in Linux 6.12, and ALL. https://man7.org/linux/man-pages/man7/capabilities.7.html */
export const namesOfCapabilities: readonly string[] = [
  ...new Set([
    ...dangerous.keys(),
    ...defaultCapabilities,
    ..."BLOCK_SUSPEND CHECKPOINT_RESTORE IPC_LOCK IPC_OWNER LEASE AUDIT_READ NET_BROADCAST".split(" "),
  ]),
  ..."SYS_NICE SYS_PACCT SYS_RESOURCE SYS_TTY_CONFIG WAKE_ALARM".split(" "),
].toSorted();
