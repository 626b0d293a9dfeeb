import type { ListNode, MapNode, Node, Writer } from "../syntax/tree.ts";

/**
 * Writes into the text by way of nodes that were made of its nodes: `origin` tells which. What was made of none cannot be written to.
 */
export function writerThrough(origin: (node: Node) => Node | undefined): Writer {
  const map = (node: MapNode): MapNode | undefined => asMap(origin(node));
  const list = (node: ListNode): ListNode | undefined => asList(origin(node));
  return {
    set(node, key, value) {
      const it = map(node);
      return it ? it.writer.set(it, key, value) : [];
    },
    replace(node, value) {
      const it = origin(node);
      return it ? it.writer.replace(it, value) : [];
    },
    remove(from, child) {
      if (from.kind === "map") {
        const it = map(from);
        const entry = "keyAt" in child ? it?.entries.find((e) => e.keyAt === child.keyAt) : undefined;
        return it && entry ? it.writer.remove(it, entry) : [];
      }
      const it = list(from);
      const item = "keyAt" in child ? undefined : (origin(child) ?? child);
      return it && item && it.items.includes(item) ? it.writer.remove(it, item) : [];
    },
    append(node, value) {
      const it = list(node);
      return it ? it.writer.append(it, value) : [];
    },
    insert(node, index, value) {
      const it = list(node);
      return it && it.items.length === node.items.length ? it.writer.insert(it, index, value) : [];
    },
  };
}

/** The same map where a condition of the host's decides whether it is there. It is written like the map itself. */
export function sometimes(map: MapNode): MapNode {
  const made: MapNode = { ...map, sometimes: true, writer: writerThrough((node) => (node === made ? map : node)) };
  return made;
}

/** The same map where nothing is known of what it and the maps in it lack. It is written like the map itself. */
export function changing(map: MapNode): MapNode {
  const origins = new WeakMap<Node, Node>();
  const writer = writerThrough((node) => origins.get(node));
  const made = (node: MapNode): MapNode => {
    const entries = node.entries.map((e) => (e.value.kind === "map" ? { ...e, value: made(e.value) } : e));
    const copy: MapNode = { ...node, entries, open: true, writer };
    origins.set(copy, node);
    return copy;
  };
  return made(map);
}

const asMap = (node: Node | undefined): MapNode | undefined => (node?.kind === "map" ? node : undefined);
const asList = (node: Node | undefined): ListNode | undefined => (node?.kind === "list" ? node : undefined);
