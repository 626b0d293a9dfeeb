import type { Entry, ListNode, MapNode, Node } from "../tree.ts";
import type { Container } from "./scanner.ts";

/** An entry or item as it stands in its container. */
export interface Child {
  readonly start: number;
  readonly end: number;
  /** The comma that follows it. */
  readonly comma: number | undefined;
  /** The end of what belongs to it: comma and the comments that end its line. */
  readonly tail: number;
  /** Does a line break stand between it and what comes before it, or nothing at all? */
  readonly beginsLine: boolean;
  /** Does it end with the mark of a heredoc, after which nothing may stand on the line? */
  readonly endsAlone: boolean;
  /** Where `=` or `:` stands in an attribute. */
  readonly sign: number | undefined;
}

/** Where everything in one container stands: all that an exact edit must know. */
export interface Layout extends Container {
  /** The end of the comments that end the line of the opening bracket. */
  readonly head: number;
  readonly children: readonly Child[];
  /** The end of the last comment before the closing bracket that stands on a line of its own, or in a container without children. */
  readonly lastComment: number | undefined;
  readonly closesOnOwnLine: boolean;
}

export const extentOf = (child: Entry | Node): readonly [start: number, end: number] =>
  "keyAt" in child ? [child.keyAt.start, child.value.at.end] : [child.at.start, child.at.end];

/** Undefined where something stands between the children that is no comma, space or comment: then no edit would be exact. */
export function layoutOf(node: MapNode | ListNode, container: Container): Layout | undefined {
  const { text } = node.at.source;
  const { form, open, close } = container;
  const items: readonly (Entry | Node)[] = node.kind === "map" ? node.entries : node.items;
  const isFile = open === 0 || text[open - 1] === "\uFEFF";
  const first = items[0] === undefined ? close : extentOf(items[0])[0];
  const head = gapOf(text, open, first);
  if (!head || head.comma !== undefined) return undefined;
  const children: Child[] = [];
  let gap = head;
  for (const [i, item] of items.entries()) {
    const [start, end] = extentOf(item);
    const next = items[i + 1];
    const to = next === undefined ? close : extentOf(next)[0];
    const after = gapOf(text, end, to);
    if (!after || !separates(form, after, next === undefined)) return undefined;
    const isInline = next !== undefined && !after.breaks;
    const tail = isInline ? (after.comma === undefined ? end : after.comma + 1) : after.tail;
    const sign = "keyAt" in item && item.labels === undefined ? signOf(text, item) : undefined;
    children.push({
      start,
      end,
      comma: after.comma,
      tail,
      beginsLine: gap.breaks || (i === 0 && isFile),
      endsAlone: endsAlone(text, start, end),
      sign,
    });
    gap = after;
  }
  return {
    form,
    open,
    close,
    head: head.breaks ? head.tail : open,
    children,
    lastComment: children.length === 0 || gap.comment > gap.tail ? gap.comment || undefined : undefined,
    closesOnOwnLine: gap.breaks,
  };
}

const separates = (form: Container["form"], gap: Gap, isLast: boolean): boolean =>
  form === "body" ? gap.comma === undefined && (isLast || gap.breaks) : isLast || gap.comma !== undefined || (form === "object" && gap.breaks);

const endsAlone = (text: string, start: number, end: number): boolean => !'])}"'.includes(text[end - 1] ?? "") && hasLineBreak(text, start, end);

function signOf(text: string, { keyAt, value }: Entry): number | undefined {
  for (let i = keyAt.end; i < value.at.start; i++) {
    const c = text[i];
    if (c === "=" || c === ":") return i;
    if (c !== " " && c !== "\t") return undefined;
  }
  return undefined;
}

interface Gap {
  readonly comma: number | undefined;
  /** After the comma and the comments before the first line break. */
  readonly tail: number;
  readonly breaks: boolean;
  /** The end of the last comment; 0 without one. */
  readonly comment: number;
}

/** What stands from `from` to `to`, if that is spaces, line breaks, comments and at most one comma on the first line. */
function gapOf(text: string, from: number, to: number): Gap | undefined {
  let comma: number | undefined;
  let tail = from;
  let breaks = false;
  let comment = 0;
  if (from > to) return undefined;
  for (let i = from; i < to; ) {
    const c = text[i];
    if (c === "\n") {
      breaks = true;
      i++;
    } else if (c === " " || c === "\t" || c === "\r" || (c === "\uFEFF" && i === 0)) i++;
    else if (c === "," && comma === undefined && !breaks && comment === 0) {
      comma = i++;
      tail = i;
    } else if (c === "#" || c === "/") {
      i = commentEnd(text, i, to);
      comment = i;
      if (!breaks) tail = i;
    } else return undefined;
  }
  return { comma, tail, breaks, comment };
}

function commentEnd(text: string, start: number, limit: number): number {
  let i = start + 1;
  if (text[start] === "/" && text[start + 1] === "*") {
    for (i++; i < limit && !(text[i - 1] === "*" && text[i] === "/" && i > start + 2); i++);
    return Math.min(i + 1, limit);
  }
  while (i < limit && text[i] !== "\n") i++;
  return text[i - 1] === "\r" ? i - 1 : i;
}

export const hasLineBreak = (text: string, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (text[i] === "\n") return true;
  return false;
};
