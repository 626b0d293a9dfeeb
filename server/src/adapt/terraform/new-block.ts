import type { MapNode, Plain } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";

/** A block to be written. */
export interface NewBlock {
  readonly type: string;
  readonly arguments: Readonly<Record<string, Value>>;
  readonly blocks?: readonly NewBlock[];
}

type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string | number | boolean>>;

/** Edits that put a block behind all else in the body of another, laid out as `terraform fmt` has it. None in a body that is written in one line. */
export function appended(body: MapNode, ...blocks: readonly NewBlock[]): readonly Edit[] {
  const { source } = body.at;
  const brace = body.at.end - 1;
  const line = source.lineOf(brace);
  const start = source.lines[line] ?? 0;
  const [first] = body.entries;
  if (first?.keyAt.source !== source || source.text[brace] !== "}" || source.text.slice(start, brace).trim() !== "") return [];
  const outer = source.indent(brace);
  const inner = source.indent(first.keyAt.start);
  const unit = inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : "  ";
  const isSpaced = source.text.slice(source.lines[line - 1] ?? 0, start).trim() === "";
  const lines = blocks.flatMap((block, i) => [...(isSpaced && i === 0 ? [] : [""]), ...linesOf(block, outer + unit, unit)]);
  return [{ at: source.at(start), text: lines.map((l) => l + source.eol).join("") }];
}

function linesOf({ type, arguments: written, blocks = [] }: NewBlock, indent: string, unit: string): readonly string[] {
  if (Object.keys(written).length + blocks.length === 0) return [`${indent}${type} {}`];
  const width = Math.max(0, ...Object.keys(written).map((name) => name.length));
  const lines = Object.entries(written).map(([name, value]) => `${indent}${unit}${name.padEnd(width)} = ${format(value)}`);
  return [
    `${indent}${type} {`,
    ...lines,
    ...blocks.flatMap((b, i) => [...(i + lines.length > 0 ? [""] : []), ...linesOf(b, indent + unit, unit)]),
    `${indent}}`,
  ];
}

function format(value: Value): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(quoted).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([key, v]) => `${/^[a-z_]\w*$/i.test(key) ? key : quoted(key)} = ${format(v)}`)
    .join(", ")} }`;
}
const isList = (value: Value): value is readonly string[] => Array.isArray(value);

/** Terraform's own marks are escaped. */
export const quoted = (text: string): string => JSON.stringify(text.replace(/[$%](?=\{)/g, (mark) => mark + mark));

/** How a host's plain data becomes blocks. */
interface Blocks {
  /** What a property is called. */
  readonly spelled: (key: string) => string;
  /** Is it an argument that is a map? All other objects are blocks. */
  readonly isMap: (key: string) => boolean;
}
const asWritten: Blocks = { spelled: (key) => key, isMap: () => false };

/** An object as a block; objects in it are blocks of their own, and so is each of a list of them. */
export function blockOf(type: string, value: Readonly<Record<string, Plain>>, blocks: Blocks = asWritten): NewBlock {
  const entries = Object.entries(value).filter(([, v]) => v !== null);
  const inner = (v: Plain, key: string): readonly Readonly<Record<string, Plain>>[] =>
    isObject(v) ? (blocks.isMap(key) ? [] : [v]) : Array.isArray(v) ? v.filter(isObject) : [];
  return {
    type,
    // What is no block is a value.
    arguments: Object.fromEntries(entries.flatMap(([key, v]) => (inner(v, key).length > 0 ? [] : [[blocks.spelled(key), v as Value] as const]))),
    blocks: entries.flatMap(([key, v]) => inner(v, key).map((b) => blockOf(blocks.spelled(key), b, blocks))),
  };
}
export const isObject = (value: Plain): value is Readonly<Record<string, Plain>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
