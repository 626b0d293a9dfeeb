import type { MapNode } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";

/** A block to be written. */
export interface NewBlock {
  readonly type: string;
  readonly arguments: Readonly<Record<string, Value>>;
  readonly blocks?: readonly NewBlock[];
}

type Value = string | number | boolean | readonly string[];

/** Edits that put a block behind all else in the body of another, laid out as `terraform fmt` has it. None in a body that is written in one line. */
export function appended(body: MapNode, block: NewBlock): readonly Edit[] {
  const { source } = body.at;
  const brace = body.at.end - 1;
  const line = source.lineOf(brace);
  const start = source.lines[line] ?? 0;
  const [first] = body.entries;
  if (!first || source.text[brace] !== "}" || source.text.slice(start, brace).trim() !== "") return [];
  const outer = source.indent(brace);
  const inner = source.indent(first.keyAt.start);
  const unit = inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : "  ";
  const isSpaced = source.text.slice(source.lines[line - 1] ?? 0, start).trim() === "";
  const lines = [...(isSpaced ? [] : [""]), ...linesOf(block, outer + unit, unit)];
  return [{ at: source.at(start), text: lines.map((l) => l + source.eol).join("") }];
}

function linesOf({ type, arguments: written, blocks = [] }: NewBlock, indent: string, unit: string): readonly string[] {
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
  return typeof value === "object" ? `[${value.map(quoted).join(", ")}]` : String(value);
}
/** Terraform's own marks are escaped. */
const quoted = (text: string): string => JSON.stringify(text.replace(/[$%](?=\{)/g, (mark) => mark + mark));
