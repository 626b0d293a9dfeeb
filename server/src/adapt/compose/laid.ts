import { type Entry, type ListNode, type MapNode, type Node, type OpaqueNode, opened } from "../../syntax/tree.ts";

/**
 * A map with another laid over it, as Compose puts files together: https://docs.docker.com/reference/compose-file/merge/. What is in neither is
 * written to the first; all else is written to where it stands.
 */
export function laid(base: MapNode, over: MapNode): MapNode {
  const above = new Map(over.entries.map((e) => [e.key, e]));
  const below = new Set(base.entries.map((e) => e.key));
  const entries = [
    ...base.entries.flatMap((e): readonly Entry[] => {
      const other = above.get(e.key);
      return other ? both(e, other) : [e];
    }),
    ...over.entries.flatMap((e) => (below.has(e.key) ? [] : added(e))),
  ];
  const owner = (key: string): MapNode => (above.has(key) ? over : base);
  return {
    ...base,
    ...(over.open ? { open: true } : {}),
    entries,
    writer: {
      ...base.writer,
      set: (_, key, value) => owner(key).writer.set(owner(key), key, value),
      replace: () => [],
      // What stands in both would be there again without the upper one.
      remove: (_, child) => {
        const [mine, theirs] = [over, base].map((map) => map.entries.find((e) => "keyAt" in child && e.keyAt === child.keyAt));
        if (mine) return below.has(mine.key) ? [] : over.writer.remove(over, mine);
        return theirs ? base.writer.remove(base, theirs) : [];
      },
    },
  };
}

/** `!reset` takes a key away, `!override` puts a value in place of the one below. */
const tagOf = ({ value }: Entry): string => (value.kind === "opaque" ? (value.tag ?? "") : "");
const contentOf = (entry: Entry): Entry => ({ ...entry, value: (entry.value as OpaqueNode).content ?? entry.value });

const added = (entry: Entry): readonly Entry[] => (tagOf(entry) === "!reset" ? [] : [tagOf(entry) === "!override" ? contentOf(entry) : entry]);

/** The upper value, or both put together. An entry points to where the lower one is named. */
function both(lower: Entry, upper: Entry): readonly Entry[] {
  if (tagOf(upper) !== "") return added(upper);
  const [below, above] = [lower.value, upper.value];
  if (below.kind === "map" && above.kind === "map") return [{ ...lower, value: laid(below, above) }];
  if (below.kind === "list" && above.kind === "list") return [replaced.has(upper.key) ? upper : { ...lower, value: joined(below, above) }];
  // A list and a map that say the same in two ways: there is more than the upper one.
  return [isMany(below) && isMany(above) ? { ...upper, value: opened(above) } : upper];
}

/** Lists that are one thing, and not many. */
export const replaced: ReadonlySet<string> = new Set(["command", "entrypoint", "test"]);
const isMany = (node: Node): boolean => node.kind === "map" || node.kind === "list";

function joined(base: ListNode, over: ListNode): ListNode {
  return {
    ...base,
    items: [...base.items, ...over.items],
    ...(over.open ? { open: true } : {}),
    writer: {
      ...base.writer,
      replace: () => [],
      append: (_, value) => base.writer.append(base, value),
      insert: () => [],
      remove: (_, child) => {
        const owner = [over, base].find((list) => list.items.some((item) => item === child));
        if (!owner || "keyAt" in child) return [];
        return owner.items.length > 1 ? owner.writer.remove(owner, child) : owner.writer.replace(owner, []);
      },
    },
  };
}
