import { type Entry, type MapNode, maps, type Node, oneOrMany } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";

/** A block of a configuration: `resource "aws_iam_policy" "deploy" { … }`, or the same as JSON. */
export interface Block {
  readonly keyword: Keyword;
  /** `aws_iam_policy`; "" for blocks that have no type. */
  readonly type: string;
  readonly name: string;
  /** As Terraform itself calls it: `data.aws_iam_policy_document.deploy`. */
  readonly address: string;
  /** Its last label, or else its keyword. */
  readonly namedAt: Place;
  readonly body: MapNode;
  /** Is it written as JSON? There blocks are objects. */
  readonly json: boolean;
}
type Keyword = "resource" | "data" | "module" | "variable" | "locals" | "output";

/** How many labels a block of the keyword has. */
const labels: Readonly<Record<Keyword, number>> = { resource: 2, data: 2, module: 1, variable: 1, locals: 0, output: 1 };
const isKeyword = (key: string): key is Keyword => Object.hasOwn(labels, key);

/** The blocks of a file that may hold something of ours, in the order of the text. */
export const blocksIn = (root: Node): readonly Block[] =>
  root.kind === "map"
    ? root.entries.flatMap(({ key, keyAt, value, labels: written }) => {
        if (!isKeyword(key)) return [];
        if (written === undefined) return unnested(key, value, [], keyAt);
        return maps([value]).map((body) => block(key, written, body, labelAt(keyAt, body, written.at(-1))));
      })
    : [];

/** JSON nests blocks by their labels, and takes a list of blocks where one may stand. */
function unnested(keyword: Keyword, node: Node, path: readonly string[], at: Place): readonly Block[] {
  const all = maps(oneOrMany(node));
  if (path.length === labels[keyword]) return all.map((body) => block(keyword, path, body, at, true));
  return all.flatMap((m) => m.entries.flatMap((e) => unnested(keyword, e.value, [...path, e.key], e.keyAt)));
}

/** The label before the body, quotes and all as values have them. */
function labelAt(keyAt: Place, { at: { source, start } }: MapNode, label: string | undefined): Place {
  const found = label === undefined ? -1 : source.text.slice(keyAt.end, start).lastIndexOf(label);
  if (label === undefined || found < 0) return keyAt;
  const [from, to] = [keyAt.end + found, keyAt.end + found + label.length];
  return source.text[to] === '"' && source.text[from - 1] === '"' ? source.at(from - 1, to + 1) : source.at(from, to);
}

function block(keyword: Keyword, written: readonly string[], body: MapNode, namedAt: Place, json = false): Block {
  const name = written.at(-1) ?? "";
  const type = labels[keyword] === 2 ? (written[0] ?? "") : "";
  const prefix = { resource: [], data: ["data"], module: ["module"], variable: ["var"], locals: ["local"], output: ["output"] }[keyword];
  return { keyword, type, name, address: [...prefix, ...written].join("."), namedAt, body, json };
}

/** The blocks of this type that stand in a body, or what JSON and attributes have in their place: an object, or a list of them. */
export const nested = (body: MapNode, type: string): readonly MapNode[] =>
  body.entries.filter((e) => e.key === type).flatMap((e) => maps(oneOrMany(e.value)));

/** What `dynamic` blocks of this type write as often as a run says, which may be never. */
export const dynamic = (body: MapNode, type: string): readonly MapNode[] =>
  body.entries.filter(isDynamic).flatMap((e) => {
    const generators =
      e.labels === undefined ? maps(oneOrMany(e.value)).flatMap((m) => nested(m, type)) : e.labels[0] === type ? maps([e.value]) : [];
    return generators.flatMap((generator) => nested(generator, "content"));
  });

/** May there be blocks of this type that only a run gives: those of `dynamic`, or of an attribute whose value is not known? */
export const mayHaveMore = (body: MapNode, type: string): boolean =>
  dynamic(body, type).length > 0 || body.entries.some((e) => e.key === type && oneOrMany(e.value).some((node) => node.kind === "opaque"));
const isDynamic = (entry: Entry): boolean => entry.key === "dynamic";
