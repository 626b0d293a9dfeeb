import { rememberedOf } from "../../knowledge/remembered.ts";
import { type Entry, get, type ListNode, literal, type MapNode, maps, type Node, type OpaqueNode, values, type Writer } from "../../syntax/tree.ts";
import type { Place, Source } from "../../text/source.ts";
import { boolean } from "../fields.ts";
import { sometimes, writerThrough } from "../through.ts";
import type { Block } from "./blocks.ts";
import { called, run } from "./functions.ts";
import type { Assigned } from "./part.ts";

/** The tree with what the file itself says in place of its references: locals, and the defaults of variables. */
export type Known = (node: Node) => Node;

/** Levels of nesting, those that references lead to counted in, below which no reference is followed. */
const deepest = 300;
/** What is nested deeper is no container and no policy: references to it are not followed. */
const highest = 64;

/**
 * What a module's file knows of its own names. A text that is found through a reference stands where it is used, and cannot be changed
 * there; a local's map or list stands where it is written, and can be changed there if nothing else in the file uses it.
 */
export function scopeOf(blocks: readonly Block[], sources: readonly Source[], assigned: Assigned = new Map()): Known {
  const locals = new Map(blocks.filter((b) => b.keyword === "locals").flatMap((b) => b.body.entries.map((e) => [e.key, e.value] as const)));
  const variables = new Map(blocks.filter((b) => b.keyword === "variable").flatMap((b) => assignedTo(b, assigned)));
  const templates = new Map(
    blocks.filter((b) => b.keyword === "data" && b.type === "template_file").map((b) => [b.name, get(b.body, "template")] as const),
  );
  const repositories = new Map(
    blocks.filter((b) => b.type === "aws_ecr_repository").flatMap((b) => textsOf(b.body, "name").map((name) => [b.address, name] as const)),
  );
  const uses = sources.length === 1 && sources[0] ? usesOf(sources[0]) : usesOfAll(sources);
  const letters = sources.reduce((sum, s) => sum + s.text.length, 0);
  const found = new Map<string, Node | undefined>();
  const extents = new Map<string, Extent>();
  // What is used again and again costs each time, so that the whole stays linear.
  let nodesLeft = letters / 4 + 1024;
  let lettersLeft = 4 * letters + 1024;

  // Copies hold other values than their text says: what is written to one goes to what stands at its place.
  const written = new WeakMap<Place, Node>();
  const writer = writerThrough((node) => written.get(node.at));
  const copied = <T extends Node>(original: Node, copy: T): T => {
    written.set(copy.at, original);
    return copy;
  };

  const known = (node: Node, depth: number): Node => {
    switch (node.kind) {
      case "map": {
        const entries = node.entries.map((e): Entry => {
          const value = known(e.value, depth + 1);
          return value === e.value ? e : { ...e, value };
        });
        return entries.every((e, i) => e === node.entries[i]) ? node : copied(node, { ...node, entries, writer });
      }
      case "list": {
        const items = node.items.map((item) => known(item, depth + 1));
        return items.every((item, i) => item === node.items[i]) ? node : copied(node, { ...node, items, writer });
      }
      case "scalar":
        return node;
      case "opaque":
        if (node.reference) return referred(node, node.reference, depth) ?? node;
        // What a document in a heredoc says is read from its own text.
        if (node.holes) return node.body ? node : filled(node, node.holes, depth);
        if (node.branches)
          return either(
            node,
            node.branches.map((b) => known(b, depth + 1)),
          );
        return node.call
          ? called({ ...node, call: { ...node.call, arguments: node.call.arguments.map((a) => known(a, depth + 1)) } }, readOnly)
          : node;
    }
  };

  const inPlaceOf = (use: OpaqueNode, value: string | number | boolean): Node => copied(use, { kind: "scalar", value, at: use.at, writer: readOnly });

  const referred = (use: OpaqueNode, steps: readonly string[], depth: number): Node | undefined => {
    const [root = "", name = "", ...path] = steps;
    if (steps.at(-1) === "repository_url") return imageOf(use, repositories.get(steps.slice(0, -1).filter(isName).join(".")));
    if (root === "data" && name === "template_file" && path[1] === "rendered") {
      const written = templates.get(path[0] ?? "");
      return written && depth < deepest ? known(written, depth + 1) : undefined;
    }
    const target = root === "local" ? local(name, depth) : root === "var" ? variables.get(name) : undefined;
    const value = path.reduce<Node | undefined>((node, step) => stepInto(node, step), target);
    if (value === undefined) return undefined;
    if (value.kind === "scalar") return value.value === null ? undefined : inPlaceOf(use, value.value);
    if (root === "var") return value.kind === "list" ? listOf(use, value) : undefined;
    if (value.kind === "opaque") return value.parts && !value.body ? { ...value, at: use.at, writer: readOnly } : value;
    if (path.length > 0) return undefined;
    const { size, height } = extents.get(name) ?? extentOf(value);
    extents.set(name, { size, height });
    nodesLeft -= size;
    if (nodesLeft < 0 || height > highest) return undefined;
    return uses.get(name) === 1 ? value : unwritable(value);
  };

  /** The texts of a variable, as those of a scalar stand where they are used. */
  const listOf = (use: OpaqueNode, { items, open }: ListNode): Node | undefined => {
    nodesLeft -= items.length;
    if (nodesLeft < 0 || open || items.length === 0 || !items.every((item) => item.kind === "scalar" && item.value !== null)) return undefined;
    return { kind: "list", items: items.map((item) => ({ ...item, at: use.at, writer: readOnly })), at: use.at, writer: readOnly };
  };

  const local = (name: string, depth: number): Node | undefined => {
    if (found.has(name)) return found.get(name);
    const written = locals.get(name);
    if (!written || depth >= deepest) return undefined;
    // Until it is found it is unknown to itself.
    found.set(name, undefined);
    const node = known(written, depth + 1);
    found.set(name, node);
    return node;
  };

  const filled = (node: OpaqueNode, holes: readonly Node[], depth: number): Node => {
    const left: Node[] = [];
    let i = 0;
    const parts = (node.parts ?? []).flatMap((part): readonly (string | undefined)[] => {
      if (part !== undefined) return [part];
      const hole = holes[i++];
      const value = hole && known(hole, depth + 1);
      if (value?.kind === "scalar" && value.value !== null) return [String(value.value)];
      if (hole) left.push(hole);
      return value?.kind === "opaque" && value.parts && !value.body ? value.parts : [undefined];
    });
    lettersLeft -= parts.reduce((n, part) => n + (part?.length ?? 1), 0);
    if (parts.length === node.parts?.length && parts.every((part, k) => part === node.parts?.[k])) return node;
    if (lettersLeft < 0) return node;
    if (left.length > 0) return { ...node, parts: run(parts), holes: left, writer: readOnly };
    return inPlaceOf(node, parts.join(""));
  };

  return (node) => known(node, 0);
}

/** Is it a step by name, and not to one of many? */
const isName = (step: string): boolean => !/^\d+$/.test(step);

/** `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web`: the registry is known to a run, the name to the repository. */
const imageOf = (use: OpaqueNode, name: string | undefined): Node | undefined =>
  name === undefined ? undefined : { ...use, parts: [undefined, `/${name}`], writer: readOnly };

/** `c ? […] : []`: each object of the lists is there sometimes. Of anything else nothing is known. */
function either(node: OpaqueNode, branches: readonly Node[]): Node {
  const items = branches.flatMap((b) => (b.kind === "list" ? b.items : [b]));
  if (items.length === 0 || !branches.every((b) => b.kind === "list") || !items.every((item) => item.kind === "map")) return node;
  return { kind: "list", items: maps(items).map(sometimes), at: node.at, writer: readOnly, open: true };
}

/**
 * What is given for a variable, or else its default. An empty one stands for none: whoever uses the module says it. That of a secret is
 * seldom what is deployed.
 */
function assignedTo({ name, body }: Block, assigned: Assigned): readonly (readonly [string, Node])[] {
  const node = assigned.has(name) ? assigned.get(name) : get(body, "default");
  if (boolean(body, "sensitive").is(true)) return [];
  if (node?.kind === "scalar") return node.value !== null && node.value !== "" ? [[name, node]] : [];
  return node && values(node).length > 0 ? [[name, node]] : [];
}

const textsOf = (body: MapNode, key: string): readonly string[] => [literal(get(body, key))].flatMap((text) => text ?? []);

function stepInto(node: Node | undefined, step: string): Node | undefined {
  if (node?.kind === "scalar" || node?.kind === "opaque" || node?.open) return undefined;
  if (node?.kind === "list") return node.items[Number(step)];
  return node?.kind === "map" ? node.entries.findLast((e) => e.key === step)?.value : undefined;
}

/** How often each local is used in the file, in whatever expression. */
const usesOf = rememberedOf((source: Source): ReadonlyMap<string, number> => {
  const uses = new Map<string, number>();
  for (const [, name = ""] of source.text.matchAll(/\blocal\.([A-Za-z_][\w-]*)/g)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
});

function usesOfAll(sources: readonly Source[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const source of sources) for (const [name, n] of usesOf(source)) uses.set(name, (uses.get(name) ?? 0) + n);
  return uses;
}

interface Extent {
  /** How many nodes there are, */
  readonly size: number;
  /** and how deep they are nested. */
  readonly height: number;
}
function extentOf(node: Node): Extent {
  let size = 1;
  let height = 0;
  for (const inner of values(node)) {
    const extent = extentOf(inner);
    size += extent.size;
    height = Math.max(height, extent.height);
  }
  return { size, height: height + 1 };
}

function unwritable(node: Node): Node {
  if (node.kind === "map")
    return { ...node, writer: readOnly, entries: node.entries.map((e) => ({ ...e, value: unwritable(e.value) })) } satisfies MapNode;
  if (node.kind === "list") return { ...node, writer: readOnly, items: node.items.map(unwritable) };
  return { ...node, writer: readOnly };
}

const none = (): readonly [] => [];
/** Writes nothing: an edit would say the same of everything else that uses it. */
const readOnly: Writer = { set: none, replace: none, remove: none, append: none, insert: none };
