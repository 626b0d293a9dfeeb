import { Field, List } from "../model/field.ts";
import { get, type ListNode, type MapNode, type Node, oneOrMany, type Plain } from "../syntax/tree.ts";
import type { Edit, Place } from "../text/source.ts";

/** How a literal becomes a value; undefined where it is of the wrong kind, which makes the field opaque. */
type Read<T> = (literal: string | number | boolean) => T | undefined;
/** Hosts and templates take `256` for "256". */
const asString: Read<string> = String;
/** CloudFormation and Terraform take "true" for true. */
const asBoolean: Read<boolean> = (v) => (v === true || v === "true" ? true : v === false || v === "false" ? false : undefined);

/** The text at `path`, keys from outside in. Setting it also writes the maps that are missing on the way. */
export const string = (map: MapNode, ...path: readonly string[]): Field<string> => field(asString, map, path);
/** The truth value at `path`. */
export const boolean = (map: MapNode, ...path: readonly string[]): Field<boolean> => field(asBoolean, map, path);
/** A node that stands alone, such as an item of a list, as text. `remove` says how it is taken out. */
export const text = (node: Node, remove?: () => readonly Edit[]): Field<string> => leaf(asString, node, remove);

/** How one item of a list is read, and how a new one is written. An item that `read` gives nothing for is left out. */
export interface Items<T, New> {
  readonly read: (item: Node, remove: () => readonly Edit[]) => T | undefined;
  readonly write: (item: New) => Plain;
  /** Does the host take one item without a list around it? */
  readonly oneOrMany?: boolean;
}
/** Items that are texts. */
export const texts: Items<Field<string>, string> = { read: text, write: (value) => value };
/** Items that are texts, of which one may stand without a list around it. */
export const textOrTexts: Items<Field<string>, string> = { ...texts, oneOrMany: true };

/** The list at `key`. Adding to one that is not there writes it. */
export function list<T, New>(map: MapNode, key: string, items: Items<T, New>): List<T, New> {
  const node = get(map, key);
  if (isUnset(node)) {
    if (map.open) return new List<T, New>("opaque", [], placeOf(map));
    return new List<T, New>("unset", [], placeOf(map), (item) => map.writer.set(map, key, [items.write(item)]), key);
  }
  if (node.kind === "list") {
    const read = node.items.flatMap((item) => items.read(item, removal(node, item)) ?? []);
    return new List<T, New>("written", read, node.at, (item) => node.writer.append(node, items.write(item)), key);
  }
  if (!items.oneOrMany || (node.kind === "map" && node.entries.length === 0)) return new List<T, New>("opaque", [], node.at);
  const only = oneOrMany(node).flatMap((item) => items.read(item, () => []) ?? []);
  const add = (item: New): readonly Edit[] =>
    node.kind === "scalar" && node.value !== null ? node.writer.replace(node, [node.value, items.write(item)]) : [];
  return new List<T, New>("written", only, node.at, add, key);
}

const removal =
  (from: ListNode, item: Node): (() => readonly Edit[]) =>
  () =>
    from.items.length > 1 ? from.writer.remove(from, item) : from.writer.replace(from, []);

/** The same map, pointed to by what names it from outside where it lacks something. It is written like the map itself. */
export const named = (map: MapNode, at: Place): MapNode => ({
  ...map,
  named: at,
  writer: { ...map.writer, set: (_, key, value) => map.writer.set(map, key, value), remove: (_, child) => map.writer.remove(map, child) },
});

/** A field that its file cannot hold, for hosts that say it elsewhere. */
export const absent = <T>(at: Place): Field<T> => Field.unset<T>(at);

function field<T extends Plain>(read: Read<T>, map: MapNode, path: readonly string[], name = path.join("."), whole = placeOf(map)): Field<T> {
  const [key = "", ...rest] = path;
  const node = get(map, key);
  if (isUnset(node)) {
    if (map.open) return Field.opaque(whole);
    return Field.unset(whole, {
      key: name,
      set: (value) =>
        map.writer.set(
          map,
          key,
          rest.reduceRight<Plain>((inner, k) => ({ [k]: inner }), value),
        ),
    });
  }
  if (rest.length > 0) return node.kind === "map" ? field(read, node, rest, name, whole) : Field.opaque(node.at);
  const entry = map.entries.findLast((e) => e.key === key);
  return leaf(read, node, () => (entry ? map.writer.remove(map, entry) : []), name);
}

function leaf<T extends Plain>(read: Read<T>, node: Node, remove?: () => readonly Edit[], key = ""): Field<T> {
  if (node.kind === "opaque") return Field.opaque(node.at, node.parts, node.text);
  const value = node.kind === "scalar" && node.value !== null ? read(node.value) : undefined;
  if (value === undefined) return Field.opaque(node.at);
  return Field.written(value, node.at, { key, set: (v) => node.writer.replace(node, v), ...(remove ? { remove } : {}) });
}

/** `null` is what describe output and templates write for "nothing". */
const isUnset = (node: Node | undefined): node is undefined => node === undefined || (node.kind === "scalar" && node.value === null);

/** Where to point when a map lacks something: what names it, or else its first key. */
export const placeOf = (map: MapNode): Place =>
  map.named ??
  names.map((name) => get(map, name)).find((node) => node?.kind === "scalar" || node?.kind === "opaque")?.at ??
  map.entries[0]?.keyAt ??
  map.at;
/** Keys whose values tell one map from its like, the best first. */
const names = ["name", "family", "image", "Sid", "Name", "Family", "Image"];
