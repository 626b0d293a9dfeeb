import type { Node, Writer } from "../../syntax/tree.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { type Edit, type Place, Source, textOf } from "../../text/source.ts";
import { hasControlFlow } from "../detect.ts";
import { writerThrough } from "../through.ts";

/** The documents of YAML in a heredoc, with the places that they have in its file, and written to there. None where it cannot be read. */
export function innerYaml(body: Place): readonly Node[] {
  const text = textOf(body);
  const { roots, broken } = parseYaml(new Source(body.source.uri, text));
  if (broken || hasControlFlow(text)) return [];
  const origins = new WeakMap<Node, Node>();
  const outer = ({ start, end }: Place): Place => body.source.at(body.start + start, body.start + end);
  const moved = (edits: readonly Edit[]): readonly Edit[] => edits.map((e) => ({ ...e, at: outer(e.at) }));
  const through = writerThrough((node) => origins.get(node));
  const writer: Writer = {
    set: (map, key, value) => moved(through.set(map, key, value)),
    replace: (node, value) => moved(through.replace(node, value)),
    remove: (from, child) => {
      const inner = origins.get(from);
      const entry =
        inner?.kind === "map" && "keyAt" in child ? inner.entries.find((e) => e.keyAt.start === child.keyAt.start - body.start) : undefined;
      return inner?.kind === "map" ? (entry ? moved(inner.writer.remove(inner, entry)) : []) : moved(through.remove(from, child));
    },
    append: (list, value) => moved(through.append(list, value)),
    insert: (list, index, value) => moved(through.insert(list, index, value)),
  };
  const placed = (inner: Node): Node => {
    const base = { at: outer(inner.at), writer };
    const node: Node =
      inner.kind === "map"
        ? { ...inner, ...base, entries: inner.entries.map((e) => ({ ...e, keyAt: outer(e.keyAt), value: placed(e.value) })) }
        : inner.kind === "list"
          ? { ...inner, ...base, items: inner.items.map(placed) }
          : { ...inner, ...base };
    origins.set(node, inner);
    return node;
  };
  return roots.map(placed);
}
