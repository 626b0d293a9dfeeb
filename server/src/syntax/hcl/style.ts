import type { Place } from "../../text/source.ts";
import type { MapNode, Node, Plain } from "../tree.ts";
import { hasLineBreak } from "./layout.ts";
import { identifierEnd } from "./lexical.ts";

/** How a document writes HCL, so that what is added looks as if it had always been there. */
export interface HclStyle {
  /** One step of indentation. */
  readonly unit: string;
  readonly eol: string;
  /** `[{` and `}, {` without line breaks between them. */
  readonly hugged: boolean;
  /** Does a comma follow the last item of a list over several lines? */
  readonly trailing: boolean;
  /** Are the signs of consecutive lines aligned, as `terraform fmt` does it? */
  readonly aligned: boolean;
}

/** How an object writes its keys. */
export interface KeyStyle {
  readonly quoted: boolean;
  /** Between key and value. */
  readonly sign: string;
}

export const plainKeys: KeyStyle = { quoted: false, sign: " = " };

/** Enough to see a document's habits. */
const mostNodes = 5000;

export function hclStyleOf(root: Node): HclStyle {
  const { source } = root.at;
  const { text } = source;
  const found: { unit?: string; hugged?: boolean; trailing?: boolean; aligned?: boolean } = {};
  const queue: Node[] = [root];
  for (let n = 0; n < queue.length && n < mostNodes; n++) {
    const node = queue[n];
    if (!node) break;
    if (node.kind === "opaque") queue.push(...(node.call?.arguments ?? []).slice(0, mostNodes));
    if (node.kind === "map") for (const { value } of node.entries.slice(0, mostNodes)) queue.push(value);
    if (node.kind === "list") queue.push(...node.items.slice(0, mostNodes));
    const first = node.kind === "map" ? node.entries[0]?.keyAt.start : node.kind === "list" ? node.items[0]?.at.start : undefined;
    if (first === undefined || node === root) continue;
    const { start, end } = node.at;
    const breaks = hasLineBreak(text, start, first);
    if (breaks) {
      const outer = source.indent(start);
      const inner = source.indent(first);
      if (inner.length > outer.length && inner.startsWith(outer)) found.unit ??= inner.slice(outer.length);
    }
    const level = node.kind === "map" && found.aligned === undefined ? alignmentOf(node) : undefined;
    if (level !== undefined) found.aligned = level;
    if (node.kind !== "list") continue;
    const [item] = node.items;
    if (item?.kind === "map" && hasLineBreak(text, item.at.start, item.at.end)) found.hugged ??= !breaks;
    const last = node.items.at(-1);
    if (breaks && last && last.at.end < end) found.trailing ??= /^[ \t]*,/.test(text.slice(last.at.end, Math.min(end, last.at.end + 20)));
  }
  return {
    unit: found.unit ?? "  ",
    eol: source.eol,
    hugged: found.hugged ?? false,
    trailing: found.trailing ?? false,
    aligned: found.aligned ?? true,
  };
}

/** Do the signs of two keys of different length on consecutive lines stand below each other? Undefined where there are no such keys. */
function alignmentOf({ entries, at: { source } }: MapNode): boolean | undefined {
  for (const [i, entry] of entries.entries()) {
    const next = entries[i + 1];
    if (!next || entry.labels || next.labels || entry.keyAt.end - entry.keyAt.start === next.keyAt.end - next.keyAt.start) continue;
    if ([entry, next].some((e) => hasLineBreak(source.text, e.keyAt.start, e.value.at.end))) continue;
    const between = source.text.slice(entry.value.at.end, next.keyAt.start);
    if (between.split("\n").length !== 2 || /[#/]/.test(between)) continue;
    const columns = [entry, next].map((e) => source.text.slice(e.keyAt.start, e.value.at.start).search(/=[^=]*$/));
    if (columns.includes(-1)) continue;
    return columns[0] === columns[1];
  }
  return undefined;
}

/** How the keys of this object are written, or those of the first object in this list. */
export function keyStyleOf(node: Node): KeyStyle {
  const map = node.kind === "list" ? node.items.find((item) => item.kind === "map") : node;
  if (map?.kind !== "map" || map.entries.length === 0) return plainKeys;
  const { text } = map.at.source;
  let sign: string | undefined;
  for (const { keyAt, value } of map.entries) {
    const between = text.slice(keyAt.end, value.at.start);
    if (between.length < (sign?.length ?? 16) && /^[ \t]*[=:][ \t]*$/.test(between)) sign = between;
  }
  return { quoted: map.entries.every((e) => text[e.keyAt.start] === '"'), sign: sign ?? plainKeys.sign };
}

export const isName = (key: string): boolean => key !== "" && identifierEnd(key, 0, key.length) === key.length;

export const keyText = (key: string, { quoted }: KeyStyle): string => (quoted || !isName(key) || key === "for" ? stringText(key) : key);

/** A string as a quoted template that holds nothing but it. */
export function stringText(value: string): string {
  let out = "";
  for (let i = 0; i < value.length; i++) {
    const c = value[i] ?? "";
    const code = value.charCodeAt(i);
    if (c === '"' || c === "\\") out += `\\${c}`;
    else if (c === "\n") out += "\\n";
    else if (c === "\r") out += "\\r";
    else if (c === "\t") out += "\\t";
    else if (code < 32 || code === 127 || (code >= 0xd800 && code < 0xe000 && !isPaired(value, i))) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else if ((c === "$" || c === "%") && value[i + 1] === "{") out += c + c;
    else out += c;
  }
  return `"${out}"`;
}

const isPaired = (text: string, i: number): boolean => {
  const high = text.charCodeAt(i) < 0xdc00 ? i : i - 1;
  return (text.codePointAt(high) ?? 0) > 0xffff;
};

/** Plain data as an expression; `indent` is that of the line on which it begins. */
export function valueText(value: Plain, indent: string, style: HclStyle, keys: KeyStyle, lines: boolean): string {
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return stringText(value);
  const inner = indent + style.unit;
  if (isList(value)) {
    if (value.length === 0) return "[]";
    const hug = style.hugged && value.every((v) => v !== null && typeof v === "object" && !isList(v));
    const texts = value.map((item) => valueText(item, hug ? indent : inner, style, keys, lines));
    const flat = value.every((v) => v === null || typeof v !== "object");
    if (!lines || hug || (flat && texts.join().length <= 100)) return `[${texts.join(", ")}]`;
    const comma = style.trailing ? "," : "";
    return `[${style.eol}${texts.map((t) => inner + t).join(`,${style.eol}`)}${comma}${style.eol}${indent}]`;
  }
  const entries = Object.entries(value).map(([k, v]) => [keyText(k, keys), valueText(v, inner, style, keys, lines)] as const);
  if (entries.length === 0) return "{}";
  if (!lines) return `{ ${entries.map(([k, v]) => k + keys.sign + v).join(", ")} }`;
  const comma = keys.sign.includes(":") ? "," : "";
  const written = aligned(entries, keys, style).map((t) => inner + t);
  return `{${style.eol}${written.join(comma + style.eol)}${style.eol}${indent}}`;
}

/** Consecutive entries of one line each have their signs below each other. */
function aligned(entries: readonly (readonly [key: string, value: string])[], keys: KeyStyle, style: HclStyle): readonly string[] {
  if (!style.aligned || !keys.sign.includes("=")) return entries.map(([k, v]) => k + keys.sign + v);
  const out: string[] = [];
  for (let i = 0; i < entries.length; ) {
    let stop = i;
    while (stop < entries.length && !entries[stop]?.[1].includes("\n")) stop++;
    const chain = entries.slice(i, Math.max(stop, i + 1));
    const widest = stop > i ? Math.max(...chain.map(([k]) => k.length)) : 0;
    for (const [k, v] of chain) out.push(k.padEnd(widest) + keys.sign + v);
    i += chain.length;
  }
  return out;
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** May a value at this place be written over several lines: does it begin its line, save for its key and the functions around it? */
export function mayBreak({ source, start }: Place): boolean {
  const line = source.lines[source.lineOf(start)] ?? 0;
  if (start - line > 300) return false;
  return /^[\s\uFEFF]*(?:(?:[\w-]+|"[^"]*")[ \t]*[=:][ \t]*)?(?:[\w:-]+\(){0,3}$/.test(source.text.slice(line, start));
}
