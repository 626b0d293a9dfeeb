import type { Container, NewSecret, NewVariable, SecretVariable, Variable, Workload } from "../../model/container.ts";
import { Field, List } from "../../model/field.ts";
import type { LaunchType } from "../../model/launch-type.ts";
import type { Logging } from "../../model/logging.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { type Entry, get, literal, type MapNode } from "../../syntax/tree.ts";
import { type Place, textOf } from "../../text/source.ts";
import { unknownList } from "../absent.ts";
import { containerIn } from "../ecs/container.ts";
import { settledOn, type Task, taskIn, unknownTask } from "../ecs.ts";
import { boolean, placeOf, text } from "../fields.ts";
import { camelCase, type Spelling, snakeCase } from "../spelling.ts";
import { writerThrough } from "../through.ts";
import type { Block } from "./blocks.ts";

/**
 * A module that many use and that takes container definitions in arguments of its own; nothing for all others. Each has defaults that
 * are not those of ECS: https://registry.terraform.io/modules/terraform-aws-modules/ecs/aws and
 * https://registry.terraform.io/modules/cloudposse/ecs-container-definition/aws.
 */
export function readModule({ body, address }: Block, launchType?: LaunchType): readonly Facts[] {
  const elsewhere = (): Task => settledOn(unknownTask(placeOf(body)), launchType);
  const source = literal(get(body, "source")) ?? "";
  if (cloudposse.test(source)) return [alone(elsewhere(), (w) => ofCloudposse(body, w))];
  const [match, path = ""] = ecs.exec(source) ?? [];
  if (match === undefined) return [];
  const major = majorOf(literal(get(body, "version")) ?? /[?&]ref=v?(\d[\w.]*)/.exec(source)?.[1]);
  switch (path) {
    case "modules/container-definition":
      return [alone(elsewhere(), (w) => container(body, w, major))];
    case "modules/service":
      return service(body, address, major);
    case "":
      return entriesOf(get(body, "services")).flatMap(({ key, value }) => service(value, `${address}.${key}`, major));
    default:
      return [];
  }
}

const cloudposse = /\bcloudposse\/(?:ecs-container-definition\/aws$|terraform-aws-ecs-container-definition\b)/;
const ecs = /\bterraform-aws-modules\/(?:ecs\/aws|terraform-aws-ecs(?:\.git)?)(?:\/\/([^?]*))?(?:\?|$)/;

/** `5.11.2`, `~> 5.0`: the major version, where the constraint leaves but one. */
export const majorOf = (version: string | undefined): number | undefined => {
  const [, major] = /^(?:~>\s{0,9}(?=\d{1,9}\.)|=)?\s{0,9}v?(\d{1,9})(?:\.\d{1,9})*$/.exec(version?.trim() ?? "") ?? [];
  return major === undefined ? undefined : Number(major);
};

const alone = (task: Task, containerOf: (workload: Workload) => Container): Facts => {
  const containers: Container[] = [];
  const workload: Workload = { ...task, containers };
  containers.push(containerOf(workload));
  return facts({ workload: [workload], container: containers });
};

/** Names of the arguments where the module has its own. */
const ofService: Spelling = (name) =>
  ({ taskRoleArn: "tasks_iam_role_arn", executionRoleArn: "task_exec_iam_role_arn", placementConstraints: "task_definition_placement_constraints" })[
    name
  ] ?? snakeCase(name);

function service(body: MapNode, address: string, major: number | undefined): readonly Facts[] {
  const definitions = entriesOf(get(body, "container_definitions"));
  if (definitions.length === 0 || ["create", "create_task_definition"].some((key) => boolean(body, key).is(false))) return [];
  const task = taskIn(body, ofService);
  const { launchTypes } = task;
  const containers: Container[] = [];
  const workload: Workload = {
    ...task,
    address: task.family.value ?? address,
    namespaces: { ...task.namespaces, network: task.namespaces.network.unset ? task.namespaces.network.or("awsvpc") : task.namespaces.network },
    taskRole: madeUnless(task.taskRole, body, "create_tasks_iam_role"),
    executionRole: madeUnless(task.executionRole, body, "create_task_exec_iam_role"),
    // Maps by name, in forms that differ between versions.
    volumes: unknownList(task.volumes.at),
    limits: { ...task.limits, memory: task.limits.memory.or(2048), cpu: task.limits.cpu.or(1) },
    launchTypes: launchTypes.state === "unset" ? new List("unset", [Field.unset<string>(launchTypes.at).or("FARGATE")], launchTypes.at) : launchTypes,
    containers,
  };
  // Version 5 takes what a container leaves out from a map of defaults.
  const open = get(body, "container_definition_defaults") !== undefined;
  for (const { key, keyAt, value } of definitions) {
    const map = alike(value, { named: keyAt, ...(open ? { open } : {}) });
    const inner = bare(keyAt);
    const version = major ?? versionBy(value);
    const read = container(map, workload, version);
    const known = !/^\(|\$\{/.test(textOf(keyAt));
    const named = read.name.unset ? { name: known ? Field.written(key, keyAt) : Field.opaque<string>(inner), address: known ? key : "" } : {};
    const user = version === undefined ? Field.opaque<string>(keyAt) : version < 6 ? read.user.or("0") : read.user;
    containers.push({ ...read, ...named, user: read.user.unset ? user : read.user });
  }
  return [facts({ workload: [workload], container: containers })];
}

/** `local.name` of `(local.name)`, as a computed key is written. */
function bare({ source, start, end }: Place): Place {
  return source.text[start] === "(" && source.text[end - 1] === ")" ? source.at(start + 1, end - 1) : source.at(start, end);
}

/** The module makes a role that it is not given, unless it is told otherwise. */
const madeUnless = (role: Field<string>, body: MapNode, key: string): Field<string> =>
  role.unset && !boolean(body, key).is(false) ? Field.opaque(role.at) : role;

/** From version 6 on the keys are those of the API; what stands inside of them always was. */
function container(map: MapNode, workload: Workload, major: number | undefined): Container {
  const read = containerIn(map, workload, (major ?? 6) < 6 ? ofFifth : ofSixth, camelCase);
  const { at } = read.name;
  // The module makes a log group, and the configuration that goes with it, unless it is told otherwise.
  const logging = read.logging.driver.unset && !boolean(map, "enable_cloudwatch_logging").is(false) ? unknownLogging(at) : read.logging;
  return { ...read, readOnlyRoot: read.readOnlyRoot.or(true), logging };
}

/** Names of a container's arguments in version 6, */
const ofSixth: Spelling = (name) => (name === "entryPoint" ? "entrypoint" : name);
/** and before. */
const ofFifth: Spelling = (name) => (name === "dependsOn" ? "dependencies" : snakeCase(ofSixth(name)));

const unknownLogging = (at: Place): Logging => ({ driver: Field.opaque(at), options: unknownList(at), secrets: unknownList(at) });

/** The major version that a container's own keys tell: names of several words are written in one way or in the other. */
function versionBy({ entries }: MapNode): number | undefined {
  const keys = entries.map((e) => e.key);
  if (keys.some((key) => words.includes(key))) return 6;
  return keys.some((key) => words.map(snakeCase).includes(key)) ? 5 : undefined;
}
const words = ["readonlyRootFilesystem", "portMappings", "logConfiguration", "healthCheck", "mountPoints", "linuxParameters", "memoryReservation"];

function ofCloudposse(body: MapNode, workload: Workload): Container {
  const named = get(body, "container_name")?.at;
  // An argument of that name lays a whole definition over all others.
  const map = alike(body, { ...(named ? { named } : {}), ...(get(body, "container_definition") ? { open: true } : {}) });
  const read = containerIn(map, workload, (name) => ofCloudposseAlone.get(name) ?? snakeCase(name), camelCase);
  return {
    ...read,
    environment: withMap(read.environment, get(body, "map_environment"), (name, value): Variable => ({ name, value })),
    secrets: withMap(read.secrets, get(body, "map_secrets"), (name, from): SecretVariable => ({ name, from })),
  };
}

/** Names of its arguments that follow no rule. */
const ofCloudposseAlone: ReadonlyMap<string, string> = new Map([
  ...["name", "image", "cpu", "memory", "memoryReservation", "dependsOn"].map((name) => [name, `container_${snakeCase(name)}`] as const),
  ["healthCheck", "healthcheck"],
  ["entryPoint", "entrypoint"],
]);

/** What a map says beside the list, by name. */
function withMap<T, New extends NewVariable | NewSecret>(
  list: List<T, New>,
  map: ReturnType<typeof get>,
  item: (name: Field<string>, value: Field<string>) => T,
): List<T, New> {
  if (map === undefined) return list;
  if (map.kind !== "map") return new List<T, New>("opaque", list.items, map.at);
  const more = map.entries.map((e) =>
    item(
      Field.written(e.key, e.keyAt),
      text(e.value, () => map.writer.remove(map, e)),
    ),
  );
  return new List<T, New>("written", [...list.items, ...more], list.at, (added) => list.add(added), list.key);
}

/** The same map as its adapter knows it. It is written to as before. */
const alike = (map: MapNode, more: Pick<MapNode, "named" | "open">): MapNode => ({
  ...map,
  ...more,
  writer: writerThrough((node) => (node.at === map.at ? map : undefined)),
});

/** The entries of a map of maps. */
const entriesOf = (node: ReturnType<typeof get>): readonly (Entry & { readonly value: MapNode })[] =>
  node?.kind === "map" ? node.entries.flatMap(({ key, keyAt, value }) => (value.kind === "map" ? [{ key, keyAt, value }] : [])) : [];
