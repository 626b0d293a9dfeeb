import { type Node as JsonNode, type ParseError, parseTree } from "jsonc-parser";
import type { Place, Source } from "../text/source.ts";
import type { Node, Parsed, Writer } from "./tree.ts";

/** JSON with comments, alone or embedded in another text at `offset`. */
export function parseJson(source: Source, text = source.text, offset = 0): Parsed {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const place = (n: JsonNode): Place => source.at(offset + n.offset, offset + n.offset + n.length);
  const build = (n: JsonNode): Node => {
    const base = { at: place(n), writer: jsonWriter };
    if (n.type === "array") return { ...base, kind: "list", items: (n.children ?? []).map(build) };
    if (n.type !== "object") return { ...base, kind: "scalar", value: n.value };
    return {
      ...base,
      kind: "map",
      entries: (n.children ?? []).flatMap(({ children: [key, value] = [] }) =>
        key && value ? [{ key: String(key.value), keyAt: place(key), value: build(value) }] : [],
      ),
    };
  };
  return { roots: root ? [build(root)] : [], broken: errors.length > 0, comments: [] };
}

export const jsonWriter: Writer = {
  replace: (node, value) => [{ at: node.at, text: JSON.stringify(value) }],
  set(map, key, value) {
    const { source, start, end: close } = map.at;
    const held = map.entries.findLast((e) => e.key === key);
    if (held) return [{ at: held.value.at, text: JSON.stringify(value) }];
    const last = map.entries.at(-1);
    const entry = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    if (!last) return [{ at: map.at, text: `{ ${entry} }` }];
    const inline = !source.text.slice(start, close).includes("\n");
    const gap = inline ? " " : `\n${source.indent(last.keyAt.start)}`;
    return [{ at: source.at(last.value.at.end), text: `,${gap}${entry}` }];
  },
  remove: () => [],
  append: () => [],
  insert: () => [],
};
