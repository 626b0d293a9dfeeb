import type { Container, NewSecret, NewVariable, SecretVariable, Variable, Workload } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import type { Place } from "../text/source.ts";
import { absent, boolean, type Items, list, placeOf, string, text, texts } from "./fields.ts";

/**
 * A task definition in any of the forms that people keep: the input of `aws ecs register-task-definition`, the output of
 * `describe-task-definition`, or the array of container definitions alone that Terraform reads. Undefined where it is none.
 */
export function readTaskDefinition(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const task = definitionIn(root);
  if (!task) return undefined;
  const containers: Container[] = [];
  const workload: Workload = { ...(task.map ? written(task.map) : elsewhere(placeOf(task.first))), containers };
  for (const c of task.containers) containers.push(container(c, workload));
  return { why: task.why, facts: facts({ workload: [workload], container: containers }) };
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

type OfTask = Omit<Workload, "containers">;

const written = (map: MapNode): OfTask => ({
  address: string(map, "family").value ?? "",
  platform: "ecs",
  family: string(map, "family"),
  networkMode: string(map, "networkMode"),
  operatingSystem: operatingSystem(map),
  launchTypes: list(map, "requiresCompatibilities", texts),
  taskRole: string(map, "taskRoleArn"),
  executionRole: string(map, "executionRoleArn"),
});

/** What Terraform says in the resource that reads the array: not to be known here. */
const elsewhere = (at: Place): OfTask => ({
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
function operatingSystem(map: MapNode): Field<string> {
  const said = string(map, "runtimePlatform", "operatingSystemFamily");
  if (!said.unset) return said;
  const constraint = maps(values(get(map, "placementConstraints"))).find((c) => /os-type\s*==\s*windows/i.test(literal(get(c, "expression")) ?? ""));
  return said.or(constraint ? "WINDOWS" : "LINUX");
}

const container = (map: MapNode, workload: Workload): Container => ({
  address: string(map, "name").value ?? "",
  workload,
  name: string(map, "name"),
  image: string(map, "image"),
  user: string(map, "user"),
  privileged: boolean(map, "privileged").or(false),
  readOnlyRoot: boolean(map, "readonlyRootFilesystem").or(false),
  environment: list(map, "environment", variables),
  secrets: list(map, "secrets", secrets),
});

const variables: Items<Variable, NewVariable> = {
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const value = string(item, "value");
    const node = get(item, "value");
    return { name: string(item, "name"), value: node && !value.unset ? text(node, remove) : value };
  },
  write: ({ name, value }) => ({ name, value }),
};

const secrets: Items<SecretVariable, NewSecret> = {
  read: (item) => (item.kind === "map" ? { name: string(item, "name"), from: string(item, "valueFrom") } : undefined),
  write: ({ name, from }) => ({ name, valueFrom: from }),
};
