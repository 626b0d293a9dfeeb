import type { Plain } from "./tree.ts";
import type { Raw } from "./yaml-raw.ts";
import { type Quote, writeScalar } from "./yaml-scalar.ts";

/** How a document writes YAML. */
export interface YamlStyle {
  readonly eol: string;
  /** Columns that a map is indented below its parent. */
  readonly unit: number;
  /** Columns that a list is indented below its key: 0 where bullets stand at the key's column. */
  readonly bullets: number;
  readonly quote: Quote;
}

/** The column of an offset, if only spaces and bullets come before it on its line. */
export function columnOf(text: string, offset: number): number | undefined {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  for (let i = start; i < offset; i++) {
    if (text[i] !== " " && !(text[i] === "-" && text[i + 1] === " ") && !(i === 0 && text[i] === "\uFEFF")) return undefined;
  }
  return offset - start;
}

const mostNodes = 5000;

export function yamlStyleOf(text: string, eol: string, roots: readonly Raw[]): YamlStyle {
  const found: { unit?: number; bullets?: number; quote?: Quote } = {};
  const queue: Raw[] = [...roots];
  for (let n = 0; n < queue.length && n < mostNodes; n++) {
    const raw = queue[n];
    if (raw?.kind === "scalar") {
      if (raw.quoting === "single") found.quote ??= "'";
      if (raw.quoting === "double") found.quote ??= '"';
    } else if (raw?.kind === "list") queue.push(...raw.items.slice(0, mostNodes));
    else if (raw?.kind === "map") {
      const column = raw.flow ? undefined : columnOf(text, raw.start);
      for (const { value } of raw.entries.slice(0, mostNodes)) {
        queue.push(value);
        if ((value.kind !== "map" && value.kind !== "list") || value.flow || column === undefined) continue;
        const inner = columnOf(text, value.start);
        if (inner === undefined) continue;
        if (value.kind === "list" && inner >= column) found.bullets ??= inner - column;
        if (value.kind === "map" && inner > column) found.unit ??= inner - column;
      }
    }
  }
  const unit = found.unit ?? (found.bullets || 2);
  return { eol, unit, bullets: found.bullets ?? unit, quote: found.quote ?? '"' };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** Does the value take lines of its own in block style? */
export const isNested = (value: Plain): value is readonly Plain[] | { readonly [key: string]: Plain } =>
  value !== null && typeof value === "object" && Object.keys(value).length > 0;

/** Plain data on one line. */
export function flowText(value: Plain, style: YamlStyle, quoted = false): string {
  if (value === null || typeof value !== "object") return writeScalar(value, true, quoted ? '"' : style.quote, quoted);
  if (isList(value)) return `[${value.map((v) => flowText(v, style, quoted)).join(", ")}]`;
  const entries = Object.entries(value).map(([k, v]) => `${writeScalar(k, true, quoted ? '"' : style.quote, quoted)}: ${flowText(v, style, quoted)}`);
  return `{${entries.join(", ")}}`;
}

/** Plain data in block style. The first line stands where it is put, the others at `column`. */
export function blockText(value: Plain, column: number, style: YamlStyle): string {
  if (value === null || typeof value !== "object") return writeScalar(value, false, style.quote);
  if (!isNested(value)) return isList(value) ? "[]" : "{}";
  const lineBreak = style.eol + " ".repeat(column);
  if (isList(value)) return value.map((v) => `- ${blockText(v, column + 2, style)}`).join(lineBreak);
  return Object.entries(value)
    .map(([k, v]) => keyText(k, style) + afterKey(v, column, style))
    .join(lineBreak);
}

export const keyText = (key: string, style: YamlStyle): string => `${writeScalar(key, false, style.quote)}:`;

/** What follows the colon of a key at `column`. */
export function afterKey(value: Plain, column: number, style: YamlStyle): string {
  if (!isNested(value)) return ` ${blockText(value, column, style)}`;
  const inner = column + (isList(value) ? style.bullets : style.unit);
  return style.eol + " ".repeat(inner) + blockText(value, inner, style);
}
