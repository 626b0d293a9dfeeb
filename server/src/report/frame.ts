import type { Place, Source } from "../text/source.ts";
import { columnsOf, graphemes, visible } from "./visible.ts";

/** How frames are drawn: a picocolors object fits. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
  green(text: string): string;
  magenta(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
}

export interface Drawing {
  readonly paint: Paint;
  /** Colours the mark. */
  readonly tint: (text: string) => string;
  /** Places whose text is not to be shown. */
  readonly masks: Masks;
  /** Columns that a line of text may take; what is longer is clipped around the mark. */
  readonly columns: number;
}

const tabStop = 4;
/** A mark of more lines than this is shown by its first and last. */
const most = 6;

/** The lines around a place as compilers show them, numbered, what is meant marked below. */
export function frame(at: Place, drawing: Drawing): readonly string[] {
  const { source } = at;
  const first = source.lineOf(at.start);
  // A mark that ends at the beginning of a line does not reach into it.
  const last = Math.max(first, source.lineOf(at.end > at.start ? at.end - 1 : at.end));
  const context = [first - 1, last + 1].map((line) => (isShown(source, line) ? line : undefined));
  const gutter = String((context[1] ?? last) + 1).length;
  const { paint } = drawing;
  const row = (label: string, rest: string): string => `${paint.blue(`${label.padStart(gutter)} |`)}${rest ? ` ${rest}` : ""}`;
  const numbered = (line: number, rest: string): string => row(String(line + 1), rest);
  const beside = (line: number | undefined): readonly string[] =>
    line === undefined ? [] : [numbered(line, `${last > first ? "  " : ""}${drawn(source, line, undefined, drawing).text}`)];
  const body = last > first ? manyLines(at, first, last, numbered, row, drawing) : oneLine(at, first, numbered, row, drawing);
  return [row("", ""), ...beside(context[0]), ...body, ...beside(context[1]), row("", "")];
}

type Numbered = (line: number, rest: string) => string;
type Row = (label: string, rest: string) => string;

function oneLine(at: Place, line: number, numbered: Numbered, row: Row, drawing: Drawing): readonly string[] {
  const { text, from, to } = drawn(at.source, line, at, drawing);
  return [numbered(line, text), row("", " ".repeat(from) + drawing.tint("^".repeat(Math.max(1, to - from))))];
}

function manyLines(at: Place, first: number, last: number, numbered: Numbered, row: Row, drawing: Drawing): readonly string[] {
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const shown = all.length <= most ? all : [...all.slice(0, most / 2), undefined, ...all.slice(-2)];
  const lines = shown.map((line) => {
    if (line === undefined) return row("", drawing.tint("| …"));
    const { text } = drawn(at.source, line, undefined, drawing);
    return numbered(line, `${drawing.tint(line === first ? "/" : "|")} ${text}`);
  });
  const { to } = drawn(at.source, last, at.source.at(at.source.lines[last] ?? 0, at.end), drawing);
  return [...lines, row("", drawing.tint(`|${"_".repeat(Math.max(1, to))}^`))];
}

/** Is there such a line, with something on it? */
function isShown(source: Source, line: number): boolean {
  if (line < 0 || line >= source.lines.length) return false;
  const [start, end] = bounds(source, line);
  return source.text.slice(start, end).trim() !== "";
}

/** Where a line begins, and where it ends without its line end. */
function bounds(source: Source, line: number): readonly [start: number, end: number] {
  const start = source.lines[line] ?? 0;
  let end = source.lines[line + 1] ?? source.text.length;
  while (end > start && /[\r\n]/.test(source.text[end - 1] ?? "")) end--;
  return [start, end];
}

/** What is shown in place of secrets, by the lines that they are on. */
export class Masks {
  readonly #lines = new Map<Source, Map<number, Mask[]>>();

  constructor(findings: readonly { readonly at: Place; readonly masked?: string }[]) {
    for (const { at, masked } of findings) {
      if (masked === undefined) continue;
      const lines = this.#lines.get(at.source) ?? new Map<number, Mask[]>();
      this.#lines.set(at.source, lines);
      for (let line = at.source.lineOf(at.start); line <= at.source.lineOf(at.end); line++) {
        const there = lines.get(line) ?? [];
        there.push({ at, text: masked });
        lines.set(line, there);
      }
    }
  }

  on(source: Source, line: number): readonly Mask[] {
    return this.#lines.get(source)?.get(line) ?? [];
  }
}
interface Mask {
  readonly at: Place;
  readonly text: string;
}

/** One piece of a line as it is drawn: a grapheme, an expanded tab, a mask. */
interface Piece {
  readonly text: string;
  readonly columns: number;
  /** Where in the source it begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** A line's text, and the columns at which the mark begins and ends in it. */
function drawn(source: Source, line: number, mark: Place | undefined, drawing: Drawing): { text: string; from: number; to: number } {
  const pieces = clipped(piecesOf(source, line, mark?.start, drawing), mark?.start, drawing.columns);
  let [column, from, to] = [0, -1, -1];
  let text = "";
  for (const piece of pieces) {
    if (mark && piece.end > mark.start && piece.start < mark.end) {
      if (from < 0) from = column;
      to = column + piece.columns;
    } else if (mark && from < 0 && piece.start >= mark.start) from = column;
    text += piece.text;
    column += piece.columns;
  }
  if (from < 0) from = column;
  return { text: text.trimEnd(), from, to: Math.max(from, to) };
}

function piecesOf(source: Source, line: number, around: number | undefined, { masks, columns }: Drawing): readonly Piece[] {
  const [start, end] = bounds(source, line);
  // Lines of a megabyte exist. What is far from the mark is clipped anyway.
  const reach = 4 * columns;
  const anchor = Math.min(Math.max(start, around ?? start), end);
  const begin = Math.max(start, anchor - reach);
  const text = source.text.slice(begin, Math.min(end, anchor + reach));
  const hiding = masks.on(source, line);
  const pieces: Piece[] = [];
  let column = 0;
  let hidden: Mask | undefined;
  for (const [grapheme, offset] of graphemes(text)) {
    const start = begin + offset;
    const end = start + grapheme.length;
    const cover = hiding.find((m) => m.at.start < end && m.at.end > start);
    if (cover && cover === hidden) continue;
    hidden = cover;
    const shown = cover ? visible(cover.text) : grapheme === "\t" ? " ".repeat(tabStop - (column % tabStop)) : visible(grapheme);
    const columns = cover ? [...shown].length : grapheme === "\t" ? shown.length : columnsOf(shown);
    pieces.push({ text: shown, columns, start: cover ? Math.max(begin, cover.at.start) : start, end: cover ? cover.at.end : end });
    column += columns;
  }
  return pieces;
}

/** Of a line that is too long, what lies around the offset, with an ellipsis where something is missing. */
function clipped(pieces: readonly Piece[], around: number | undefined, columns: number): readonly Piece[] {
  if (pieces.reduce((sum, p) => sum + p.columns, 0) <= columns) return pieces;
  const found = around === undefined ? 0 : pieces.findIndex((p) => p.end > around);
  let first = found < 0 ? pieces.length : found;
  // A third of the room is for what comes before.
  for (let room = Math.floor(columns / 3); first > 0; first--) {
    room -= pieces[first - 1]?.columns ?? 0;
    if (room < 0) break;
  }
  let last = first;
  for (let room = columns - 2; last < pieces.length; last++) {
    room -= pieces[last]?.columns ?? 0;
    if (room < 0) break;
  }
  const ellipsis = (at: number): Piece => ({ text: "…", columns: 1, start: at, end: at });
  return [
    ...(first > 0 ? [ellipsis(pieces[0]?.start ?? 0)] : []),
    ...pieces.slice(first, last),
    ...(last < pieces.length ? [ellipsis(pieces.at(-1)?.end ?? 0)] : []),
  ];
}
