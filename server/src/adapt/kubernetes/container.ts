import type { Container, EnvironmentFile, NewSecret, NewVariable, SecretVariable, Variable, Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import type { Limits } from "../../model/limits.ts";
import type { Port } from "../../model/network.ts";
import { get, type MapNode, type Plain } from "../../syntax/tree.ts";
import { type Edit, textOf } from "../../text/source.ts";
import { none } from "../absent.ts";
import { absent, boolean, either, type Items, list, merged, number, placeOf, string, text, texts, translated } from "../fields.ts";
import type { Pod } from "./pods.ts";
import { askedHosts, probe } from "./probe.ts";
import { mebibytes, processors, writtenMebibytes, writtenProcessors } from "./quantity.ts";
import { security } from "./security.ts";
import { mounts } from "./volumes.ts";

/** What a container's `securityContext` leaves out, the pod's says, where that has it; where neither does, it would be written in the container. */
export function container(map: MapNode, { spec: pod, metadata }: Pod, workload: Workload, initial: boolean): Container {
  const at = placeOf(map);
  return {
    address: string(map, "name").value ?? "",
    workload,
    name: string(map, "name"),
    image: imageOf(map),
    user: either(user(map), user(pod)),
    group: either(id(map, "runAsGroup"), id(pod, "runAsGroup")),
    moreGroups: list(pod, ["securityContext", "supplementalGroups"], groups),
    volumeGroup: id(pod, "fsGroup"),
    refusesRoot: either(boolean(map, "securityContext", "runAsNonRoot"), boolean(pod, "securityContext", "runAsNonRoot")).or(false),
    ...(initial ? { initial } : {}),
    privileged: boolean(map, "securityContext", "privileged").or(false),
    readOnlyRoot: boolean(map, "securityContext", "readOnlyRootFilesystem").or(false),
    security: security(map, pod, metadata),
    namespaces: workload.namespaces,
    mounts: list(map, "volumeMounts", mounts(workload)),
    tmpfs: none(at),
    devices: none(at),
    ports: list(map, "ports", ports),
    names: workload.names,
    links: none(at),
    sysctls: none(at),
    ulimits: none(at),
    limits: limits(map),
    sharedMemory: absent<number>(at).or(64),
    environment: list(map, "env", variables),
    secrets: list(map, "env", secrets),
    environmentFiles: list(map, "envFrom", files),
    // What an image calls its entry point is a command here.
    entryPoint: list(map, "command", texts),
    command: list(map, "args", texts),
    workingDirectory: string(map, "workingDir"),
    logging: { driver: absent(at), options: none(at), secrets: none(at) },
    askedHosts: askedHosts(map),
    healthCheck: probe(map, "livenessProbe"),
    readiness: probe(map, "readinessProbe"),
    startup: probe(map, "startupProbe"),
    dependsOn: none(at),
    essential: absent<boolean>(at).or(true),
    restarts: translated(
      string(pod, "restartPolicy").or("Always"),
      (policy) => policy !== "Never",
      () => undefined,
    ),
    init: absent<boolean>(at).or(false),
    stdin: boolean(map, "stdin").or(false),
    tty: boolean(map, "tty").or(false),
    pullCredentials: absent(at),
    pullPolicy: string(map, "imagePullPolicy"),
  };
}

/** Of what a container, or a pod, may have at most, and what is set aside for it. */
/** Service meshes put in an image of their own where one of these stands: https://istio.io/latest/docs/setup/additional-setup/gateway/ */
const placeholders: ReadonlySet<string> = new Set(["auto", "controller-override"]);
function imageOf(map: MapNode): Field<string> {
  const image = string(map, "image");
  return image.is((name) => placeholders.has(name)) ? Field.opaque(image.at) : image;
}

export const limits = (map: MapNode): Limits => {
  const memory = (which: string): Field<number> => translated(string(map, "resources", which, "memory"), mebibytes, writtenMebibytes);
  const cpu = (which: string): Field<number> => translated(string(map, "resources", which, "cpu"), processors, writtenProcessors);
  return {
    memory: memory("limits"),
    memoryRequest: memory("requests"),
    cpu: cpu("limits"),
    cpuRequest: cpu("requests"),
    pids: absent(placeOf(map)),
    storage: translated(string(map, "resources", "limits", "ephemeral-storage"), gibibytes, (amount) => `${amount}Gi`),
  };
};
const gibibytes = (written: string): number | undefined => {
  const amount = mebibytes(written);
  return amount === undefined ? undefined : amount / 1024;
};

/** An id that is a text to rules. */
export const id = (holder: MapNode, key: string): Field<string> => translated(number(holder, "securityContext", key), String, toNumber);
const toNumber = (written: string): number | undefined => (/^\d{1,10}$/.test(written) ? Number(written) : undefined);

const groups: Items<Field<string>, string> = { read: text, write: (group) => toNumber(group) ?? group };

const ports: Items<Port, never> = {
  read: (item, remove) =>
    item.kind === "map"
      ? {
          container: translated(number(item, "containerPort"), String, toNumber),
          host: translated(number(item, "hostPort"), String, toNumber),
          address: string(item, "hostIP"),
          protocol: string(item, "protocol").or("TCP"),
          remove,
        }
      : undefined,
  write: (never) => never,
};

const files: Items<EnvironmentFile, string> = {
  read(item) {
    if (item.kind !== "map") return undefined;
    return get(item, "secretRef") ? { name: string(item, "secretRef", "name"), secret: true } : { name: string(item, "configMapRef", "name") };
  },
  write: (name) => ({ configMapRef: { name } }),
};

function user(holder: MapNode): Field<string> {
  const id = string(holder, "securityContext", "runAsUser");
  if (id.opaque) return id;
  const set = (value: string): readonly Edit[] => runAs(holder, value);
  return id.value === undefined ? Field.unset(id.at, { set }) : Field.written(id.value, id.at, { set, remove: () => id.remove() });
}

/** Kubernetes knows users and groups by number alone. All of it is written, or nothing. */
function runAs(holder: MapNode, value: string): readonly Edit[] {
  const [, id, group] = /^([0-9]{1,10})(?::([0-9]{1,10}))?$/.exec(value) ?? [];
  if (id === undefined) return [];
  const wanted = { runAsUser: Number(id), ...(group === undefined ? {} : { runAsGroup: Number(group) }) };
  const context = get(holder, "securityContext");
  if (context?.kind !== "map") return context === undefined || isNothing(context) ? holder.writer.set(holder, "securityContext", wanted) : [];
  return merged(context, wanted);
}
const isNothing = (node: { readonly kind: string; readonly value?: unknown }): boolean => node.kind === "scalar" && node.value === null;

const variables: Items<Variable, NewVariable> = {
  read(item, remove) {
    if (item.kind !== "map" || get(item, "valueFrom")) return undefined;
    const value = string(item, "value");
    const node = get(item, "value");
    return {
      name: string(item, "name"),
      value: node && !value.unset ? text(node, remove) : value,
      fetch: (from) => (isPlain(item) ? item.writer.replace(item, fetched(from)) : []),
    };
  },
  write: ({ name, value }) => ({ name, value }),
};

/** Is it a name and a value, and nothing that would be lost if it were written anew? */
const isPlain = (item: MapNode): boolean =>
  !item.open && item.entries.every(({ key }) => key === "name" || key === "value") && !/(?:^|\s)[#&|>]/.test(textOf(item.at));

const fetched = ({ name, from, key }: NewSecret): Plain => ({ name, valueFrom: { secretKeyRef: { name: from, key: key ?? name } } });

const secrets: Items<SecretVariable, NewSecret> = {
  read(item) {
    const reference = get(get(item, "valueFrom"), "secretKeyRef");
    return item.kind === "map" && reference?.kind === "map"
      ? { name: string(item, "name"), from: string(reference, "name"), key: string(reference, "key") }
      : undefined;
  },
  write: fetched,
};
