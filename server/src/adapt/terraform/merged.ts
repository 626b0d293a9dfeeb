import type { Entry, MapNode, Node, Writer } from "../../syntax/tree.ts";

/**
 * `merge(local.base, { privileged = false })`: later maps say it before earlier ones. What stands before a map that is not known is not known
 * either. It is changed where it is written, or else in the last map. Undefined where no map is known.
 */
export function merged({ at }: Pick<Node, "at">, all: readonly Node[]): MapNode | undefined {
  const given = all.filter((node) => node.kind !== "scalar" || node.value !== null);
  if (!given.some((node) => node.kind === "map")) return undefined;
  const held = new Map<string, Held>();
  const lastOpen = given.findLastIndex((node) => (node.kind === "map" ? node.open : !sometimes(node)));
  for (const [i, node] of given.entries()) {
    for (const map of node.kind === "map" ? [node] : (sometimes(node) ?? [])) {
      const isKnown = map === node && i >= lastOpen;
      for (const entry of map.entries) {
        const from = held.get(entry.key)?.from ?? [];
        if (map === node) from.push(map);
        held.set(entry.key, { entry: isKnown ? entry : { ...entry, value: unknown(entry.value) }, from });
      }
    }
  }
  const end = given.at(-1);
  const last = end?.kind === "map" ? end : undefined;
  return {
    kind: "map",
    entries: Array.from(held.values(), ({ entry, from }) => (last && from.at(-1) !== last ? { ...entry, value: over(last, entry) } : entry)),
    at,
    writer: writer(held, last),
    ...(lastOpen < 0 ? {} : { open: true }),
  };
}

/** The maps of `c ? { … } : {}`, between which a condition decides; undefined for all else. */
function sometimes(node: Node): readonly MapNode[] | undefined {
  const branches = node.kind === "opaque" ? node.branches : undefined;
  return branches?.every((b): b is MapNode => b.kind === "map" && !b.open) ? branches : undefined;
}

interface Held {
  readonly entry: Entry;
  /** The maps that have the key, the one that counts last. */
  readonly from: MapNode[];
}

/** A text that others have, too, is said anew in the last map. */
function over(last: MapNode, { key, value }: Entry): Node {
  if (value.kind !== "scalar") return value;
  const replace: Writer["replace"] = (_, plain) => {
    const edits = value.writer.replace(value, plain);
    return edits.length > 0 ? edits : last.writer.set(last, key, plain);
  };
  return { ...value, writer: { ...value.writer, replace } };
}

const unknown = ({ at, writer }: Node): Node => ({ kind: "opaque", at, writer });

const writer = (held: ReadonlyMap<string, Held>, last: MapNode | undefined): Writer => ({
  set(_, key, value) {
    const map = held.get(key)?.from.at(-1);
    const edits = map?.writer.set(map, key, value) ?? [];
    return edits.length > 0 || !last ? edits : last.writer.set(last, key, value);
  },
  remove(_, child) {
    const { entry, from } = ("keyAt" in child ? held.get(child.key) : undefined) ?? { from: [] };
    const [map, ...others] = from;
    return entry && map && others.length === 0 ? map.writer.remove(map, entry) : [];
  },
  replace: () => [],
  append: () => [],
  insert: () => [],
});
