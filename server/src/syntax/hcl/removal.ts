import type { Source } from "../../text/source.ts";
import { type Child, hasLineBreak, type Layout } from "./layout.ts";

type Range = readonly [start: number, end: number];

/** The ranges to delete for a child, cut where an addition may write, so that the two do not overlap. Empty where no removal is exact. */
export function removal({ text }: Source, layout: Layout, index: number): readonly Range[] {
  const { form, open, close, children } = layout;
  const it = children[index];
  if (!it) return [];
  const previous = children[index - 1];
  const next = children[index + 1];
  const cuts = [it.sign ?? it.start, it.end];
  if (form === "body" && !endsLine(text, it.tail, close)) return [];
  if (ownsLine(text, it)) {
    const line = lineBreakBefore(text, it.start);
    if (line !== undefined && line >= (previous?.tail ?? open) && endsLine(text, it.tail, close)) {
      const start = blankAround(text, line, it.tail, previous?.tail ?? open);
      return [...danglingComma(layout, it, previous, next), ...cut(start, it.tail, ...cuts)];
    }
  }
  if (form === "body") return it.sign === undefined && next ? cut(it.start, contentAfter(text, it.tail)) : [];
  if (!previous && !next) return onlyBlank(text, open, it, close) ? cut(open, close, ...cuts, it.tail) : cut(it.start, it.tail, ...cuts);
  if (previous && it.comma === undefined && previous.comma !== undefined && isBlank(text, previous.comma + 1, it.start)) {
    return hasLineBreak(text, previous.comma, it.start) ? [] : cut(previous.comma, it.end, ...cuts);
  }
  if (next && it.comma !== undefined && isBlank(text, it.comma + 1, next.start) && !hasLineBreak(text, it.comma, next.start)) {
    return cut(it.start, next.start, ...cuts);
  }
  if (it.comma !== undefined && previous && isBlank(text, previous.tail, it.start) && !hasLineBreak(text, previous.tail, it.start)) {
    return cut(previous.tail, it.comma + 1, ...cuts);
  }
  return [];
}

/** The comma of the child before the last one goes with that, if a comma after the last is not this container's way. */
function danglingComma({ form }: Layout, it: Child, previous: Child | undefined, next: Child | undefined): readonly Range[] {
  if (form === "body" || next || it.comma !== undefined || previous?.comma === undefined) return [];
  return [[previous.comma, previous.comma + 1]];
}

/** The first block of a file goes with the blank lines after it. */
function contentAfter(text: string, tail: number): number {
  let i = tail;
  while (" \t\r\n".includes(text[i] ?? "x")) i++;
  return i;
}

const isBlank = (text: string, from: number, to: number): boolean => text.slice(from, to).trim() === "";
const onlyBlank = (text: string, open: number, it: Child, close: number): boolean => isBlank(text, open, it.start) && isBlank(text, it.tail, close);

/** Do only spaces come before it on its line? */
const ownsLine = (text: string, { start }: Child): boolean => {
  let i = start - 1;
  while (text[i] === " " || text[i] === "\t") i--;
  return i < 0 || text[i] === "\n" || text[i] === "\uFEFF";
};

/** Do only spaces follow on the line? */
const endsLine = (text: string, tail: number, close: number): boolean => {
  let i = tail;
  while (i < close && (text[i] === " " || text[i] === "\t" || text[i] === "\r")) i++;
  return text[i] === "\n" || i >= text.length;
};

/** Where the line break before the line of `start` begins. */
function lineBreakBefore(text: string, start: number): number | undefined {
  const feed = text.lastIndexOf("\n", start - 1);
  if (feed < 0) return undefined;
  return text[feed - 1] === "\r" ? feed - 1 : feed;
}

/** Of blank lines on both sides one goes too. */
function blankAround(text: string, line: number, tail: number, floor: number): number {
  let below = tail;
  while (text[below] === " " || text[below] === "\t" || text[below] === "\r") below++;
  const rest = /^\n[ \t]*(?:\r?\n|\}|\]|$)/.test(text.slice(below, below + 200));
  let above = line - 1;
  while (text[above] === " " || text[above] === "\t" || text[above] === "\r") above--;
  if (!rest || text[above] !== "\n" || above < floor) return line;
  return text[above - 1] === "\r" ? above - 1 : above;
}

function cut(start: number, end: number, ...at: readonly number[]): readonly Range[] {
  const offsets = [start, ...at.filter((a) => a > start && a < end).sort((a, b) => a - b), end];
  return offsets.slice(1).flatMap((to, k) => (to > (offsets[k] ?? to) ? [[offsets[k] ?? to, to] as const] : []));
}
