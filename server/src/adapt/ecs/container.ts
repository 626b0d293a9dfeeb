import type { Container, Dependency, EnvironmentFile, NewSecret, NewVariable, SecretVariable, Variable, Workload } from "../../model/container.ts";
import { Field, type List } from "../../model/field.ts";
import type { HealthCheck } from "../../model/health-check.ts";
import type { Limits, NewUlimit, Ulimit } from "../../model/limits.ts";
import type { Logging } from "../../model/logging.ts";
import type { Device, NewTmpfs, Tmpfs } from "../../model/mount.ts";
import type { Port } from "../../model/network.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { absentHealthCheck, none } from "../absent.ts";
import { absent, boolean, type Items, list, namedTexts, number, pairs, placeOf, string, text, texts, translated } from "../fields.ts";
import type { Spelling } from "../spelling.ts";
import { daemonSettings } from "./daemon-settings.ts";
import { sent } from "./destination.ts";
import { security } from "./security.ts";
import { mounts } from "./volumes.ts";

/**
 * The one table of what ECS calls the properties of a container. `inner` is how the host spells what is inside of the container's own
 * properties, where that is another way.
 */
export function containerIn(map: MapNode, workload: Workload, spelling: Spelling, inner = spelling): Container {
  const at = placeOf(map);
  const linux = (...path: readonly string[]): readonly string[] => [spelling("linuxParameters"), ...path.map(inner)];
  return {
    address: string(map, spelling("name")).value ?? "",
    workload,
    name: string(map, spelling("name")),
    image: string(map, spelling("image")),
    user: string(map, spelling("user")),
    group: absent(at),
    moreGroups: none(at),
    privileged: boolean(map, spelling("privileged")).or(false),
    readOnlyRoot: boolean(map, spelling("readonlyRootFilesystem")).or(false),
    security: security(map, spelling, inner),
    namespaces: workload.namespaces,
    mounts: list(map, spelling("mountPoints"), mounts(workload, inner)),
    tmpfs: list(map, linux("tmpfs"), tmpfs(inner)),
    devices: list(map, linux("devices"), devices(inner)),
    ports: list(map, spelling("portMappings"), ports(inner)),
    names: { hosts: list(map, spelling("extraHosts"), hosts(inner)), servers: list(map, spelling("dnsServers"), texts) },
    links: list(map, spelling("links"), texts),
    sysctls: list(map, spelling("systemControls"), variables(inner, "namespace")),
    ulimits: list(map, spelling("ulimits"), ulimits(inner)),
    limits: limits(map, spelling),
    sharedMemory: number(map, ...linux("sharedMemorySize")).or(64),
    environment: list(map, spelling("environment"), variables(inner)),
    secrets: list(map, spelling("secrets"), secrets(inner)),
    environmentFiles: list(map, spelling("environmentFiles"), files(inner)),
    entryPoint: list(map, spelling("entryPoint"), texts),
    command: list(map, spelling("command"), texts),
    workingDirectory: string(map, spelling("workingDirectory")),
    logging: logging(map, spelling, inner),
    healthCheck: healthCheck(map, spelling, inner),
    readiness: absentHealthCheck(at),
    startup: absentHealthCheck(at),
    dependsOn: list<Dependency, never>(map, spelling("dependsOn"), dependencies(inner)),
    ...(map.sometimes ? { sometimes: true } : {}),
    essential: boolean(map, spelling("essential")).or(true),
    restarts: boolean(map, spelling("restartPolicy"), inner("enabled")).or(false),
    init: boolean(map, ...linux("initProcessEnabled")).or(false),
    stdin: boolean(map, spelling("interactive")).or(false),
    tty: boolean(map, spelling("pseudoTerminal")).or(false),
    pullCredentials: string(map, spelling("repositoryCredentials"), inner("credentialsParameter")),
    pullPolicy: absent(at),
    hostName: string(map, spelling("hostname")),
    daemonSettings: daemonSettings(map, spelling, inner),
    // A FireLens log router makes a socket in a folder of the host's root; ECS writes "user": "0" into it and takes no other
    // (aws/containers-roadmap issue 2122).
    ...(get(map, spelling("firelensConfiguration")) ? { requiresRoot: true } : {}),
  };
}

const variables = (spelling: Spelling, name = "name"): Items<Variable, NewVariable> => ({
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const value = string(item, spelling("value"));
    const node = get(item, spelling("value"));
    return { name: string(item, spelling(name)), value: node && !value.unset ? text(node, remove) : value, drop: remove };
  },
  write: (made) => ({ [spelling(name)]: made.name, [spelling("value")]: made.value }),
  mayGo: true,
});

const secrets = (spelling: Spelling): Items<SecretVariable, NewSecret> => ({
  read: (item) => (item.kind === "map" ? { name: string(item, spelling("name")), from: string(item, spelling("valueFrom")) } : undefined),
  // CloudFormation puts in what stands in ${…}; nobody else writes such a name.
  write: ({ name, from }) => ({ [spelling("name")]: name, [spelling("valueFrom")]: from.includes("${") ? { "Fn::Sub": from } : from }),
});

const files = (spelling: Spelling): Items<EnvironmentFile, string> => ({
  read: (item) => (item.kind === "map" ? { name: string(item, spelling("value")) } : undefined),
  write: (value) => ({ [spelling("value")]: value, [spelling("type")]: "s3" }),
});

const hosts = (spelling: Spelling): Items<Variable, NewVariable> => ({
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const node = get(item, spelling("ipAddress"));
    return { name: string(item, spelling("hostname")), value: node ? text(node, remove) : string(item, spelling("ipAddress")) };
  },
  write: ({ name, value }) => ({ [spelling("hostname")]: name, [spelling("ipAddress")]: value }),
});

const tmpfs = (spelling: Spelling): Items<Tmpfs, NewTmpfs> => ({
  read: (item, remove) =>
    item.kind === "map" ? { path: string(item, spelling("containerPath")), options: list(item, spelling("mountOptions"), texts), remove } : undefined,
  write: ({ path, size, options }) => ({ [spelling("containerPath")]: path, [spelling("size")]: size, [spelling("mountOptions")]: options }),
});

const devices = (spelling: Spelling): Items<Device, never> => ({
  read: (item, remove) =>
    item.kind === "map" ? { hostPath: string(item, spelling("hostPath")), path: string(item, spelling("containerPath")), remove } : undefined,
  write: (never) => never,
});

const ports = (spelling: Spelling): Items<Port, never> => ({
  read(item, remove) {
    // One that a template computes is there, too.
    if (item.kind === "opaque")
      return { container: Field.opaque(item.at), host: Field.opaque(item.at), address: absent(item.at), protocol: Field.opaque(item.at), remove };
    if (item.kind !== "map") return undefined;
    const range = string(item, spelling("containerPortRange"));
    return {
      container: range.unset ? digits(item, spelling("containerPort")) : range,
      host: digits(item, spelling("hostPort")),
      address: absent(placeOf(item)),
      protocol: string(item, spelling("protocol")).or("tcp"),
      remove,
    };
  },
  write: (never) => never,
});
/** A number that is a text to rules, for others have ranges in its place. */
const digits = (map: MapNode, key: string): Field<string> => translated(number(map, key), String, toNumber);
const toNumber = (written: string): number | undefined => (/^\d+$/.test(written) ? Number(written) : undefined);

const ulimits = (spelling: Spelling): Items<Ulimit, NewUlimit> => ({
  read: (item, remove) =>
    item.kind === "map"
      ? { name: string(item, spelling("name")), soft: number(item, spelling("softLimit")), hard: number(item, spelling("hardLimit")), remove }
      : undefined,
  write: ({ name, soft, hard }) => ({ [spelling("name")]: name, [spelling("softLimit")]: soft, [spelling("hardLimit")]: hard }),
});

const dependencies = (spelling: Spelling): Items<Dependency, never> => ({
  read: (item) =>
    item.kind === "map" ? { container: string(item, spelling("containerName")), condition: string(item, spelling("condition")) } : undefined,
  write: (never) => never,
});

/** 1024 of ECS's units are one vCPU. Of a container they are shares, and bound it on Windows alone. */
const limits = (map: MapNode, spelling: Spelling): Limits => {
  const at = placeOf(map);
  return {
    memory: number(map, spelling("memory")),
    memoryRequest: number(map, spelling("memoryReservation")),
    cpu: absent(at),
    cpuRequest: translated(
      number(map, spelling("cpu")),
      (units) => units / 1024,
      (cpus) => Math.round(cpus * 1024),
    ),
    pids: absent(at),
    storage: absent(at),
  };
};

const logging = (map: MapNode, spelling: Spelling, inner: Spelling): Logging => {
  const own = (key: string): readonly string[] => [spelling("logConfiguration"), inner(key)];
  const options: List<Variable, NewVariable> = pairs(map, own("options"), namedTexts);
  const driver = string(map, ...own("logDriver"));
  return {
    driver,
    options,
    secrets: list(map, own("secretOptions"), secrets(inner)),
    ...(driver.unset && options.state === "unset" ? { send: (to) => sent(map, to, spelling, inner) } : {}),
  };
};

/** Defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const healthCheck = (map: MapNode, spelling: Spelling, inner: Spelling): HealthCheck => {
  const own = (key: string): readonly string[] => [spelling("healthCheck"), inner(key)];
  const command = list(map, own("command"), texts);
  return {
    state: command.state,
    command,
    network: false,
    interval: number(map, ...own("interval")).or(30),
    timeout: number(map, ...own("timeout")).or(5),
    retries: number(map, ...own("retries")).or(3),
    startPeriod: number(map, ...own("startPeriod")),
    disabled: absent(placeOf(map)),
  };
};
