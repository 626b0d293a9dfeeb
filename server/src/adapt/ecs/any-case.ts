import type { Parameters } from "../../knowledge/aws/task-parameters.ts";
import type { ListNode, MapNode, Node } from "../../syntax/tree.ts";
import type { Spelling } from "../spelling.ts";
import { writerThrough } from "../through.ts";
import { namesOf } from "./parameter-names.ts";

/**
 * A task definition or a container with names of the API wherever the text has letters of the other case (`readOnlyRootFilesystem`), which
 * Terraform's provider takes (https://pkg.go.dev/encoding/json#Unmarshal) and CloudFormation takes in part. What is written goes where the text has it.
 */
export function inAnyCase(map: MapNode, known: Parameters, spelling: Spelling): MapNode {
  const { exactly, inAnyCase: likewise } = namesOf(known, spelling);
  const written = new Set(map.entries.map((e) => e.key));
  let changed = false;
  const entries = map.entries.map((entry) => {
    const name = exactly.has(entry.key) ? entry.key : likewise.get(entry.key.toLowerCase());
    if (name === undefined) return entry;
    const inner = exactly.get(name);
    const value = inner === undefined || inner === true ? entry.value : nodeIn(entry.value, inner, spelling);
    const key = written.has(name) ? entry.key : name;
    if (key === entry.key && value === entry.value) return entry;
    changed = true;
    return { ...entry, key, value };
  });
  if (!changed) return map;
  const made: MapNode = { ...map, entries, writer: writerOf(() => made, map) };
  return made;
}

const nodeIn = (node: Node, known: Parameters, spelling: Spelling): Node =>
  node.kind === "map" ? inAnyCase(node, known, spelling) : node.kind === "list" ? listIn(node, known, spelling) : node;

function listIn(list: ListNode, known: Parameters, spelling: Spelling): ListNode {
  const items = list.items.map((item) => nodeIn(item, known, spelling));
  if (items.every((item, i) => item === list.items[i])) return list;
  const made: ListNode = { ...list, items, writer: writerOf(() => made, list, items) };
  return made;
}

/** Writes into the node by way of the one that was made of it; `items` are those of a list. */
function writerOf(made: () => Node, origin: Node, items: readonly Node[] = []): Node["writer"] {
  const origins = origin.kind === "list" ? origin.items : [];
  const through = writerThrough((node) => (node === made() ? origin : origins[items.indexOf(node)]));
  return {
    ...through,
    // Under the name that stands in the text.
    set: (node, key, value) =>
      through.set(node, (origin.kind === "map" && origin.entries.find((e) => e.key.toLowerCase() === key.toLowerCase())?.key) || key, value),
  };
}
