import type { Container, NewSecret, NewVariable, SecretVariable, Variable, Workload } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import type { Place } from "../text/source.ts";
import { absent, boolean, type Items, list, placeOf, string, text, texts } from "./fields.ts";
import { camelCase, type Spelling } from "./spelling.ts";

/**
 * A task definition in any of the forms that people keep: the input of `aws ecs register-task-definition`, the output of
 * `describe-task-definition`, or the array of container definitions alone that Terraform reads. Undefined where it is none.
 */
export function readTaskDefinition(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const task = definitionIn(root);
  if (!task) return undefined;
  const { map, first, containers, why } = task;
  return { why, facts: taskFacts(map ? taskIn(map) : unknownTask(placeOf(first)), containers) };
}

/** A task with its containers: the one table of what ECS calls them, for every host that takes the API's names in a spelling of its own. */
export function taskFacts(task: Task, maps: readonly MapNode[], spelling: Spelling = camelCase): Facts {
  const containers: Container[] = [];
  const workload: Workload = { ...task, containers };
  for (const map of maps) containers.push(containerIn(map, workload, spelling));
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

export const taskIn = (map: MapNode, spelling: Spelling = camelCase): Task => ({
  address: string(map, spelling("family")).value ?? "",
  platform: "ecs",
  family: string(map, spelling("family")),
  networkMode: string(map, spelling("networkMode")),
  operatingSystem: operatingSystem(map, spelling),
  launchTypes: list(map, spelling("requiresCompatibilities"), texts),
  taskRole: string(map, spelling("taskRoleArn")),
  executionRole: string(map, spelling("executionRoleArn")),
});

/** The same task where something else says where it runs, and it leaves that open itself. */
export const ranOn = (task: Task, launchType: string | undefined): Task =>
  task.launchTypes.state !== "unset" || launchType === undefined
    ? task
    : { ...task, launchTypes: new List("unset", [Field.unset<string>(task.launchTypes.at).or(launchType)], task.launchTypes.at) };

/** What Terraform says in the resource that reads the containers: not to be known here. */
export const unknownTask = (at: Place): Task => ({
  address: "",
  platform: "ecs",
  family: absent(at),
  networkMode: Field.opaque(at),
  operatingSystem: absent<string>(at).or("LINUX"),
  launchTypes: new List("opaque", [], at),
  taskRole: Field.opaque(at),
  executionRole: Field.opaque(at),
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

/** `inner` is how the host spells what is inside of the container's own properties, where that is another way. */
export const containerIn = (map: MapNode, workload: Workload, spelling: Spelling, inner = spelling): Container => ({
  address: string(map, spelling("name")).value ?? "",
  workload,
  name: string(map, spelling("name")),
  image: string(map, spelling("image")),
  user: string(map, spelling("user")),
  privileged: boolean(map, spelling("privileged")).or(false),
  readOnlyRoot: boolean(map, spelling("readonlyRootFilesystem")).or(false),
  environment: list(map, spelling("environment"), variables(inner)),
  secrets: list(map, spelling("secrets"), secrets(inner)),
  // A FireLens log router makes a socket in a folder of the host's root; ECS writes "user": "0" into it and takes no other
  // (aws/containers-roadmap issue 2122).
  ...(get(map, spelling("firelensConfiguration")) ? { requiresRoot: true } : {}),
});

const variables = (spelling: Spelling): Items<Variable, NewVariable> => ({
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const value = string(item, spelling("value"));
    const node = get(item, spelling("value"));
    return { name: string(item, spelling("name")), value: node && !value.unset ? text(node, remove) : value };
  },
  write: ({ name, value }) => ({ [spelling("name")]: name, [spelling("value")]: value }),
});

const secrets = (spelling: Spelling): Items<SecretVariable, NewSecret> => ({
  read: (item) => (item.kind === "map" ? { name: string(item, spelling("name")), from: string(item, spelling("valueFrom")) } : undefined),
  write: ({ name, from }) => ({ [spelling("name")]: name, [spelling("valueFrom")]: from }),
});
