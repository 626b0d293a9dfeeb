import { type Edit, type Place, textOf } from "../text/source.ts";
import type { Field, List } from "./field.ts";
import type { HealthCheck } from "./health-check.ts";
import type { Limits, NewUlimit, Ulimit } from "./limits.ts";
import type { LogGroup } from "./log-group.ts";
import type { Logging } from "./logging.ts";
import type { Device, Mount, NewMount, NewTmpfs, NewVolume, Tmpfs, Volume } from "./mount.ts";
import type { NameResolution, Namespaces, Port } from "./network.ts";
import type { Role } from "./role.ts";
import type { Security } from "./security.ts";
import type { Service } from "./service.ts";

/**
 * What is deployed as one: a task definition, a pod or what pods are made from, a Compose file. What its host has no word for, or says of
 * each container, is unset.
 */
export interface Workload {
  /** Its name: the family of a task definition, the name of an object or a project; "" where none is written. */
  readonly address: string;
  /** Where it runs. Compose is a developer's tool first: hardening matters less there. "managed": AWS runs an image, and that is all there is to say. */
  readonly platform: "ecs" | "kubernetes" | "compose" | "managed";
  /** Of Kubernetes: "Deployment", "CronJob"; "" elsewhere. */
  readonly kind: string;
  readonly family: Field<string>;
  readonly containers: readonly Container[];
  /** Is it known that it has no others? */
  readonly complete?: true;
  /** Those that its containers share. */
  readonly namespaces: Namespaces;
  /** Do its containers see each other's processes? */
  readonly sharesProcesses: Field<boolean>;
  readonly volumes: List<Volume, NewVolume>;
  /** What all of its containers have together. */
  readonly limits: Limits;
  /** Parameters of the kernel's: `net.core.somaxconn`. */
  readonly sysctls: List<Variable, NewVariable>;
  readonly names: NameResolution;
  /** "LINUX" unless the host says otherwise. */
  readonly operatingSystem: Field<string>;
  /** "X86_64", "ARM64" on ECS; "amd64", "arm64" in Kubernetes. */
  readonly architecture: Field<string>;
  /** FARGATE, EC2, EXTERNAL, MANAGED_INSTANCES as required by the task definition; unset where a service decides. */
  readonly launchTypes: List<Field<string>, string>;
  /** Of ECS: names in it, save in its containers, that ECS does not know. */
  readonly unknownNames?: readonly UnknownName[];
  /** Of ECS: what is asked of the hosts that it may be placed on. */
  readonly placement?: readonly Setting[];
  readonly taskRole: Field<string>;
  readonly executionRole: Field<string>;
  /** The role that starts it, where the same template has it; put here when roles are read. */
  readonly starters: Role[];
  /** Where it is named, if its template says nothing of what starts it. */
  readonly unstarted?: () => Place | undefined;
  /** The log groups of the same template or module; put here when resources are read. */
  readonly logGroups: LogGroup[];
  /** Of ECS: the services of the same template or module that run it; put here when resources are read. */
  readonly services: Service[];
  /** Of Kubernetes; unset elsewhere. What else a pod is to its cluster is told by the subject that is called so. */
  readonly namespace: Field<string>;
}

/** A container as its host would run it. */
export interface Container {
  /** Its name; "" where none is written. */
  readonly address: string;
  readonly workload: Workload;
  readonly name: Field<string>;
  /** Of Compose: what Docker is to call it, where the file says so. Unknown where services take turns (`profiles`). */
  readonly givenName?: Field<string>;
  /** Of Compose: the control group that its own is made in. */
  readonly cgroupParent?: Field<string>;
  readonly image: Field<string>;
  /** "name", "1000" or "1000:1000", wherever it is written: a value that the whole pod shares is set for the whole pod. */
  readonly user: Field<string>;
  /** The group where it is said apart from the user, by number. */
  readonly group: Field<string>;
  /** Groups that it is in beside that one. */
  readonly moreGroups: List<Field<string>, string>;
  /** Of Kubernetes: the group that its volumes belong to, and that it is in for that. */
  readonly volumeGroup?: Field<string>;
  /** Does the host refuse to start it as root? Absent on hosts that cannot. */
  readonly refusesRoot?: Field<boolean>;
  /** Does the host run it as root and refuse any other user? */
  readonly requiresRoot?: true;
  /** Does it end before the others start? */
  readonly initial?: true;
  /** How its image is built, where the host says that itself. */
  readonly build?: LocalBuild;
  readonly privileged: Field<boolean>;
  readonly readOnlyRoot: Field<boolean>;
  readonly security: Security;
  /** Its workload's own where all containers share them. */
  readonly namespaces: Namespaces;
  readonly mounts: List<Mount, NewMount>;
  readonly tmpfs: List<Tmpfs, NewTmpfs>;
  readonly devices: List<Device, never>;
  readonly ports: List<Port, never>;
  readonly names: NameResolution;
  /** Names of containers that it reaches by old links. */
  readonly links: List<Field<string>, string>;
  readonly sysctls: List<Variable, NewVariable>;
  readonly ulimits: List<Ulimit, NewUlimit>;
  readonly limits: Limits;
  /** Of `/dev/shm`, in MiB. */
  readonly sharedMemory: Field<number>;
  readonly environment: List<Variable, NewVariable>;
  readonly secrets: List<SecretVariable, NewSecret>;
  /** Files, or in Kubernetes objects, that more variables are taken from. */
  readonly environmentFiles: List<EnvironmentFile, string>;
  /** What it runs, in place of what its image says. One text where Compose is given a whole line. */
  readonly entryPoint: List<Field<string>, string>;
  readonly command: List<Field<string>, string>;
  readonly workingDirectory: Field<string>;
  readonly logging: Logging;
  /** Of Kubernetes: hosts that its probes and hooks name, which its node then asks in its place. */
  readonly askedHosts?: readonly Field<string>[];
  readonly healthCheck: HealthCheck;
  /** Of Kubernetes: may it be sent requests? Has it started? Unset elsewhere. */
  readonly readiness: HealthCheck;
  readonly startup: HealthCheck;
  /** Names of containers that it waits for. */
  readonly dependsOn: List<Dependency, never>;
  /** Does its host decide when it is deployed whether the workload has it? Then two such may never be there together. */
  readonly sometimes?: boolean;
  /** Does the whole task stop when it does? */
  readonly essential: Field<boolean>;
  /** Is it started again when it stops? */
  readonly restarts: Field<boolean>;
  /** Has it a process that reaps others? */
  readonly init: Field<boolean>;
  readonly stdin: Field<boolean>;
  readonly tty: Field<boolean>;
  /** The secret with which its image is pulled, where each container has its own. */
  readonly pullCredentials: Field<string>;
  /** "Always", "IfNotPresent", "Never" in Kubernetes; "always", "missing", "never" in Compose. */
  readonly pullPolicy: Field<string>;
  /** Of ECS: the name of its host, as it sees it. */
  readonly hostName?: Field<string>;
  /** Of ECS: settings that are for the daemon of a host, and that nothing else of the model tells. */
  readonly daemonSettings?: readonly Setting[];
  /** Of ECS: names in it that ECS does not know. */
  readonly unknownNames?: readonly UnknownName[];
}

/** The name of a setting that its host does not know. */
export interface UnknownName {
  readonly key: string;
  readonly at: Place;
  /** The names that the host knows in this place, and that are not written there. */
  readonly known: readonly string[];
  /** What the host knows the name of, in another place. */
  readonly belongsTo?: "task" | "container";
  /** Is the setting left out without a word? Else all of it is refused. */
  readonly dropped: boolean;
  rename(to: string): readonly Edit[];
}

/** Something that is written, whatever its value. */
export interface Setting {
  readonly key: string;
  readonly at: Place;
  remove(): readonly Edit[];
}

/** Another container that must have come so far. */
export interface Dependency {
  readonly container: Field<string>;
  /** "START", "HEALTHY" and so on in ECS, "service_healthy" in Compose. */
  readonly condition: Field<string>;
}

/** A variable whose value is in the file. */
export interface Variable {
  readonly name: Field<string>;
  /** `remove` of the value takes the whole variable out. */
  readonly value: Field<string>;
  /** Edits that let it be fetched instead, for hosts where that is another value of the same variable. */
  readonly fetch?: (from: NewSecret) => readonly Edit[];
  /** Edits that have the program read it from a file by this other variable: that of a secret of this name, which is declared, too. */
  readonly file?: (variable: string, secret: string) => readonly Edit[];
  /** Edits that take it out although its value is not known, for hosts that can say so. */
  readonly drop?: () => readonly Edit[];
}

/** What a container is given by name and value: its variables and, on ECS, the options of its log driver. */
export const variablesOf = ({ environment, logging, workload }: Container): readonly Variable[] => [
  ...environment.items,
  ...(workload.platform === "ecs" ? logging.options.items : []),
];

export interface NewVariable {
  readonly name: string;
  readonly value: string;
}

/** A variable whose value is fetched from a store when the container starts. */
export interface SecretVariable {
  readonly name: Field<string>;
  /** An ARN, the name of a parameter, or that of a Kubernetes Secret. */
  readonly from: Field<string>;
  /** What it is called there, where a secret holds several. */
  readonly key?: Field<string>;
}
export interface EnvironmentFile {
  /** Its path, its ARN, or the name of the object. */
  readonly name: Field<string>;
  /** Is it a Secret of Kubernetes? */
  readonly secret?: true;
}
export interface NewSecret {
  readonly name: string;
  readonly from: string;
  readonly key?: string;
}

/** A build from a Dockerfile of the same workspace. */
export interface LocalBuild {
  /** The folder, seen from that of the file that says so. */
  readonly context: Field<string>;
  /** Seen from the context. */
  readonly dockerfile: Field<string>;
  /** The stage that is built; the last one where it is unset. */
  readonly target: Field<string>;
  /** Does it set build arguments? Then what the Dockerfile takes from an ARG is not known. */
  readonly args: boolean;
}

/** Runs it on Windows, or may it, its template leaving that open? There are no Linux users, capabilities or read-only roots there. */
export const mayRunWindows = ({ image, workload: { operatingSystem } }: Container): boolean =>
  operatingSystem.opaque ||
  operatingSystem.is((name) => /^windows/i.test(name)) ||
  image.is((name) => /(?:^|\/)(?:windows|dotnet\/framework)\/|(?:^|[/:-])(?:windowsservercore|nanoserver)/i.test(name));

/** Must the task be able to run on Fargate, where the hosts are AWS's? */
export const isOnFargate = ({ launchTypes }: Pick<Workload, "launchTypes">): boolean => launchTypes.items.some((type) => type.is("FARGATE"));

/** What a message calls it: its name, placeholders and all, or else its image. */
export const nameOf = ({ name, image, workload }: Container): string => [name, image].map(read).find((text) => text !== "") ?? workload.address;

/** What only the host's syntax can say, over several lines, is no name. */
function read(field: Field<string>): string {
  if (field.unset) return "";
  const written = textOf(field.at);
  return field.value ?? field.text ?? (/[\r\n]/.test(written) ? "" : written.replace(/^["']|["']$/g, ""));
}
