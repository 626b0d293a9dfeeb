import { containerParameters, taskParameters } from "../knowledge/aws/task-parameters.ts";
import type { Container, Workload } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import type { LaunchType } from "../model/launch-type.ts";
import type { Limits } from "../model/limits.ts";
import type { Namespaces } from "../model/network.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import type { Place } from "../text/source.ts";
import { absentNames, absentNamespaces, none, unknownLimits, unknownList, unknownNamespaces } from "./absent.ts";
import { inAnyCase } from "./ecs/any-case.ts";
import { containerIn } from "./ecs/container.ts";
import { blocksIn } from "./ecs/daemon-settings.ts";
import { unknownInContainer, unknownInTask } from "./ecs/unknown-names.ts";
import { volumes } from "./ecs/volumes.ts";
import { absent, list, number, placeOf, string, texts, translated } from "./fields.ts";
import { camelCase, type Spelling } from "./spelling.ts";

/**
 * A task definition in any of the forms that people keep: the input of `aws ecs register-task-definition`, the output of
 * `describe-task-definition`, or the array of container definitions alone that Terraform reads. Undefined where it is none.
 */
export function readTaskDefinition(root: Node, launchType?: LaunchType): { readonly why: string; readonly facts: Facts } | undefined {
  const task = definitionIn(root);
  if (!task) return undefined;
  const { map, first, containers, why } = task;
  return {
    why,
    facts: taskFacts(
      settledOn(
        map ? { ...taskIn(inAnyCase(map, taskParameters, camelCase)), unknownNames: unknownInTask(map, camelCase) } : unknownTask(placeOf(first)),
        launchType,
      ),
      containers,
      [map ? get(map, "containerDefinitions") : root],
      camelCase,
      // Terraform reads arrays of containers.
      map === undefined,
    ),
  };
}

/**
 * A task with its containers, of which there may be more in `definitions`, for every host that takes the API's names in a spelling of its own.
 * `dropped`: does the host leave out what it does not know?
 */
export function taskFacts(
  task: Task,
  own: readonly MapNode[],
  definitions: readonly (Node | undefined)[],
  spelling: Spelling = camelCase,
  dropped = false,
): Facts {
  const containers: Container[] = [];
  const [only, ...others] = definitions;
  const complete = only?.kind === "list" && !only.open && others.length === 0 && only.items.length === own.length;
  const workload: Workload = { ...task, containers, ...(complete ? { complete } : {}) };
  for (const map of own) {
    const read = inAnyCase(map, containerParameters, spelling);
    containers.push({ ...containerIn(read, workload, spelling), unknownNames: unknownInContainer(dropped ? read : map, spelling, dropped) });
  }
  return facts({ workload: [workload], container: containers });
}

interface Definition {
  /** The task definition itself; undefined for an array of containers. */
  readonly map: MapNode | undefined;
  /** What to point to when something of the whole is meant. */
  readonly first: MapNode;
  readonly containers: readonly MapNode[];
  readonly why: string;
}

function definitionIn(root: Node): Definition | undefined {
  if (root.kind === "list") {
    const containers = maps(root.items);
    const [first] = containers;
    return first && containers.every((c) => get(c, "name") && get(c, "image") && telling.some((key) => get(c, key)))
      ? { map: undefined, first, containers, why: "is an array of container definitions" }
      : undefined;
  }
  for (const map of maps([root, ...optional(get(root, "taskDefinition"))])) {
    const definitions = get(map, "containerDefinitions");
    if (definitions?.kind !== "list") continue;
    const containers = maps(values(definitions));
    if (containers.length > 0 && containers.every((c) => get(c, "name") || get(c, "image"))) {
      return { map, first: map, containers, why: map === root ? "has containerDefinitions" : "is what describe-task-definition prints" };
    }
  }
  return undefined;
}
/** An array of things with a name and an image is one of container definitions if each has one of these, too. */
const telling = ["essential", "portMappings", "environment", "logConfiguration", "mountPoints"];
const optional = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

/** What a task definition says beside its containers. */
export type Task = Omit<Workload, "containers">;

export function taskIn(map: MapNode, spelling: Spelling = camelCase): Task {
  const at = placeOf(map);
  const spaces = namespaces(map, spelling);
  return {
    address: string(map, spelling("family")).value ?? "",
    platform: "ecs",
    kind: "",
    family: string(map, spelling("family")),
    namespaces: spaces,
    sharesProcesses: translated(
      spaces.pid,
      (mode) => mode === "task",
      (shared) => (shared ? "task" : undefined),
    ).or(false),
    volumes: volumes(map, spelling),
    limits: limits(map, spelling),
    sysctls: none(at),
    names: absentNames(at),
    operatingSystem: operatingSystem(map, spelling),
    architecture: string(map, spelling("runtimePlatform"), spelling("cpuArchitecture")).or("X86_64"),
    launchTypes: list(map, spelling("requiresCompatibilities"), texts),
    placement: blocksIn(map, spelling("placementConstraints")),
    taskRole: string(map, spelling("taskRoleArn")),
    executionRole: string(map, spelling("executionRoleArn")),
    starters: [],
    logGroups: [],
    services: [],
    namespace: absent(at),
  };
}

/** Of the network there is one by default: `bridge`. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html */
const namespaces = (map: MapNode, spelling: Spelling): Namespaces => ({
  ...absentNamespaces(placeOf(map)),
  network: string(map, spelling("networkMode")).or("bridge"),
  pid: string(map, spelling("pidMode")),
  ipc: string(map, spelling("ipcMode")),
});

/** The same task where something else says where it runs, and it leaves that open itself. */
export const ranOn = (task: Task, launchType: string | undefined): Task =>
  task.launchTypes.state !== "unset" || launchType === undefined
    ? task
    : { ...task, launchTypes: new List("unset", [Field.unset<string>(task.launchTypes.at).or(launchType)], task.launchTypes.at) };

/** The same task where the team has settled where it runs, and no file says it. */
export const settledOn = (task: Task, launchType: LaunchType | undefined): Task =>
  launchType === undefined || task.launchTypes.items.some((type) => type.value !== undefined)
    ? task
    : { ...task, launchTypes: new List("unset", [Field.unset<string>(task.launchTypes.at).or(launchType)], task.launchTypes.at) };

/** ECS takes "1 vCPU" and "2 GB" for 1024 units and 2048 MiB. */
const limits = (map: MapNode, spelling: Spelling): Limits => ({
  memory: translated(string(map, spelling("memory")), (written) => quantity(written, /gb$/i, 1), String),
  memoryRequest: absent(placeOf(map)),
  cpu: translated(
    string(map, spelling("cpu")),
    (written) => quantity(written, /vcpu$/i, 1 / 1024),
    (cpus) => String(Math.round(cpus * 1024)),
  ),
  cpuRequest: absent(placeOf(map)),
  pids: absent(placeOf(map)),
  storage: number(map, spelling("ephemeralStorage"), spelling("sizeInGiB")),
});

/** A number in the great unit, which is 1024 of the small ones, or in the small one, in units of `small`. */
function quantity(written: string, great: RegExp, small: number): number | undefined {
  const [, number = ""] = /^(\d{0,9}(?:\.\d{0,9})?)$/.exec(written.replace(great, "").trim()) ?? [];
  return number === "" || number === "." ? undefined : Number(number) * (great.test(written) ? 1024 * small : small);
}

/** What Terraform says in the resource that reads the containers: not to be known here. */
export const unknownTask = (at: Place): Task => ({
  address: "",
  platform: "ecs",
  kind: "",
  family: absent(at),
  namespaces: unknownNamespaces(at),
  sharesProcesses: Field.opaque(at),
  volumes: unknownList(at),
  limits: unknownLimits(at),
  sysctls: none(at),
  names: absentNames(at),
  operatingSystem: absent<string>(at).or("LINUX"),
  architecture: Field.opaque(at),
  launchTypes: unknownList(at),
  taskRole: Field.opaque(at),
  executionRole: Field.opaque(at),
  starters: [],
  logGroups: [],
  services: [],
  namespace: absent(at),
});

/** Before `runtimePlatform` there were placement constraints, and files still say it so. */
function operatingSystem(map: MapNode, spelling: Spelling): Field<string> {
  const said = string(map, spelling("runtimePlatform"), spelling("operatingSystemFamily"));
  if (!said.unset) return said;
  // A list; or blocks, each an entry of its own.
  const constraints = map.entries
    .filter((e) => e.key === spelling("placementConstraints"))
    .flatMap((e) => maps(e.value.kind === "list" ? e.value.items : [e.value]));
  const windows = constraints.some((c) => /os-type\s*==\s*windows/i.test(literal(get(c, spelling("expression"))) ?? ""));
  return said.or(windows ? "WINDOWS" : "LINUX");
}
