import { Field } from "../model/field.ts";
import { get, type MapNode, type Node, type Plain } from "../syntax/tree.ts";
import type { Place } from "../text/source.ts";

type Read<T> = (literal: string | number | boolean) => T | undefined;
const asString: Read<string> = String;
const asBoolean: Read<boolean> = (v) => (v === true || v === "true" ? true : v === false || v === "false" ? false : undefined);

export const string = (map: MapNode, ...path: readonly string[]): Field<string> => field(asString, map, path);
export const boolean = (map: MapNode, ...path: readonly string[]): Field<boolean> => field(asBoolean, map, path);
export const text = (node: Node): Field<string> => leaf(asString, node);

/** The field at `path`. Setting it also writes the maps that are missing on the way. */
function field<T extends Plain>(read: Read<T>, map: MapNode, path: readonly string[]): Field<T> {
  const [key = "", ...rest] = path;
  const node = get(map, key);
  if (node === undefined) {
    return Field.unset(nameOf(map), {
      set: (value) =>
        map.writer.set(
          map,
          key,
          rest.reduceRight<Plain>((inner, k) => ({ [k]: inner }), value),
        ),
    });
  }
  if (rest.length === 0) return leaf(read, node);
  return node.kind === "map" ? field(read, node, rest) : Field.opaque(node.at);
}

function leaf<T extends Plain>(read: Read<T>, node: Node): Field<T> {
  const value = node.kind === "scalar" && node.value !== null ? read(node.value) : undefined;
  return value === undefined ? Field.opaque(node.at) : Field.written(value, node.at, { set: (v) => node.writer.replace(node, v) });
}

/** Where to point when a map lacks something: its name, or else its first key. */
const nameOf = (map: MapNode): Place => map.entries.find((e) => /^(name|image)$/i.test(e.key))?.value.at ?? map.entries[0]?.keyAt ?? map.at;
