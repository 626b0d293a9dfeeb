import { commentEnd } from "./json-placeholders.ts";
import type { Entry, ListNode, MapNode, Node } from "./tree.ts";

/** An entry or item as it stands in its container. */
export interface Child {
  readonly start: number;
  readonly end: number;
  /** The comma that follows it. */
  readonly comma: number | undefined;
  /** The end of what belongs to it: comma and the comments that end its line. */
  readonly tail: number;
}

/** Where everything in one container stands: all that an exact edit must know. Offsets are those of the source. */
export interface Layout {
  /** After the opening bracket. */
  readonly open: number;
  /** The closing bracket. */
  readonly close: number;
  /** The end of the comments that end the line of the opening bracket. */
  readonly head: number;
  readonly children: readonly Child[];
}

export const extentOf = (child: Entry | Node): readonly [start: number, end: number] =>
  "keyAt" in child ? [child.keyAt.start, child.value.at.end] : [child.at.start, child.at.end];

/** Undefined where something stands between the children that is no comma, space or comment: then no edit would be exact. */
export function layoutOf(container: MapNode | ListNode): Layout | undefined {
  const { start, end, source } = container.at;
  const { text } = source;
  const close = end - 1;
  if (close <= start || text[start] !== (container.kind === "map" ? "{" : "[") || text[close] !== (container.kind === "map" ? "}" : "]"))
    return undefined;
  const extents = (container.kind === "map" ? container.entries : container.items).map(extentOf);
  const first = gapOf(text, start + 1, extents[0]?.[0] ?? close);
  if (!first || first.comma !== undefined) return undefined;
  const children: Child[] = [];
  for (const [i, [from, to]] of extents.entries()) {
    const next = extents[i + 1]?.[0];
    const gap = gapOf(text, to, next ?? close);
    if (!gap || (next !== undefined && gap.comma === undefined)) return undefined;
    const after = gap.comma === undefined ? to : gap.comma + 1;
    children.push({ start: from, end: to, comma: gap.comma, tail: lineTail(text, after, next, close) });
  }
  return { open: start + 1, close, head: lineTail(text, start + 1, extents[0]?.[0], close, true), children };
}

export interface Gap {
  readonly comma: number | undefined;
  readonly comments: readonly (readonly [start: number, end: number])[];
}

/** What stands from `from` to `to`, if that is spaces, comments and at most one comma. */
export function gapOf(text: string, from: number, to: number): Gap | undefined {
  const comments: (readonly [number, number])[] = [];
  let comma: number | undefined;
  for (let i = from; i < to; ) {
    const c = text[i] ?? "";
    if (c === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) {
      const end = commentEnd(text, i);
      if (end > to) return undefined;
      comments.push([i, end]);
      i = end;
    } else if (c === "," && comma === undefined) comma = i++;
    else if (" \t\r\n\uFEFF".includes(c)) i++;
    else return undefined;
  }
  return { comma, comments };
}

/** The end of the comments that follow `from` on its line; `from` itself where something else follows them there. */
function lineTail(text: string, from: number, next: number | undefined, close: number, head = false): number {
  let tail = from;
  const stop = next ?? close;
  for (let i = from; i < stop; ) {
    const c = text[i];
    if (c === "\n" || c === "\r") return tail;
    if (c === "/") {
      i = commentEnd(text, i);
      tail = i;
    } else i++;
  }
  return next === undefined && !head ? tail : from;
}

export const hasLineBreak = (text: string, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (text[i] === "\n" || text[i] === "\r") return true;
  return false;
};
