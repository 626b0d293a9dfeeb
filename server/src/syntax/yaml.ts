import { isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments } from "yaml";
import type { Source } from "../text/source.ts";
import type { Node, Parsed, Writer } from "./tree.ts";

const refusing: Writer = { set: () => [], replace: () => [], remove: () => [], append: () => [], insert: () => [] };

/** Every document of a YAML stream. Tagged values and aliases are opaque. */
export function parseYaml(source: Source): Parsed {
  const documents = parseAllDocuments(source.text, { logLevel: "silent", uniqueKeys: false });
  const build = (n: ParsedNode): Node => {
    const base = { at: source.at(n.range[0], n.range[1]), writer: refusing };
    if (n.tag?.startsWith("!")) return { ...base, kind: "opaque" };
    if (isSeq(n)) return { ...base, kind: "list", items: n.items.map((i) => build(i as ParsedNode)) };
    if (isScalar(n)) return { ...base, kind: "scalar", value: n.value as string | number | boolean | null };
    if (!isMap(n)) return { ...base, kind: "opaque" };
    return {
      ...base,
      kind: "map",
      entries: n.items.flatMap(({ key, value }) => {
        const k = key as ParsedNode;
        if (!isScalar(k)) return [];
        const none: Node = { kind: "scalar", value: null, at: source.at(k.range[1]), writer: refusing };
        return [{ key: String(k.value), keyAt: source.at(k.range[0], k.range[1]), value: value ? build(value as ParsedNode) : none }];
      }),
    };
  };
  return {
    roots: Array.isArray(documents) ? documents.flatMap((d) => (d.contents ? [build(d.contents)] : [])) : [],
    broken: Array.isArray(documents) && documents.some((d) => d.errors.length > 0),
    comments: [],
  };
}
