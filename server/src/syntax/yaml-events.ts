import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import { afterBlanks, find, lineEnd, type Quoting, type Raw, type RawDocuments, type RawList, type RawMap, type RawScalar } from "./yaml-raw.ts";

/**
 * The fast way: what js-yaml's events say of a valid stream, with the ends of collections and the places of bullets and empty
 * values, which the events lack. Throws what js-yaml throws. `cooked` is asked for the text of a scalar.
 */
export function readEvents(text: string, cooked: (event: ScalarEvent) => string = (e) => getScalarValue(text, e)): RawDocuments {
  const roots: Raw[] = [];
  const scalars: (readonly [number, number])[] = [];
  const open: { readonly node: RawMap | RawList; key: Raw | undefined }[] = [];
  /** The end of what was read last. */
  let cursor = 0;

  /** The offset after the colon or bullet that the next node follows. Moves the cursor there. */
  const lead = (): number | undefined => {
    const top = open.at(-1);
    if (!top) return undefined;
    const { node, key } = top;
    if (node.kind === "map") {
      if (!key) return undefined;
      // A key after `?` may have no value, and the next colon be another's.
      const colon = afterBlanks(text, cursor);
      if (text[colon] !== ":") return cursor;
      cursor = colon + 1;
    } else if (node.flow) {
      return undefined;
    } else {
      const bullet = find(text, cursor, "-");
      node.bullets.push(bullet);
      cursor = bullet + 1;
    }
    return cursor;
  };

  const add = (node: Raw): void => {
    const top = open.at(-1);
    if (!top) roots.push(node);
    else if (top.node.kind === "list") top.node.items.push(node);
    else if (top.key) {
      top.node.entries.push({ key: top.key, value: node });
      top.key = undefined;
    } else top.key = node;
  };

  const pop = (): void => {
    const node = open.pop()?.node;
    if (!node) return;
    const bracket = node.flow ? text[node.start] : undefined;
    if (bracket === "{" || bracket === "[") cursor = find(text, cursor, bracket === "{" ? "}" : "]") + 1;
    node.end = Math.max(node.start, cursor);
  };

  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) pop();
    if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) continue;
    const after = lead();
    if (event.type === EVENT_ID.ALIAS) {
      const name = text.slice(event.anchorStart, event.anchorEnd);
      add({
        kind: "alias",
        name,
        start: event.anchorStart - 1,
        outer: event.anchorStart - 1,
        end: event.anchorEnd,
        tag: undefined,
        anchor: undefined,
        after,
      });
      cursor = event.anchorEnd;
      continue;
    }
    const { before, ...properties } = propertiesOf(text, event);
    const base = { ...properties, after };
    cursor = Math.max(cursor, event.tagEnd, event.anchorEnd);
    if (event.type === EVENT_ID.SCALAR) {
      const scalar = scalarOf(text, event, cursor, base, before, cooked(event));
      if (event.valueStart >= 0) scalars.push([event.valueStart, event.valueEnd]);
      cursor = scalar.end;
      add(scalar);
    } else {
      const flow = event.style === 2;
      const shape = { ...base, start: event.start, end: event.start, outer: Math.min(before, event.start), flow };
      const node: RawMap | RawList =
        event.type === EVENT_ID.MAPPING ? { ...shape, kind: "map", entries: [] } : { ...shape, kind: "list", items: [], bullets: [] };
      add(node);
      open.push({ node, key: undefined });
      cursor = flow && "{[".includes(text[event.start] ?? "x") ? event.start + 1 : Math.max(cursor, event.start);
    }
  }
  return { roots, scalars, broken: false };
}

type Properties = Exclude<Event, { type: 1 | 5 | 6 }>;
const propertiesOf = (text: string, { tagStart, tagEnd, anchorStart, anchorEnd }: Properties) => ({
  tag: tagStart >= 0 ? { text: text.slice(tagStart, tagEnd), start: tagStart, end: tagEnd } : undefined,
  anchor: anchorStart >= 0 ? text.slice(anchorStart, anchorEnd) : undefined,
  /** Where the properties begin, if there are any. */
  before: Math.min(tagStart >= 0 ? tagStart : Number.POSITIVE_INFINITY, anchorStart > 0 ? anchorStart - 1 : Number.POSITIVE_INFINITY),
});

const quotings: Readonly<Record<number, Quoting>> = {
  [SCALAR_STYLE.SINGLE_QUOTED]: "single",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double",
  [SCALAR_STYLE.LITERAL_BLOCK]: "block",
  [SCALAR_STYLE.FOLDED_BLOCK]: "block",
};

function scalarOf(
  text: string,
  event: ScalarEvent,
  cursor: number,
  base: Pick<RawScalar, "tag" | "anchor" | "after">,
  before: number,
  cooked: string,
): RawScalar {
  const quoting = quotings[event.style] ?? "plain";
  const scalar = { ...base, kind: "scalar", quoting, text: cooked, openEnded: false } as const;
  if (quoting !== "block") {
    if (event.valueStart < 0) return { ...scalar, start: cursor, end: cursor, outer: Math.min(before, cursor) };
    const quote = quoting === "plain" ? 0 : 1;
    return { ...scalar, start: event.valueStart - quote, end: event.valueEnd + quote, outer: Math.min(before, event.valueStart - quote) };
  }
  const start = find(text, cursor, "|>");
  const headerEnd = lineEnd(text, start);
  let end = Math.max(event.valueEnd, start + 1);
  while (end > start + 1 && " \t\r\n".includes(text[end - 1] ?? "x")) end--;
  if (end <= headerEnd) end = headerEnd;
  const rest = text.slice(end, Math.max(end, event.valueEnd));
  const openEnded = event.chomping === 3 || /[ \t]/.test(rest) || !/^\r?\n|^\r/.test(text.slice(end, end + 2));
  return { ...scalar, start, end, outer: Math.min(before, start), openEnded };
}
