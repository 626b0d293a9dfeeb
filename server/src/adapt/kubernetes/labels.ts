import { byLabels, type Labels, type Requirement, type Selector } from "../../model/labels.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { string } from "../fields.ts";
import { at } from "./objects.ts";

/** The labels or annotations at `path`. */
export function labels(map: MapNode, ...path: readonly string[]): Labels {
  const node = at(map, path);
  return {
    of: (name) => string(map, ...path, name),
    names: node?.kind === "map" ? node.entries.map((e) => e.key) : [],
    open: map.open === true || (node !== undefined && isOpen(node)),
  };
}

/** What says nothing, or is not there, picks all. */
export const selector = (map: MapNode, key: string): Selector => {
  const node = get(map, key);
  const expressions = get(node, "matchExpressions");
  return {
    requirements: [...(node?.kind === "map" ? byLabels(labels(node, "matchLabels")) : []), ...maps(values(expressions)).map(requirement)],
    open: [node, get(node, "matchLabels"), expressions].some((n) => n !== undefined && isOpen(n)),
  };
};

/** The selector of a Service, which is labels and nothing else. */
export const plainSelector = (map: MapNode, key: string): Selector => {
  const node = get(map, key);
  return { requirements: byLabels(labels(map, key)), open: map.open === true || (node !== undefined && isOpen(node)) };
};

/** A hole may be anything; an alias or a map may be open. */
const isOpen = (node: Node): boolean => node.kind === "opaque" || (node.kind !== "scalar" && node.open === true);

function requirement(map: MapNode): Requirement {
  const operator = operators.find((name) => name === literal(get(map, "operator")));
  const texts = values(get(map, "values")).map((value) => literal(value));
  return { key: literal(get(map, "key")) ?? "", operator, values: texts.every((t) => t !== undefined) ? texts : undefined };
}
const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;
