import { template } from "../placeholder.ts";
import type { Node } from "../tree.ts";
import { curlyEnd, identifierEnd, lineFeed, type Scanner } from "./scanner.ts";

/** Reads one expression: what stands in a hole. */
export type ReadExpression = (s: Scanner) => Node | undefined;

/** A quoted template, `pos` being at its quote. Without holes it is a scalar. */
export function quoted(s: Scanner, expression: ReadExpression): Node {
  const start = s.pos++;
  const pieces = new Pieces();
  let closed = false;
  for (;;) {
    const from = s.pos;
    let i = from;
    for (; i < s.end; i++) {
      const c = s.text.charCodeAt(i);
      if (c === 34 || c === 92 || c === lineFeed || ((c === dollar || c === percent) && opensHole(s.text, i))) break;
    }
    if (i > from) pieces.literal(s.text.slice(from, i));
    s.pos = i;
    const c = s.peek();
    if (c === 34) {
      s.pos++;
      closed = true;
      break;
    }
    if (c === 92) pieces.literal(escaped(s));
    else if (c === dollar || c === percent) readMark(s, pieces, expression);
    else break;
    if (s.abandoned) break;
  }
  if (!closed) s.fail();
  return finish(s, start, pieces, closed);
}

function finish(s: Scanner, start: number, pieces: Pieces, closed: boolean): Node {
  const read = pieces.finish(s);
  const base = { at: s.source.at(start, s.abandoned ? Math.max(read.holes.at(-1)?.at.end ?? 0, start + 1) : s.pos), writer: s.writer };
  if (read.holes.length > 0) return { ...base, kind: "opaque", ...read };
  if (!closed) return { ...base, kind: "opaque", text: read.text };
  const filled = template(read.text);
  // `${` can only be there as it was escaped.
  if (filled === undefined || filled.holes === 0 || /[$%]\{/.test(read.text)) return { ...base, kind: "scalar", value: read.text };
  return { ...base, kind: "opaque", parts: filled.parts, text: read.text };
}

/** A heredoc, `pos` being at `<<`. Undefined, with `pos` where it was, if its introduction is not one. */
export function heredoc(s: Scanner, expression: ReadExpression): Node | undefined {
  const start = s.pos;
  const flush = s.peek(2) === 45;
  const name = start + (flush ? 3 : 2);
  const stop = identifierEnd(s.text, name, s.end);
  let i = stop;
  while (i < s.end && (s.text[i] === " " || s.text[i] === "\t" || s.text[i] === "\r")) i++;
  if (stop === name || i >= s.end || s.text.charCodeAt(i) !== lineFeed) return undefined;
  const from = i + 1;
  const to = s.heredocEnd(s.text.slice(name, stop), from);
  if (to === undefined) {
    s.fail(true);
    s.pos = i;
    return s.opaque(start, stop);
  }
  const pieces = heredocPieces(s, from, to, expression);
  if (flush) pieces.flush();
  let mark = to;
  while (s.text[mark] === " " || s.text[mark] === "\t") mark++;
  s.passLines(to, mark + stop - name);
  const read = pieces.finish(s);
  const base = { at: s.source.at(start, s.pos), writer: s.writer, body: s.source.at(from, to) };
  return read.holes.length > 0 ? { ...base, kind: "opaque", ...read } : { ...base, kind: "scalar", value: read.text };
}

function heredocPieces(s: Scanner, from: number, to: number, expression: ReadExpression): Pieces {
  const pieces = new Pieces();
  const { end } = s;
  s.end = to;
  s.pos = s.lineStart = from;
  while (s.pos < to) {
    const start = s.pos;
    let i = start;
    let hole = false;
    for (; i < to; i++) {
      const c = s.text.charCodeAt(i);
      hole = (c === dollar || c === percent) && opensHole(s.text, i);
      if (hole) break;
      if (c === lineFeed) {
        i++;
        break;
      }
    }
    if (i > start) pieces.literal(s.text.slice(start, i), start === s.lineStart);
    s.pos = i;
    if (hole) readMark(s, pieces, expression);
    else s.lineStart = i;
    if (s.abandoned) {
      // The mark says where the heredoc ends, whatever stands in it.
      s.abandoned = undefined;
      s.pos = Math.max(s.pos, start + 1);
    }
  }
  s.end = end;
  return pieces;
}

const dollar = 36;
const percent = 37;

/** Does `${`, `%{`, or one of them escaped, begin at `i`? */
const opensHole = (text: string, i: number): boolean => {
  const next = text.charCodeAt(i + 1);
  return next === 123 || (next === text.charCodeAt(i) && text.charCodeAt(i + 2) === 123);
};

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** The character that the escape at `pos` stands for, passed. */
function escaped(s: Scanner): string {
  const c = s.text[s.pos + 1] ?? "";
  const known = escapes[c];
  if (known !== undefined) {
    s.pos += 2;
    return known;
  }
  const digits = c === "u" ? 4 : c === "U" ? 8 : 0;
  const hex = s.text.slice(s.pos + 2, Math.min(s.pos + 2 + digits, s.end));
  const code = digits > 0 && hex.length === digits && /^[0-9A-Fa-f]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
  if (code < 0 || code > 0x10ffff) {
    s.fail();
    s.pos++;
    return "\\";
  }
  s.pos += 2 + digits;
  return String.fromCodePoint(code);
}

/** What begins with `$` or `%` at `pos`: an escaped mark, a hole or a directive. */
function readMark(s: Scanner, pieces: Pieces, expression: ReadExpression): void {
  const start = s.pos;
  if (s.peek(1) !== 123) {
    pieces.literal(`${s.text[start]}{`);
    s.pos += 3;
    return;
  }
  s.pos += 2;
  const trimsLeft = s.peek() === tilde;
  if (trimsLeft) s.pos++;
  const steers = s.text.charCodeAt(start) === percent;
  const { node, word } = s.between(curlyEnd, false, () => {
    const read = steers ? directive(s, expression) : { word: undefined, node: expression(s) };
    if (!steers && !read.node) s.fail();
    if (!s.abandoned) s.space();
    if (!s.abandoned && s.peek() !== curlyEnd && s.peek() !== tilde) s.abandon(start);
    return read;
  });
  const trimsRight = s.peek() === tilde && s.peek(1) === curlyEnd;
  if (trimsRight) s.pos++;
  if (s.abandoned || s.peek() !== curlyEnd) {
    s.fail();
    if (!s.abandoned) passHole(s);
  } else s.pos++;
  const end = s.abandoned ? Math.max(node?.at.end ?? 0, start + 2) : s.pos;
  if (trimsLeft) pieces.trimEnd();
  if (steers) pieces.directive(s, start, end, word);
  else pieces.hole(node ?? s.opaque(start, end), s.text.slice(start, end));
  if (trimsRight) pieces.trimNext();
}

const tilde = 126;

/** Goes on after the brace that ends a hole of which not all could be read; at the end of the line, or of the string, where none does. */
function passHole(s: Scanner): void {
  for (let i = s.pos; i < s.end; i++) {
    const c = s.text.charCodeAt(i);
    if (c === curlyEnd) {
      s.pos = i + 1;
      return;
    }
    if (c === 34 || c === lineFeed) {
      s.pos = i;
      return;
    }
  }
  s.pos = s.end;
}

/** `if x`, `for a, b in x`, `else`, `endif`, `endfor`. */
function directive(s: Scanner, expression: ReadExpression): { readonly word: string | undefined; readonly node: undefined } {
  s.space();
  const word = s.identifier();
  s.space();
  if (word === "for") forNames(s);
  if ((word === "for" || word === "if") && !expression(s)) s.fail();
  return { word, node: undefined };
}

/** `a, b in` of a for expression, after its `for`. */
export function forNames(s: Scanner): void {
  s.space();
  if (s.identifier() === undefined) s.fail();
  s.space();
  if (s.peek() === 44) {
    s.pos++;
    s.space();
    if (s.identifier() === undefined) s.fail();
    s.space();
  }
  if (s.identifier() !== "in") s.fail();
  s.space();
}

type Piece = { text: string; readonly hole?: undefined; readonly fresh: boolean } | { readonly text: string; readonly hole: Node };

/** A template as it is read: literals and holes in order. What stands between a directive and its end is one hole. */
class Pieces {
  readonly #pieces: Piece[] = [];
  #nesting = 0;
  #from = 0;
  #trims = false;

  /** `fresh` text begins its line in a heredoc. */
  literal(text: string, fresh = false): void {
    const put = this.#trims ? text.trimStart() : text;
    this.#trims = false;
    if (this.#nesting === 0) this.#pieces.push({ text: put, fresh });
  }

  hole(node: Node, text: string): void {
    this.#trims = false;
    if (this.#nesting === 0) this.#pieces.push({ text, hole: node });
  }

  directive(s: Scanner, start: number, end: number, word: string | undefined): void {
    this.#trims = false;
    if (word === "if" || word === "for") {
      if (this.#nesting++ === 0) this.#from = start;
    } else if (word === "endif" || word === "endfor") {
      if (this.#nesting === 0) s.fail();
      else if (--this.#nesting === 0) this.#region(s, end);
    } else if (word !== "else" || this.#nesting === 0) {
      s.fail();
      this.hole(s.opaque(start, end), s.text.slice(start, end));
    }
  }

  #region(s: Scanner, end: number): void {
    this.#pieces.push({ text: s.text.slice(this.#from, end), hole: s.opaque(this.#from, end) });
  }

  trimEnd(): void {
    const last = this.#pieces.at(-1);
    if (this.#nesting === 0 && last && !last.hole) last.text = last.text.trimEnd();
  }

  trimNext(): void {
    this.#trims = true;
  }

  /** Takes the indentation away that all lines share; lines of spaces alone do not count, and keep theirs. */
  flush(): void {
    let least = Number.POSITIVE_INFINITY;
    let newLine = true;
    const lines: { text: string }[] = [];
    for (const piece of this.#pieces) {
      if (piece.hole) {
        if (newLine) least = 0;
        newLine = false;
        continue;
      }
      const bare = piece.text.trimStart();
      if (piece.fresh && !(bare === "" && piece.text.endsWith("\n"))) {
        least = Math.min(least, piece.text.length - bare.length);
        lines.push(piece);
      }
      newLine = piece.text.endsWith("\n");
    }
    for (const piece of lines) piece.text = piece.text.slice(least);
  }

  finish(s: Scanner): { readonly parts: readonly (string | undefined)[]; readonly holes: readonly Node[]; readonly text: string } {
    if (this.#nesting > 0) {
      s.fail();
      this.#region(s, s.pos);
    }
    const parts: (string | undefined)[] = [];
    const holes: Node[] = [];
    let known: string[] = [];
    const flush = (): void => {
      const text = known.join("");
      if (text) parts.push(text);
      known = [];
    };
    for (const { text, hole } of this.#pieces) {
      if (!hole) known.push(text);
      else {
        flush();
        parts.push(undefined);
        holes.push(hole);
      }
    }
    flush();
    return { parts, holes, text: this.#pieces.map((p) => p.text).join("") };
  }
}
