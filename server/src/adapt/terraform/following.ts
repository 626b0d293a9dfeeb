import type { Plain } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import type { Following } from "../aws/resource.ts";
import type { Block } from "./blocks.ts";
import { quoted } from "./new-block.ts";

/** Edits that put a resource of the same name behind a block. None for one that a run makes several times, and in JSON. */
export function following({ body, address, name, json }: Block, { type, belongsTo: [argument, property], document }: Following): readonly Edit[] {
  if (json || body.entries.some((e) => e.key === "count" || e.key === "for_each")) return [];
  const { source, end } = body.at;
  if (source.text[end - 1] !== "}") return [];
  const [holder, content] = document;
  const width = Math.max(argument.length, holder.length);
  const lines = [
    "",
    `resource "${type}" "${name}" {`,
    `  ${argument.padEnd(width)} = ${address}.${property}`,
    `  ${holder.length < width && isShort(content) ? holder.padEnd(width) : holder} = jsonencode(${expression(content, "  ")})`,
    "}",
  ];
  const next = source.text.startsWith("\r\n", end) || source.text.startsWith("\n", end) || end === source.text.length;
  return next ? [{ at: source.at(end), text: lines.map((line) => source.eol + line.replaceAll("\n", source.eol)).join("") }] : [];
}

/** Objects and lists of objects over several lines, where they do not fit in one. */
function expression(value: Plain, indent: string): string {
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.every((v) => typeof v !== "object" || isShort(v))) return `[${value.map((v) => expression(v, indent)).join(", ")}]`;
    return `[\n${value.map((v) => `${inner}${expression(v, inner)},\n`).join("")}${indent}]`;
  }
  if (typeof value !== "object" || value === null) return typeof value === "string" ? quoted(value) : String(value);
  const entries = Object.entries(value);
  if (isShort(value)) return `{ ${entries.map(([key, v]) => `${key} = ${expression(v, indent)}`).join(", ")} }`;
  const width = aligned(entries);
  return `{\n${entries.map(([key, v]) => `${inner}${isFlat(v) ? key.padEnd(width) : key} = ${expression(v, inner)}\n`).join("")}${indent}}`;
}

/** `terraform fmt` aligns what stands in lines one after the other; what takes several breaks them. */
const aligned = (entries: readonly (readonly [key: string, value: Plain])[]): number =>
  Math.max(0, ...entries.filter(([, v]) => isFlat(v)).map(([key]) => key.length));
const isFlat = (value: Plain): boolean => typeof value !== "object" || value === null || isShort(value);
const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
/** No more than fits in a line. */
const isShort = (value: Plain): boolean =>
  typeof value !== "object" ||
  value === null ||
  (!isList(value) && Object.values(value).every((v) => typeof v !== "object") && JSON.stringify(value).length < 110);
