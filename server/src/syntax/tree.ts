import type { Edit, Place } from "../text/source.ts";

/** Data without places: what writers write. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** One tree for every format: all that adapters see of a host's syntax. */
export type Node = MapNode | ListNode | ScalarNode | OpaqueNode;

interface Base {
  readonly at: Place;
  readonly writer: Writer;
  /** Of what is reached through an alias: the node that has the anchor, or stands below it, with its own place and writer. */
  readonly origin?: Node;
}

export interface MapNode extends Base {
  readonly kind: "map";
  /** In the order of the text; a key that is written twice is here twice. */
  readonly entries: readonly Entry[];
  /** A placeholder may add entries when it is deployed, or a key is one: what the map lacks is not known. */
  readonly open?: boolean;
  /** A condition of the host's decides whether it is in its list; where it is not, another may be. */
  readonly sometimes?: boolean;
  /** What names it where nothing in it does, as its adapter knows: the key of a map of containers, the label of a block. */
  readonly named?: Place;
}

export interface ListNode extends Base {
  readonly kind: "list";
  readonly items: readonly Node[];
  /** A placeholder may add or drop items when it is deployed: what the list lacks is not known. */
  readonly open?: boolean;
}

/** A literal. `value` is cooked: escapes and quotes are gone. */
export interface ScalarNode extends Base {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** Where the raw text of an HCL heredoc stands: a document embedded in it is parsed in place from there. */
  readonly body?: Place;
}

/**
 * What only deployment knows: `!Ref Image`, `${cpu}`, `"${repository}:1"`.
 * `parts` are the known pieces of a text in order, `undefined` for each hole; absent where nothing is known.
 * `text` is what was written, cooked as a literal would be; IAM's own `${aws:username}` is read from it.
 */
export interface OpaqueNode extends Base {
  readonly kind: "opaque";
  readonly parts?: readonly (string | undefined)[];
  readonly text?: string;
  /** `!Sub`, as YAML writes it, */
  readonly tag?: string;
  /** and the node as it would be without the tag. */
  readonly content?: Node;
  /** What it may be, where a condition of the host's decides between nodes that are all written; one that leaves it out is not among them. */
  readonly branches?: readonly Node[];
  /** What stands in the holes of `parts`, one node for each `undefined`, where the format has expressions (HCL). */
  readonly holes?: readonly Node[];
  /** `module.m.x[0]`, as its steps: `["module", "m", "x", "0"]`. */
  readonly reference?: readonly string[];
  /** `jsonencode(…)` */
  readonly call?: Call;
  /** Where the raw text of an HCL heredoc stands. */
  readonly body?: Place;
}

export interface Call {
  readonly name: string;
  readonly arguments: readonly Node[];
}

export interface Entry {
  readonly key: string;
  readonly keyAt: Place;
  readonly value: Node;
  /** The entry is an HCL block, `resource "aws_iam_role" "task" {}`: its type is the key, these are its labels, and its value is a map. */
  readonly labels?: readonly string[];
}

/**
 * Writes plain data in the style of the document that a node came from: indentation, quotes, comments, commas and line
 * endings stay, nothing else changes. An operation that the writer cannot do exactly gives no edits, and so no fix.
 * Edits of one writer on one version may be joined into one fix as long as they do not overlap.
 */
export interface Writer {
  /** Give `key` this value: in place where the map has it, else as a new last entry. */
  set(map: MapNode, key: string, value: Plain): readonly Edit[];
  /** Put `value` where `node` stands. */
  replace(node: Node, value: Plain): readonly Edit[];
  /** Take an entry or item out, with the comma, line and comment that belong to it alone. */
  remove(from: MapNode | ListNode, child: Entry | Node): readonly Edit[];
  append(list: ListNode, value: Plain): readonly Edit[];
  /** Put `value` before the item at `index`. */
  insert(list: ListNode, index: number, value: Plain): readonly Edit[];
}

/**
 * What a parser returns. It never throws: what it cannot read is missing, and `broken` says so.
 * `comments` are the places of comments, marks included.
 */
export interface Parsed {
  readonly roots: readonly Node[];
  readonly broken: boolean;
  readonly comments: readonly Place[];
}

/** The same tree where any map may lack entries. As deep as the parser lets a tree be. What is missing cannot be written there. */
export function opened(node: MapNode): MapNode;
export function opened(node: Node): Node;
export function opened(node: Node): Node {
  if (node.kind === "list") return { ...node, items: node.items.map((item) => opened(item)) };
  if (node.kind === "map") return { ...node, open: true, entries: node.entries.map((e) => ({ ...e, value: opened(e.value) })) };
  return node.kind === "opaque" && node.call ? { ...node, call: { ...node.call, arguments: node.call.arguments.map((a) => opened(a)) } } : node;
}

/** The value of `key`; the last one where it is written twice, as every host reads it. */
export function get(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== "map") return undefined;
  // Half of what reading a host costs is spent here: a function called for each entry is noticed.
  for (let i = node.entries.length - 1; i >= 0; i--) if (node.entries[i]?.key === key) return node.entries[i]?.value;
  return undefined;
}
/** Items of a list, values of a map, nothing of all else. */
export const values = (node: Node | undefined): readonly Node[] =>
  node === undefined ? [] : node.kind === "list" ? node.items : node.kind === "map" ? node.entries.map((e) => e.value) : [];
/** IAM and Compose accept one value where a list is meant. */
export const oneOrMany = (node: Node | undefined): readonly Node[] => (node === undefined ? [] : node.kind === "list" ? node.items : [node]);
export const maps = (nodes: readonly Node[]): readonly MapNode[] => nodes.filter((n) => n.kind === "map");
/** The text of a literal string. */
export const literal = (node: Node | undefined): string | undefined =>
  node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
