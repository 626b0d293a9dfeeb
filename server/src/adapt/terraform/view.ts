import { type Entry, type MapNode, type Node, type OpaqueNode, oneOrMany, type Writer } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";
import { writerThrough } from "../through.ts";
import type { Block } from "./blocks.ts";
import { appended, blockOf, isObject } from "./new-block.ts";

/**
 * A block's body as a table of properties reads it: what `dynamic` writes is not known, a list of one object is that object, and an object
 * that is missing is written as a block.
 */
export function viewOf({ body, json }: Block, named: Place): MapNode {
  const origins = new WeakMap<Node, MapNode>();
  const through = writerThrough((node) => origins.get(node));
  const writer: Writer = {
    ...through,
    set(node, key, value) {
      const origin = origins.get(node);
      const isBlock = !json && isObject(value) && !node.entries.some((e) => e.key === key);
      return origin && isBlock ? appended(origin, blockOf(key, value)) : through.set(node, key, value);
    },
  };
  const viewed = (node: Node): Node => {
    const [only, ...others] = node.kind === "list" && !node.open ? node.items : [];
    if (only?.kind === "map" && others.length === 0) return view(only);
    return node.kind === "map" ? view(node) : node;
  };
  const view = (map: MapNode): MapNode => {
    const made: MapNode = {
      ...map,
      writer,
      entries: map.entries.flatMap((e) => (e.key === "dynamic" ? generated(e) : { ...e, value: viewed(e.value) })),
    };
    origins.set(made, map);
    return made;
  };
  const whole = view(body);
  const root = { ...whole, named };
  origins.set(root, body);
  return root;
}

/** What stands for the blocks that a run writes. */
function generated(entry: Entry): readonly Entry[] {
  const { keyAt, value, labels } = entry;
  const unknown: OpaqueNode = { kind: "opaque", at: keyAt, writer: value.writer };
  if (labels !== undefined) return labels.slice(0, 1).map((key) => ({ key, keyAt, value: unknown }));
  return oneOrMany(value).flatMap((m) => (m.kind === "map" ? m.entries.map((e) => ({ key: e.key, keyAt: e.keyAt, value: unknown })) : []));
}
