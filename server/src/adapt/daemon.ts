import type { Daemon } from "../model/daemon.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, type MapNode, type Node } from "../syntax/tree.ts";
import { boolean, list, merged, named, string, texts } from "./fields.ts";

/**
 * `daemon.json` of Docker's engine, by what it says: nothing but keys that dockerd takes, and one at least that nothing else has.
 * https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
 */
export function readDaemon(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  if (root.kind !== "map" || !telling.some((key) => get(root, key)) || !root.entries.every((e) => keys.has(e.key))) return undefined;
  return { why: "is a configuration of Docker's engine", facts: facts({ daemon: [daemonIn(root)] }) };
}

function daemonIn(root: MapNode): Daemon {
  const at = root.entries[0]?.keyAt ?? root.at;
  const map = named(root, at);
  return {
    address: "",
    at,
    insecureRegistries: list(map, "insecure-registries", texts),
    mirrors: list(map, "registry-mirrors", texts),
    hosts: list(map, "hosts", texts),
    tlsVerify: boolean(map, "tlsverify").or(false),
    userRemap: string(map, "userns-remap"),
    interContainer: boolean(map, "icc").or(true),
    noNewPrivileges: boolean(map, "no-new-privileges").or(false),
    seccompProfile: string(map, "seccomp-profile").or("builtin"),
    logDriver: string(map, "log-driver").or("json-file"),
    keepApart: () =>
      merged(map, {
        ...(get(map, "userns-remap") ? {} : { "userns-remap": "default" }),
        "no-new-privileges": true,
        icc: false,
      }),
  };
}

/** Keys that the engine alone has. */
export const telling = [
  ...["insecure-registries", "registry-mirrors", "log-driver", "log-opts", "userns-remap", "live-restore", "data-root", "storage-driver"],
  ...["exec-opts", "default-runtime", "default-ulimits", "no-new-privileges", "seccomp-profile", "tlsverify", "icc", "userland-proxy"],
  ...["default-address-pools", "cgroup-parent", "storage-opts", "default-cgroupns-mode"],
];
const keys: ReadonlySet<string> = new Set([
  ...telling,
  ...[
    "allow-direct-routing",
    "allow-nondistributable-artifacts",
    "api-cors-header",
    "authorization-plugins",
    "bip",
    "bip6",
    "bridge",
    "bridge-accept-fwmark",
  ],
  ...["builder", "cdi-spec-dirs", "cluster-advertise", "cluster-store", "cluster-store-opts", "containerd", "containerd-namespace"],
  ...["containerd-plugins-namespace", "cpu-rt-period", "cpu-rt-runtime", "debug", "default-gateway", "default-gateway-v6", "default-ipc-mode"],
  ...[
    "default-network-opts",
    "default-shm-size",
    "dns",
    "dns-opts",
    "dns-search",
    "exec-root",
    "experimental",
    "features",
    "firewall-backend",
    "fixed-cidr",
  ],
  ...["fixed-cidr-v6", "graph", "group", "host-gateway-ip", "host-gateway-ips", "hosts", "http-proxy", "https-proxy", "proxies", "no-proxy", "init"],
  ...[
    "init-path",
    "ip",
    "ip-forward",
    "ip-forward-no-drop",
    "ip-masq",
    "ip6tables",
    "iptables",
    "ipv6",
    "isolation",
    "labels",
    "log-format",
    "log-level",
  ],
  ...["max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts", "metrics-addr", "mtu", "network-control-plane-mtu"],
  ...["network-diagnostic-port", "node-generic-resources", "oom-score-adjust", "pidfile", "raw-logs", "runtimes", "selinux-enabled"],
  ...[
    "shutdown-timeout",
    "swarm-default-advertise-addr",
    "tls",
    "tlscacert",
    "tlscert",
    "tlskey",
    "userland-proxy-path",
    "validate",
    "min-api-version",
  ],
]);
