/** What stands where in a YAML text, before tags, aliases and placeholders are made sense of. Offsets are UTF-16 code units. */
export type Raw = RawMap | RawList | RawScalar | RawAlias;

interface RawBase {
  /** Without anchor and tag; the bullet or first key of a block, the header of a block scalar. */
  start: number;
  end: number;
  /** With anchor and tag. */
  readonly outer: number;
  /** The tag as it is written, `!Ref`, and where. */
  tag: { readonly text: string; readonly start: number; readonly end: number } | undefined;
  anchor: string | undefined;
  /** The offset after the colon or bullet that it follows; undefined for roots and keys. */
  after: number | undefined;
}
export interface RawMap extends RawBase {
  readonly kind: "map";
  readonly flow: boolean;
  readonly entries: { readonly key: Raw; value: Raw }[];
}
export interface RawList extends RawBase {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: Raw[];
  /** The offset of each bullet of a block list. */
  readonly bullets: number[];
}
export type Quoting = "plain" | "single" | "double" | "block";
export interface RawScalar extends RawBase {
  readonly kind: "scalar";
  readonly quoting: Quoting;
  /** Cooked. */
  readonly text: string;
  /** Line breaks at the end are part of the value: nothing can be written behind it without changing it. */
  readonly openEnded: boolean;
}
interface RawAlias extends RawBase {
  readonly kind: "alias";
  readonly name: string;
}

export interface RawDocuments {
  readonly roots: readonly Raw[];
  readonly broken: boolean;
  /** The texts of scalars, in order: `#` begins no comment there. */
  readonly scalars: readonly (readonly [start: number, end: number])[];
}

/** The offset after the comment at `from`, at the end of its line. */
export function lineEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length && text[i] !== "\n" && text[i] !== "\r") i++;
  return i;
}

/** The offset of the first of these characters from `from` on that is in no comment; the end of the text without one. */
export function find(text: string, from: number, wanted: string): number {
  let i = from;
  while (i < text.length && !wanted.includes(text[i] ?? "")) i = text[i] === "#" ? lineEnd(text, i) : i + 1;
  return i;
}

/** The offset of the first character from `from` on that is neither blank nor in a comment; the end of the text without one. */
export function afterBlanks(text: string, from: number): number {
  let i = from;
  while (i < text.length && (isBlank(text[i]) || text[i] === "#")) i = text[i] === "#" ? lineEnd(text, i) : i + 1;
  return i;
}

export const isBlank = (c: string | undefined): boolean => c === undefined || c === " " || c === "\t" || c === "\n" || c === "\r";

/** The places of comments: what begins with `#` at the start of a line or after a space, between the scalars. */
export function commentsIn(text: string, scalars: RawDocuments["scalars"]): readonly (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = [];
  let next = 0;
  for (let i = text.indexOf("#"); i >= 0; ) {
    while ((scalars[next]?.[1] ?? Number.POSITIVE_INFINITY) <= i) next++;
    const scalar = scalars[next];
    let after = i + 1;
    if (scalar && scalar[0] <= i) after = scalar[1];
    else if (i === 0 || isBlank(text[i - 1]) || text[i - 1] === "\uFEFF") {
      after = lineEnd(text, i);
      found.push([i, after]);
    }
    i = text.indexOf("#", after);
  }
  return found;
}
