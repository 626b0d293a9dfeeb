import type { Place } from "../text/source.ts";
import { hasLineBreak } from "./json-layout.ts";
import type { MapNode, Node, Plain } from "./tree.ts";

/** How a document writes JSON, so that what is added looks as if it had always been there. */
export interface Style {
  /** One step of indentation. */
  readonly unit: string;
  readonly eol: string;
  /** Are containers written over several lines? */
  readonly lines: boolean;
  /** Between key and value. */
  readonly colon: string;
  /** Between two children on one line, after the comma. */
  readonly gap: string;
  /** Inside of the braces of a map on one line. */
  readonly mapPad: string;
  readonly listPad: string;
  /** Are lists of scalars written on one line? */
  readonly flatLists: boolean;
  /** `[{` and `}, {` without line breaks between them. */
  readonly hugged: boolean;
}

/** Enough to see a document's habits. */
const mostNodes = 5000;

export function styleOf(root: Node): Style {
  const { text } = root.at.source;
  const found: { -readonly [K in keyof Style]?: Style[K] } = {};
  const queue: Node[] = [root];
  for (let n = 0; n < queue.length && n < mostNodes; n++) {
    const node = queue[n];
    if (node?.kind === "map") for (const entry of node.entries) queue.push(entry.value);
    else if (node?.kind === "list") queue.push(...node.items.slice(0, mostNodes));
    if (node?.kind === "map" || node?.kind === "list") observe(node, text, found);
  }
  const minified = found.colon === ":";
  return {
    unit: found.unit ?? "  ",
    eol: root.at.source.eol,
    lines: hasLineBreak(text, root.at.start, root.at.end) || (found.colon === undefined && found.gap === undefined),
    colon: found.colon ?? ": ",
    gap: found.gap ?? (minified ? "" : " "),
    mapPad: found.mapPad ?? (minified ? "" : " "),
    listPad: found.listPad ?? "",
    flatLists: found.flatLists ?? true,
    hugged: found.hugged ?? false,
  };
}

function observe(node: Extract<Node, { kind: "map" | "list" }>, text: string, found: { -readonly [K in keyof Style]?: Style[K] }): void {
  const starts = node.kind === "map" ? node.entries.map((e) => e.keyAt.start) : node.items.map((n) => n.at.start);
  const ends = node.kind === "map" ? node.entries.map((e) => e.value.at.end) : node.items.map((n) => n.at.end);
  const [first, second] = starts;
  if (first === undefined) return;
  const { source, start } = node.at;
  const colon = node.kind === "map" ? colonOf(node) : undefined;
  if (colon !== undefined) found.colon ??= colon;
  if (!hasLineBreak(text, start, first)) {
    const pad = text.slice(start + 1, first);
    if (/^[ \t]*$/.test(pad)) {
      if (node.kind === "map") found.mapPad ??= pad;
      else found.listPad ??= pad;
    }
  } else {
    const outer = source.indent(start);
    const inner = source.indent(first);
    if (inner.length > outer.length && inner.startsWith(outer)) found.unit ??= inner.slice(outer.length);
  }
  if (second !== undefined) {
    const gap = /^,([ \t]*)$/.exec(text.slice(ends[0], second))?.[1];
    if (gap !== undefined) found.gap ??= gap;
  }
  if (node.kind !== "list") return;
  if (node.items.every((item) => item.kind === "scalar" || item.kind === "opaque")) found.flatLists ??= !hasLineBreak(text, start, first);
  else if (node.items[0]?.kind === "map" && hasLineBreak(text, first, ends[0] ?? first)) found.hugged ??= !hasLineBreak(text, start, first);
}

/** The narrowest text between a key of this map and its value: wider ones are there to align. */
export function colonOf(map: MapNode): string | undefined {
  let best: string | undefined;
  for (const { keyAt, value } of map.entries) {
    const between = keyAt.source.text.slice(keyAt.end, value.at.start);
    if (between.length < (best?.length ?? 16) && /^[ \t]*:[ \t]*$/.test(between)) best = between;
  }
  return best;
}

/** Plain data as JSON text; `indent` is that of the line on which it begins. */
export function format(value: Plain, indent: string, style: Style, lines = style.lines): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = indent + style.unit;
  const isList = Array.isArray(value);
  const hug = isList && style.hugged && value.length > 0 && value.every((v) => v !== null && typeof v === "object" && !Array.isArray(v));
  const texts: readonly string[] = isList
    ? value.map((item: Plain) => format(item, hug ? indent : inner, style, lines))
    : Object.entries(value).map(([key, v]) => JSON.stringify(key) + style.colon + format(v, inner, style, lines));
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (texts.length === 0) return open + close;
  const flat = isList && style.flatLists && value.every((v: Plain) => v === null || typeof v !== "object");
  if (!lines || (flat && texts.join().length <= 100) || hug) {
    const pad = isList ? style.listPad : style.mapPad;
    return open + pad + texts.join(`,${style.gap}`) + pad + close;
  }
  return open + style.eol + texts.map((t) => inner + t).join(`,${style.eol}`) + style.eol + indent + close;
}

/** May a value at this place be written over several lines: does it begin its line, save for its key? */
export function mayBreak({ source, start }: Place): boolean {
  const line = source.lines[source.lineOf(start)] ?? 0;
  return start - line < 1000 && /^[\s\uFEFF]*(?:"(?:[^"\\]|\\.)*"[ \t]*:[ \t]*)?$/.test(source.text.slice(line, start));
}
