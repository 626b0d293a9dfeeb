import type { Edit, Source } from "../text/source.ts";
import { type Child, extentOf, gapOf, hasLineBreak, type Layout, layoutOf } from "./json-layout.ts";
import { colonOf, format, mayBreak, type Style, styleOf } from "./json-style.ts";
import type { Entry, ListNode, MapNode, Node, Plain, Writer } from "./tree.ts";

/**
 * Writes into one JSON document, in its own style. Edits of several operations may be joined, also on one container:
 * an addition composes with the removal of any child but the only one (replace that instead), and with replacements.
 * Two removals of neighbours overlap where they share a comma.
 */
export function jsonWriter(root: () => Node): Writer {
  let known: Style | undefined;
  const style = (): Style => {
    known ??= styleOf(root());
    return known;
  };

  const replace = (node: Node, value: Plain): readonly Edit[] => {
    const { source, start, end } = node.at;
    if (end <= start) return [];
    return [{ at: node.at, text: format(value, source.indent(start), style(), style().lines && mayBreak(node.at)) }];
  };

  /** `written` gives the text of the new child for the indentation of its line. */
  const add = (container: MapNode | ListNode, written: (indent: string, lines: boolean) => string): readonly Edit[] => {
    const layout = layoutOf(container);
    if (!layout) return [];
    const { source } = container.at;
    const last = layout.children.at(-1);
    if (!last) return fill(container, layout, style(), written);
    const broken = beginsLine(layout, layout.children.length - 1, source) || endsInLineComment(source, last);
    const text = broken ? style().eol + source.indent(last.start) : inlineGap(layout, source, style());
    const entry = text + written(source.indent(last.start), style().lines && (broken || hasLineBreak(source.text, last.start, last.end)));
    if (last.comma !== undefined) return [{ at: source.at(last.tail), text: `${entry},` }];
    if (last.tail === last.end) return [{ at: source.at(last.end), text: `,${entry}` }];
    return [
      { at: source.at(last.end), text: "," },
      { at: source.at(last.tail), text: entry },
    ];
  };

  return {
    replace,
    set(map, key, value) {
      const held = map.entries.findLast((e) => e.key === key);
      if (held) return replace(held.value, value);
      if (map.open) return [];
      const colon = colonOf(map) ?? style().colon;
      return add(map, (indent, lines) => JSON.stringify(key) + colon + format(value, indent, style(), lines));
    },
    append: (list, value) => add(list, (indent, lines) => format(value, indent, style(), lines)),
    insert(list, index, value) {
      const layout = layoutOf(list);
      const next = layout?.children[index];
      if (!layout || !next) return index === list.items.length ? this.append(list, value) : [];
      const { source } = list.at;
      if (!beginsLine(layout, index, source)) {
        const lines = style().lines && hasLineBreak(source.text, next.start, next.end);
        const text = format(value, source.indent(next.start), style(), lines);
        return [{ at: source.at(next.start), text: `${text},${inlineGap(layout, source, style())}` }];
      }
      const indent = source.indent(next.start);
      return [{ at: source.at(tailBefore(layout, index)), text: `${style().eol}${indent}${format(value, indent, style())},` }];
    },
    remove(from, child) {
      const layout = layoutOf(from);
      return layout ? removal(from, layout, child).map(([start, end]) => ({ at: from.at.source.at(start, end), text: "" })) : [];
    },
  };
}

/** The first child of an empty container. */
function fill(container: Node, { open, close }: Layout, style: Style, written: (indent: string, lines: boolean) => string): readonly Edit[] {
  const { source } = container.at;
  const { text } = source;
  const outer = source.indent(container.at.start);
  const comment = gapOf(text, open, close)?.comments.at(-1)?.[1];
  if (comment !== undefined) {
    const broken = hasLineBreak(text, comment, close);
    return [
      { at: source.at(comment), text: broken ? style.eol + outer + style.unit + written(outer + style.unit, true) : ` ${written(outer, false)}` },
    ];
  }
  const flat = written(outer, false);
  const scalar = container.kind === "list" && style.flatLists && !/^[[{]/.test(flat);
  const broken = hasLineBreak(text, open, close) || (style.lines && mayBreak(container.at) && !scalar);
  const pad = container.kind === "list" ? style.listPad : style.mapPad;
  const filled = broken ? style.eol + outer + style.unit + written(outer + style.unit, true) + style.eol + outer : pad + flat + pad;
  return [{ at: source.at(open, close), text: filled }];
}

const tailBefore = ({ head, children }: Layout, index: number): number => children[index - 1]?.tail ?? head;
const beginsLine = (layout: Layout, index: number, source: Source): boolean =>
  hasLineBreak(source.text, tailBefore(layout, index), layout.children[index]?.start ?? 0);
const endsInLineComment = ({ text }: Source, { end, tail, comma }: Child): boolean =>
  gapOf(text, comma === undefined ? end : comma + 1, tail)?.comments.some(([start]) => text[start + 1] === "/") ?? false;

/** What stands after a comma between two children on one line, in this container or else in the document. */
function inlineGap({ children }: Layout, { text }: Source, style: Style): string {
  const [first, second] = children;
  const gap = first?.comma === undefined || second === undefined ? undefined : text.slice(first.comma + 1, second.start);
  return gap !== undefined && /^[ \t]*$/.test(gap) ? gap : style.gap;
}

type Range = readonly [start: number, end: number];

/** The ranges to delete, cut where an addition may write, so that the two do not overlap. */
function removal(from: MapNode | ListNode, layout: Layout, child: Entry | Node): readonly Range[] {
  const { text } = from.at.source;
  const [start] = extentOf(child);
  const i = layout.children.findIndex((c) => c.start === start);
  const it = layout.children[i];
  if (!it || (it.comma !== undefined && hasLineBreak(text, it.end, it.comma))) return [];
  const previous = layout.children[i - 1];
  const next = layout.children[i + 1];
  const before = tailBefore(layout, i);
  const comments = gapOf(text, before, it.start)?.comments ?? [];
  const kept = comments.at(-1)?.[1] ?? before;
  const only = !previous && !next;
  if (only && kept === layout.open && (gapOf(text, it.tail, layout.close)?.comments.length ?? 0) === 0) {
    return cut(layout.open, layout.close, it.end, it.tail);
  }
  if (!previous && next && kept === before && !hasLineBreak(text, before, it.start) && gapOf(text, it.tail, next.start)?.comments.length === 0) {
    if (!hasLineBreak(text, it.tail, next.start)) return cut(it.start, next.start, it.end, it.tail);
  }
  // A line break stays where the rest of the line needs it: it may end a comment.
  const keepsBreak = hasLineBreak(text, kept, it.start) && afterLineBreak(text, it.tail, next?.start ?? layout.close) === undefined;
  const begin = keepsBreak ? it.start : kept;
  if (next || it.comma !== undefined || !previous) return cut(begin, it.tail, it.end);
  const comma = previous.comma ?? previous.end;
  if (kept === comma + 1 && (gapOf(text, previous.end, comma)?.comments.length ?? 0) === 0) return cut(previous.end, it.tail, it.end);
  // A comment stays between the two: the comma goes alone, and the line goes from its start, so that an added comma is not in the comment.
  const lineStart = afterLineBreak(text, kept, it.start);
  const lineEnd = lineStart === undefined ? undefined : afterLineBreak(text, it.tail, layout.close);
  if (lineStart === undefined || lineEnd === undefined) return [[comma, comma + 1], ...cut(begin, it.tail, it.end)];
  return [[comma, comma + 1], ...cut(lineStart, lineEnd, it.end, it.tail)];
}

function cut(start: number, end: number, ...at: readonly number[]): readonly Range[] {
  const offsets = [start, ...at.filter((a) => a > start && a < end), end];
  return offsets.slice(1).flatMap((to, k) => (to > (offsets[k] ?? to) ? [[offsets[k] ?? to, to] as const] : []));
}

/** The offset after the first line break between the two, if only spaces come before it. */
function afterLineBreak(text: string, from: number, to: number): number | undefined {
  let i = from;
  while (i < to && (text[i] === " " || text[i] === "\t")) i++;
  if (i < to && text[i] === "\r" && text[i + 1] === "\n") return i + 2;
  return i < to && (text[i] === "\n" || text[i] === "\r") ? i + 1 : undefined;
}
