import type { NewVariable, Variable } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import { type Entry, get, type ListNode, type MapNode, type Node, oneOrMany, type Plain } from "../syntax/tree.ts";
import { type Edit, type Place, textOf } from "../text/source.ts";

/** How a literal becomes a value; undefined where it is of the wrong kind, which makes the field opaque. */
type Read<T> = (literal: string | number | boolean) => T | undefined;
/** Hosts and templates take `256` for "256". */
const asString: Read<string> = String;
/** CloudFormation and Terraform take "true" for true. */
const asBoolean: Read<boolean> = (v) => (v === true || v === "true" ? true : v === false || v === "false" ? false : undefined);
/** So they do with "256" for 256. */
const asNumber: Read<number> = (v) =>
  typeof v === "number" ? v : typeof v === "string" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(v) ? Number(v) : undefined;

/** The text at `path`, keys from outside in. Setting it also writes the maps that are missing on the way. */
export const string = (map: MapNode, ...path: readonly string[]): Field<string> => field(asString, map, path);
/** The truth value at `path`. */
export const boolean = (map: MapNode, ...path: readonly string[]): Field<boolean> => field(asBoolean, map, path);
/** The number at `path`. */
export const number = (map: MapNode, ...path: readonly string[]): Field<number> => field(asNumber, map, path);
/** A node that stands alone, such as an item of a list, as text. `remove` says how it is taken out. */
export const text = (node: Node, remove?: () => readonly Edit[]): Field<string> => leaf(asString, node, remove);

/** How one item of a list is read, and how a new one is written. An item that `read` gives nothing for is left out. */
export interface Items<T, New> {
  readonly read: (item: Node, remove: () => readonly Edit[]) => T | undefined;
  readonly write: (item: New) => Plain;
  /** Does the host take one item without a list around it? */
  readonly oneOrMany?: boolean;
  /** Does a list without items say nothing, so that it goes with its last one? */
  readonly mayGo?: boolean;
}
/** Items that are texts. */
export const texts: Items<Field<string>, string> = { read: text, write: (value) => value };
/** Items that are texts, of which one may stand without a list around it. */
export const textOrTexts: Items<Field<string>, string> = { ...texts, oneOrMany: true };

/** The list at `path`, keys from outside in. Adding to one that is not there writes it, and the maps that are missing on the way. */
export function list<T, New>(map: MapNode, path: string | readonly string[], items: Items<T, New>): List<T, New> {
  const keys = typeof path === "string" ? [path] : path;
  return listAt(map, keys, items, keys.join("."), placeOf(map));
}

function listAt<T, New>(map: MapNode, [key = "", ...rest]: readonly string[], items: Items<T, New>, name: string, whole: Place): List<T, New> {
  const node = get(map, key);
  if (isUnset(node)) {
    if (map.open) return new List<T, New>("opaque", [], whole);
    const write = (all: readonly New[]): readonly Edit[] => map.writer.set(map, key, within(rest, all.map(items.write)));
    return new List<T, New>("unset", [], whole, (item) => write([item]), name, write);
  }
  if (rest.length > 0) return node.kind === "map" ? listAt(node, rest, items, name, whole) : new List<T, New>("opaque", [], node.at);
  const replace = (all: readonly New[]): readonly Edit[] => (isCommented(node) ? [] : node.writer.replace(node, all.map(items.write)));
  if (node.kind === "list") {
    const entry = map.entries.find((e) => e.key === key);
    const goes = items.mayGo && entry && node.items.length === 1 ? (): readonly Edit[] => map.writer.remove(map, entry) : undefined;
    const read = node.items.flatMap((item) => items.read(item, goes ?? removal(node, item)) ?? []);
    return new List<T, New>("written", read, node.at, (item) => node.writer.append(node, items.write(item)), name, node.open ? undefined : replace);
  }
  if (!items.oneOrMany || (node.kind === "map" && node.entries.length === 0)) return new List<T, New>("opaque", [], node.at);
  const only = oneOrMany(node).flatMap((item) => items.read(item, () => []) ?? []);
  const isOne = node.kind === "scalar" && node.value !== null;
  const add = (item: New): readonly Edit[] => (isOne ? node.writer.replace(node, [node.value, items.write(item)]) : []);
  return new List<T, New>("written", only, node.at, add, name, isOne ? replace : undefined);
}

/** May a comment stand among the items, in whatever syntax? What is in quotes is none. */
const isCommented = ({ at }: Node): boolean => /#|\/\/|\/\*/.test(textOf(at).replaceAll(/\\.|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g, ""));

/** The map at `path` as a list of its entries: labels, options. One that is not there is written when something is added. */
export function pairs<T, New>(
  map: MapNode,
  path: readonly string[],
  items: Pairs<T, New>,
  name = path.join("."),
  whole = placeOf(map),
): List<T, New> {
  const [key = "", ...rest] = path;
  const node = get(map, key);
  if (isUnset(node)) {
    if (map.open) return new List<T, New>("opaque", [], whole);
    return new List<T, New>("unset", [], whole, (item) => map.writer.set(map, key, within(rest, Object.fromEntries([items.write(item)]))), name);
  }
  if (node.kind !== "map") return new List<T, New>("opaque", [], node.at);
  if (rest.length > 0) return pairs(node, rest, items, name, whole);
  const read = node.entries.flatMap((entry) => items.read(entry, () => withoutEntry(node, entry)) ?? []);
  return new List<T, New>("written", read, node.at, (item) => node.writer.set(node, ...items.write(item)), name);
}

/** How one entry of a map is read, and how a new one is written. */
export interface Pairs<T, New> {
  readonly read: (entry: Entry, remove: () => readonly Edit[]) => T | undefined;
  readonly write: (item: New) => readonly [key: string, value: Plain];
}
/** Entries that are a name and a text. */
export const namedTexts: Pairs<Variable, NewVariable> = {
  read: ({ key, keyAt, value }, remove) => ({ name: Field.written(key, keyAt), value: isUnset(value) ? Field.unset(keyAt) : text(value, remove) }),
  write: ({ name, value }) => [name, value],
};

/** An entry taken out; the map stays, an empty one. */
export const withoutEntry = (map: MapNode, entry: Entry): readonly Edit[] =>
  map.entries.length > 1 ? map.writer.remove(map, entry) : map.writer.replace(map, {});

/** A value below the maps that are missing on the way to it. */
const within = (path: readonly string[], value: Plain): Plain => path.reduceRight<Plain>((inner, key) => ({ [key]: inner }), value);

/**
 * Edits that give the map all that is wanted, in one go: single edits that would each write the same missing map do not compose.
 * None where a part of it cannot be written.
 */
export function merged(map: MapNode, wanted: { readonly [key: string]: Plain }): readonly Edit[] {
  if (map.entries.length === 0) return map.writer.replace(map, wanted);
  const edits = Object.entries(wanted).map(([key, value]): readonly Edit[] => {
    const held = get(map, key);
    return held?.kind === "map" && isPlainMap(value) ? merged(held, value) : map.writer.set(map, key, value);
  });
  return edits.every((e) => e.length > 0) ? edits.flat() : [];
}
const isPlainMap = (value: Plain): value is { readonly [key: string]: Plain } => typeof value === "object" && value !== null && !Array.isArray(value);

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

/**
 * The same property in other terms: a quantity for its text, `unconfined` for `Unconfined`. What `read` gives nothing for is opaque;
 * what `write` gives nothing for cannot be set.
 */
export function translated<A, B>(field: Field<A>, read: (value: A) => B | undefined, write: (value: B) => A | undefined): Field<B> {
  if (field.opaque) return Field.opaque(field.at, field.parts, field.text);
  const set = (value: B): readonly Edit[] => {
    const to = write(value);
    return to === undefined ? [] : field.set(to);
  };
  const value = field.value === undefined ? undefined : read(field.value);
  if (field.unset) {
    const unset = Field.unset<B>(field.at, { key: field.key, set });
    return value === undefined ? unset : unset.or(value);
  }
  return value === undefined ? Field.opaque(field.at) : Field.written(value, field.at, { key: field.key, set, remove: () => field.remove() });
}

/** The one of two ways to say a thing that is used, the better one where none is. */
export const either = <T>(own: Field<T>, other: Field<T>): Field<T> => (own.unset && !other.unset ? other : own);

/** A field that its file cannot hold, for hosts that say it elsewhere. */
export const absent = <T>(at: Place): Field<T> => Field.unset<T>(at);

function field<T extends Plain>(read: Read<T>, map: MapNode, path: readonly string[], name = path.join("."), whole = placeOf(map)): Field<T> {
  const [key = "", ...rest] = path;
  const node = get(map, key);
  if (isUnset(node)) {
    if (map.open) return Field.opaque(whole);
    return Field.unset(whole, {
      key: name,
      set: (value) => map.writer.set(map, key, within(rest, value)),
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
const names = ["name", "family", "image", "Sid", "Name", "Family", "Image", "containerPath", "ContainerPath"];
