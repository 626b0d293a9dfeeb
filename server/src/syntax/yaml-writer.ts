import type { Edit, Source } from "../text/source.ts";
import type { Entry, Node, Plain, Writer } from "./tree.ts";
import { addToFlow, type Change, insertIntoFlow, removeFromFlow } from "./yaml-flow.ts";
import { lineEnd, type Raw, type RawList, type RawMap } from "./yaml-raw.ts";
import { writeScalar } from "./yaml-scalar.ts";
import { afterKey, blockText, columnOf, flowText, isNested, keyText, type YamlStyle, yamlStyleOf } from "./yaml-style.ts";

/** Where a node stands: at the top, after a key of a block map, after a bullet, or inside of brackets. */
export type Role = "root" | "value" | "item" | "flow";
type Known = { readonly raw: Raw; readonly role: Role } | undefined;

/**
 * Writes into a YAML stream that was read without an error. What it cannot do exactly it does not do: next to block scalars that
 * keep their line breaks, with explicit keys (`?`), tabs, anchors, and comments between brackets.
 * Edits of several operations may be joined where they do not overlap; the removal of the only child and an addition do not compose.
 */
export function yamlWriter(source: Source, roots: readonly Raw[], known: (node: Node) => Known): Writer {
  const { text } = source;
  let seen: YamlStyle | undefined;
  const style = (): YamlStyle => {
    seen ??= yamlStyleOf(text, source.eol, roots);
    return seen;
  };
  const edits = (changes: readonly Change[]): readonly Edit[] => changes.map(([start, end, put]) => ({ at: source.at(start, end), text: put }));
  const mapOf = (node: Node): RawMap | undefined => {
    const raw = known(node)?.raw;
    return raw?.kind === "map" ? raw : undefined;
  };
  const listOf = (node: Node): RawList | undefined => {
    const raw = known(node)?.raw;
    return raw?.kind === "list" ? raw : undefined;
  };

  const writer: Writer = {
    set(map, key, value) {
      const raw = mapOf(map);
      if (!raw) return [];
      const held = map.entries.findLast((e) => e.key === key && raw.entries.some((r) => r.key.start === e.keyAt.start));
      if (held) return writer.replace(held.value, value);
      if (map.open) return [];
      if (raw.flow) return edits(addToFlow(text, raw, flowEntry(raw, key, value, style())));
      const column = columnOf(text, raw.start);
      const end = raw.entries.at(-1)?.value;
      if (column === undefined || !end) return [];
      return edits(addLine(text, end, column, keyText(key, style()) + afterKey(value, column, style()), style()));
    },
    replace(node, value) {
      const { raw, role } = known(node) ?? {};
      return raw && role ? edits(replacement(text, node.at.start, raw, role, value, style())) : [];
    },
    remove(from, child) {
      const raw = known(from)?.raw;
      if (raw?.kind !== "map" && raw?.kind !== "list") return [];
      const index = indexOf(raw, child, known);
      if (index < 0) return [];
      if (raw.flow) return edits(removeFromFlow(text, raw, index));
      if (linesOf(raw).length > 1) return edits(removeLines(text, raw, index, known(from)?.role === "root"));
      const inside = text.slice(raw.start, raw.end);
      const bare = raw.anchor === undefined && raw.tag === undefined && !inside.includes("#");
      return bare ? writer.replace(from, from.kind === "map" ? {} : []) : [];
    },
    append(list, value) {
      const raw = listOf(list);
      if (!raw || list.open) return [];
      if (raw.flow) return edits(addToFlow(text, raw, flowText(value, style(), isQuoted(raw.items))));
      const column = columnOf(text, raw.bullets[0] ?? 0);
      const last = raw.items.at(-1);
      if (column === undefined || !last) return [];
      return edits(addLine(text, last, column, `- ${blockText(value, column + 2, style())}`, style()));
    },
    insert(list, index, value) {
      const raw = listOf(list);
      if (index === list.items.length) return writer.append(list, value);
      if (!raw || !list.items[index] || list.open) return [];
      if (raw.flow) return edits(insertIntoFlow(text, raw, index, flowText(value, style(), isQuoted(raw.items))));
      const bullet = raw.bullets[index];
      const column = bullet === undefined ? undefined : columnOf(text, bullet);
      if (bullet === undefined || column === undefined) return [];
      const item = `- ${blockText(value, column + 2, style())}${style().eol}${" ".repeat(column)}`;
      const line = bullet - column;
      if (text.slice(line, bullet).trim() !== "") return edits([[bullet, bullet, item]]);
      const top = commentTop(text, line, column, raw.items[index - 1]?.end ?? raw.after ?? line);
      return edits([[top, top, " ".repeat(column) + item.slice(0, item.length - column)]]);
    },
  };
  return writer;
}

const isQuoted = (nodes: readonly Raw[]): boolean => nodes.length > 0 && nodes.every((n) => n.kind === "scalar" && n.quoting === "double");

function flowEntry(raw: RawMap, key: string, value: Plain, style: YamlStyle): string {
  const quoted = isQuoted(raw.entries.map((e) => e.key));
  return `${writeScalar(key, true, quoted ? '"' : style.quote, quoted)}: ${flowText(value, style, quoted)}`;
}

/** Start and end of each child of a block. */
const linesOf = (raw: RawMap | RawList): readonly (readonly [start: number, last: Raw])[] =>
  raw.kind === "map" ? raw.entries.map((e) => [e.key.outer, e.value] as const) : raw.items.map((n, i) => [raw.bullets[i] ?? n.outer, n] as const);

function indexOf(raw: RawMap | RawList, child: Entry | Node, known: (node: Node) => Known): number {
  if (raw.kind === "map")
    return "keyAt" in child ? raw.entries.findIndex((e) => e.key.start === child.keyAt.start && e.key.end === child.keyAt.end) : -1;
  const held = "keyAt" in child ? undefined : known(child)?.raw;
  return held ? raw.items.indexOf(held) : -1;
}

/** The scalar with which a node ends. */
function lastScalar(raw: Raw): Raw {
  let last = raw;
  for (;;) {
    const inner = last.kind === "map" ? last.entries.at(-1)?.value : last.kind === "list" ? last.items.at(-1) : undefined;
    if (!inner || ((last.kind === "map" || last.kind === "list") && last.flow)) return last;
    last = inner;
  }
}
const isOpenEnded = (raw: Raw): boolean => {
  const last = lastScalar(raw);
  return last.kind === "scalar" && last.quoting === "block" && last.openEnded;
};

/** The end of the comment that follows on the line; undefined where something else does. */
function lineTail(text: string, from: number): number | undefined {
  let i = from;
  while (text[i] === " " || text[i] === "\t") i++;
  if (i >= text.length || text[i] === "\n" || text[i] === "\r") return from;
  return text[i] === "#" && i > from ? lineEnd(text, i) : undefined;
}

function afterLineBreak(text: string, at: number): number {
  let i = at;
  while (text[i] === " " || text[i] === "\t") i++;
  if (text[i] === "\r" && text[i + 1] === "\n") return i + 2;
  return i < text.length ? i + 1 : i;
}

/** A new last line of a block. */
function addLine(text: string, last: Raw, column: number, line: string, style: YamlStyle): readonly Change[] {
  const tail = isOpenEnded(last) ? undefined : lineTail(text, last.end);
  return tail === undefined ? [] : [[tail, tail, style.eol + " ".repeat(column) + line]];
}

/** The start of the comment lines that stand directly above a line, at its column and after `floor`. */
function commentTop(text: string, line: number, column: number, floor: number): number {
  let top = line;
  while (top > 0) {
    let above = text[top - 1] === "\n" && text[top - 2] === "\r" ? top - 2 : top - 1;
    while (above > 0 && text[above - 1] !== "\n" && text[above - 1] !== "\r") above--;
    if (above < floor || !text.startsWith(`${" ".repeat(column)}#`, above)) break;
    top = above;
  }
  return top;
}

/** Takes a child of a block out that is not its only one, with its line and the comments that belong to it. */
function removeLines(text: string, raw: RawMap | RawList, index: number, isRoot: boolean): readonly Change[] {
  const children = linesOf(raw);
  const [start, last] = children[index] ?? [];
  const previous = children[index - 1]?.[1];
  const column = start === undefined ? undefined : columnOf(text, start);
  const tail = last ? lineTail(text, last.end) : undefined;
  if (start === undefined || column === undefined || tail === undefined || (previous && isOpenEnded(previous))) return [];
  const line = start - column;
  const next = children[index + 1]?.[0];
  if (text.slice(line, start).replace("\uFEFF", "").trim() !== "" || (line === 0 && text[0] === "\uFEFF")) {
    // It begins on the line of a bullet: the next child moves there.
    return next !== undefined && text.slice(tail, next).trim() === "" ? [[start, next, ""]] : [];
  }
  const top = index === 0 && isRoot ? line : commentTop(text, line, column, previous?.end ?? raw.after ?? line);
  if (!previous) return [[top, afterLineBreak(text, tail), ""]];
  // With the line break before it rather than the one after, so that a new last line can be written behind.
  const above = lastScalar(previous);
  if (tail >= text.length && above.kind === "scalar" && above.quoting === "block") return [];
  let end = tail;
  while (text[end] === " " || text[end] === "\t") end++;
  const before = text[top - 1] === "\n" && text[top - 2] === "\r" ? top - 2 : top - 1;
  return end > tail
    ? [
        [before, tail, ""],
        [tail, end, ""],
      ]
    : [[before, tail, ""]];
}

function replacement(text: string, start: number, raw: Raw, role: Role, value: Plain, style: YamlStyle): readonly Change[] {
  const inBlock = (raw.kind === "map" || raw.kind === "list") && !raw.flow;
  const { after, end } = raw;
  const isEmpty = start === end;
  if (raw.anchor !== undefined && (raw.kind !== "scalar" || raw.quoting === "block" || isEmpty || isNested(value))) return [];
  const kept = raw.kind === "scalar" && raw.tag === undefined ? raw.quoting : "plain";
  const quote = kept === "single" ? "'" : kept === "double" ? '"' : style.quote;
  const wasString = typeof value === "string" && (kept === "single" || kept === "double");
  const single = isNested(value)
    ? undefined
    : value !== null && typeof value === "object"
      ? flowText(value, style)
      : writeScalar(value, role === "flow", quote, wasString);
  if (role === "root" || role === "flow") {
    if (inBlock && (role === "flow" || isNested(value))) return [];
    if (isEmpty) return role === "flow" && text[start - 1] === ":" ? [[start, end, ` ${single ?? flowText(value, style)}`]] : [];
    return [[start, end, single ?? flowText(value, style)]];
  }
  if (after === undefined) return [];
  const gap = text.slice(after, start);
  const inline = !/[\r\n]/.test(gap);
  if (single !== undefined && inline && !inBlock) return [[start, end, isEmpty ? ` ${single}` : single]];
  if (gap.trim() !== "") return [];
  const tail = lineTail(text, end);
  const lead = keyColumn(text, after, role);
  if (tail === undefined || lead === undefined) return [];
  if (role === "item") {
    if (single === undefined && tail !== end && !inBlock) return [[after, end, ` ${flowText(value, style)}`]];
    return [[after, end, ` ${single ?? blockText(value, lead + 2, style)}`]];
  }
  if (single !== undefined) return [[after, end, ` ${single}`]];
  const nested = afterKey(value, lead, style);
  if (tail === end || inBlock) return [[after, end, nested]];
  return [
    [after, end, ""],
    [tail, tail, nested],
  ];
}

/** The column of the bullet, or of the key, that ends at `after`. */
function keyColumn(text: string, after: number, role: Role): number | undefined {
  if (role === "item") return columnOf(text, after - 1);
  let start = after;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  let i = start;
  while (text[i] === " " || (text[i] === "-" && text[i + 1] === " ")) i++;
  return text[i] === "\t" || text[i] === "?" || text[i] === ":" ? undefined : i - start;
}
