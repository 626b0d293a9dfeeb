import type { Container, Dependency, EnvironmentFile, LocalBuild, Workload } from "../../model/container.ts";
import { Field, List } from "../../model/field.ts";
import type { HealthCheck } from "../../model/health-check.ts";
import type { Limits, NewUlimit, Ulimit } from "../../model/limits.ts";
import type { Device } from "../../model/mount.ts";
import type { Namespaces } from "../../model/network.ts";
import type { Security } from "../../model/security.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { absentHealthCheck, none } from "../absent.ts";
import { restricted } from "../ecs/security.ts";
import {
  absent,
  boolean,
  either,
  type Items,
  list,
  namedTexts,
  number,
  type Pairs,
  pairs,
  placeOf,
  string,
  text,
  textOrTexts,
  texts,
  translated,
} from "../fields.ts";
import { securityOptions } from "../security-options.ts";
import { assignments, environment } from "./environment.ts";
import { interpolated } from "./interpolation.ts";
import { mounts, tmpfs } from "./mounts.ts";
import { ports } from "./ports.ts";
import { mebibytes, seconds, writtenMebibytes, writtenSeconds } from "./quantity.ts";
import { split } from "./split.ts";

/** A service as the container that Compose, or a Swarm, makes of it. `map` is named by its key. */
export function container(name: Field<string>, map: MapNode, workload: Workload, root: MapNode): Container {
  const { at } = name;
  const build = localBuild(map);
  return {
    address: name.value ?? "",
    workload,
    name,
    givenName: get(map, "profiles") ? Field.opaque(at) : interpolated(string(map, "container_name")),
    cgroupParent: interpolated(string(map, "cgroup_parent")),
    image: interpolated(string(map, "image")),
    user: interpolated(string(map, "user")),
    group: absent(at),
    moreGroups: list(map, "group_add", words),
    ...(build ? { build } : {}),
    privileged: boolean(map, "privileged").or(false),
    readOnlyRoot: boolean(map, "read_only").or(false),
    security: security(map),
    namespaces: namespaces(map),
    mounts: list(map, "volumes", mounts(workload)),
    tmpfs: tmpfs(map),
    devices: list(map, "devices", devices),
    ports: list(map, "ports", ports),
    names: { hosts: assignments(map, "extra_hosts", ":"), servers: list(map, "dns", wordOrWords) },
    links: list(map, "links", words),
    sysctls: assignments(map, "sysctls", "="),
    ulimits: pairs(map, ["ulimits"], ulimits),
    limits: limits(map),
    sharedMemory: translated(interpolated(string(map, "shm_size")), mebibytes, writtenMebibytes).or(64),
    environment: environment(map, root),
    // The files under /run/secrets are no variables.
    secrets: none(at),
    environmentFiles: list(map, "env_file", files),
    entryPoint: list(map, "entrypoint", textOrTexts),
    command: list(map, "command", textOrTexts),
    workingDirectory: interpolated(string(map, "working_dir")),
    logging: { driver: interpolated(string(map, "logging", "driver")), options: pairs(map, ["logging", "options"], namedTexts), secrets: none(at) },
    healthCheck: healthCheck(map),
    readiness: absentHealthCheck(at),
    startup: absentHealthCheck(at),
    dependsOn: dependencies(map),
    essential: absent<boolean>(at).or(false),
    restarts: restarts(map),
    init: boolean(map, "init").or(false),
    stdin: boolean(map, "stdin_open").or(false),
    tty: boolean(map, "tty").or(false),
    pullCredentials: absent(at),
    pullPolicy: interpolated(string(map, "pull_policy")),
  };
}

const word: Items<Field<string>, string>["read"] = (item, remove) => interpolated(text(item, remove));
const words: Items<Field<string>, string> = { ...texts, read: word };
const wordOrWords: Items<Field<string>, string> = { ...textOrTexts, read: word };

function security(map: MapNode): Security {
  const droppedCapabilities = list(map, "cap_drop", words);
  const options = securityOptions(list(map, "security_opt", words), "no-new-privileges:true");
  return {
    addedCapabilities: list(map, "cap_add", words),
    droppedCapabilities,
    ...options,
    hostProcess: absent<boolean>(placeOf(map)).or(false),
    restrict: (to) => restricted(to, { droppedCapabilities, ...options, readOnlyRoot: boolean(map, "read_only") }),
  };
}

const namespaces = (map: MapNode): Namespaces => ({
  network: interpolated(string(map, "network_mode")),
  pid: interpolated(string(map, "pid")),
  ipc: interpolated(string(map, "ipc")),
  uts: interpolated(string(map, "uts")),
  user: interpolated(string(map, "userns_mode")),
  cgroup: interpolated(string(map, "cgroup")),
});

/** `/dev/video0:/dev/video0:rwm`, or a map; a device by the name of its vendor has no path. */
const devices: Items<Device, never> = {
  read(item, remove) {
    if (item.kind === "map") return { hostPath: interpolated(string(item, "source")), path: interpolated(string(item, "target")), remove };
    const whole = interpolated(text(item, remove));
    const [hostPath = whole, path = hostPath] = split(whole, (written) => written.split(":"));
    return { hostPath, path, remove };
  },
  write: (never) => never,
};

/** One number for both, or a map of two. */
const ulimits: Pairs<Ulimit, NewUlimit> = {
  read({ key, keyAt, value }, remove) {
    const name = Field.written(key, keyAt);
    if (value.kind === "map") return { name, soft: number(value, "soft"), hard: number(value, "hard"), remove };
    const both = translated(text(value), toNumber, String);
    return { name, soft: both, hard: both, remove };
  },
  write: ({ name, soft, hard }) => [name, soft === hard ? soft : { soft, hard }],
};
const toNumber = (written: string): number | undefined => (/^-?\d{1,15}$/.test(written) ? Number(written) : undefined);

/** What Compose has for it, and what it takes of a Swarm's way to say it. */
const limits = (map: MapNode): Limits => {
  const swarm = (which: string, what: string): Field<string> => interpolated(string(map, "deploy", "resources", which, what));
  const own = (key: string): Field<string> => interpolated(string(map, key));
  const memory = (one: Field<string>, other: Field<string>): Field<number> => translated(either(one, other), mebibytes, writtenMebibytes);
  const amount = (field: Field<string>): Field<number> => translated(field, toAmount, String);
  return {
    memory: memory(own("mem_limit"), swarm("limits", "memory")),
    memoryRequest: memory(own("mem_reservation"), swarm("reservations", "memory")),
    cpu: amount(either(own("cpus"), swarm("limits", "cpus"))),
    cpuRequest: amount(swarm("reservations", "cpus")),
    pids: amount(either(own("pids_limit"), swarm("limits", "pids"))),
    storage: absent(placeOf(map)),
  };
};
const toAmount = (written: string): number | undefined =>
  /^-?\d{0,9}(?:\.\d{1,9})?$/.test(written) && /\d/.test(written) ? Number(written) : undefined;

/** A path, a list of paths, or of maps with one. */
const files: Items<EnvironmentFile, string> = {
  ...textOrTexts,
  read: (item, remove) => ({ name: interpolated(item.kind === "map" ? string(item, "path") : text(item, remove)) }),
};

/** Defaults: https://docs.docker.com/reference/dockerfile/#healthcheck */
function healthCheck(map: MapNode): HealthCheck {
  const command = list(map, ["healthcheck", "test"], textOrTexts);
  const node = get(map, "healthcheck");
  const isUnset = node === undefined ? !map.open : node.kind === "scalar" && node.value === null;
  const time = (key: string): Field<number> => translated(interpolated(string(map, "healthcheck", key)), seconds, writtenSeconds);
  const disabled = boolean(map, "healthcheck", "disable").or(false);
  return {
    state: isUnset ? "unset" : node?.kind === "map" ? "written" : "opaque",
    command,
    network: false,
    interval: time("interval").or(30),
    timeout: time("timeout").or(30),
    retries: number(map, "healthcheck", "retries").or(3),
    startPeriod: time("start_period").or(0),
    disabled: disabled.unset && command.items[0]?.is("NONE") ? Field.written(true, command.at) : disabled,
  };
}

/** A list of names, or a map from names to conditions. */
function dependencies(map: MapNode): List<Dependency, never> {
  const node = get(map, "depends_on");
  if (node?.kind !== "map")
    return list<Dependency, never>(map, "depends_on", {
      read: (item) => ({ container: text(item), condition: absent(item.at) }),
      write: (never) => never,
    });
  const items = node.entries.map(({ key, keyAt, value }) => ({
    container: Field.written(key, keyAt),
    condition: value.kind === "map" ? string(value, "condition") : absent<string>(keyAt),
  }));
  return new List<Dependency, never>("written", items, node.at);
}

/** `restart: "no"` is how Compose starts a service unless it says otherwise. */
function restarts(map: MapNode): Field<boolean> {
  const policy = either(interpolated(string(map, "restart")), interpolated(string(map, "deploy", "restart_policy", "condition")));
  return translated(
    policy,
    (written) => !["no", "none", "false"].includes(written),
    (on) => (on ? "unless-stopped" : "no"),
  ).or(false);
}

function localBuild(service: MapNode): LocalBuild | undefined {
  const build = get(service, "build");
  if (!build) return undefined;
  if (build.kind !== "map") {
    return {
      context: interpolated(string(service, "build")),
      dockerfile: absent<string>(build.at).or("Dockerfile"),
      target: absent(build.at),
      args: false,
    };
  }
  return {
    context: interpolated(string(build, "context")).or("."),
    dockerfile: get(build, "dockerfile_inline") ? Field.opaque(build.at) : interpolated(string(build, "dockerfile")).or("Dockerfile"),
    target: interpolated(string(build, "target")),
    args: get(build, "args") !== undefined,
  };
}
