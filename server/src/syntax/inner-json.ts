import { type Edit, type Place, Source } from "../text/source.ts";
import { type Dialect, type InnerText, innerText } from "./inner-text.ts";
import { parseJson } from "./json.ts";
import type { Entry, ListNode, MapNode, Node, Parsed, Writer } from "./tree.ts";

/**
 * The JSON in a quoted string: `"{\"Version\": …}"`. Places are those of the file, and edits write what they put in as the string has it.
 * Undefined where the string is none, or holds escapes that its language does not know.
 */
export function parseInnerJson(at: Place, dialect: Dialect): Parsed | undefined {
  const inner = innerText(at, dialect);
  if (inner === undefined) return undefined;
  const { roots, broken } = parseJson(new Source(at.source.uri, inner.text));
  const tree = outward(at.source, inner);
  return { roots: roots.map(tree), broken, comments: [] };
}

/** Makes of nodes in the inner text nodes in the file. As deep as the parser lets a tree be. */
function outward(source: Source, { offsets, write }: InnerText): (node: Node) => Node {
  /** By their places in the file, which copies of a node have, too. */
  const maps = new WeakMap<Place, MapNode>();
  const lists = new WeakMap<Place, ListNode>();
  const nodes = new WeakMap<Place, Node>();
  const entries = new WeakMap<Place, Entry>();
  const place = ({ start, end }: Place): Place => source.at(offsets[start] ?? 0, offsets[end] ?? 0);
  const written = <T>(node: T | undefined, edit: (node: T) => readonly Edit[]): readonly Edit[] =>
    node === undefined ? [] : edit(node).map(({ at, text }) => ({ at: place(at), text: write(text) }));

  const writer: Writer = {
    set: (map, key, value) =>
      map.open && !map.entries.some((e) => e.key === key) ? [] : written(maps.get(map.at), (m) => m.writer.set(m, key, value)),
    replace: (node, value) => written(nodes.get(node.at), (n) => n.writer.replace(n, value)),
    remove: (from, child) =>
      written(nodes.get(from.at), (holder) => {
        const inner = "keyAt" in child ? entries.get(child.keyAt) : nodes.get(child.at);
        return inner && (holder.kind === "map" || holder.kind === "list") ? holder.writer.remove(holder, inner) : [];
      }),
    append: (list, value) => written(lists.get(list.at), (l) => l.writer.append(l, value)),
    insert: (list, index, value) => written(lists.get(list.at), (l) => l.writer.insert(l, index, value)),
  };

  const tree = (node: Node): Node => {
    const base = { at: place(node.at), writer };
    nodes.set(base.at, node);
    if (node.kind === "list") {
      lists.set(base.at, node);
      return { ...node, ...base, items: node.items.map(tree) };
    }
    if (node.kind !== "map") return { ...node, ...base };
    maps.set(base.at, node);
    const made = node.entries.map((e): Entry => {
      const keyAt = place(e.keyAt);
      entries.set(keyAt, e);
      return { ...e, keyAt, value: tree(e.value) };
    });
    return { ...node, ...base, entries: made };
  };
  return tree;
}
