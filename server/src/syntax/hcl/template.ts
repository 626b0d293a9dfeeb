import { template } from "../placeholder.ts";
import type { Node } from "../tree.ts";
import { curlyEnd, lineFeed } from "./lexical.ts";
import { Pieces } from "./pieces.ts";
import type { Scanner } from "./scanner.ts";

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
      if (c === 34 || c === 92 || c === lineFeed || opensHole(s.text, i)) break;
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

const dollar = 36;
const percent = 37;

/** Does `${`, `%{`, or one of them escaped, begin at `i`? */
export const opensHole = (text: string, i: number): boolean => {
  const c = text.charCodeAt(i);
  if (c !== dollar && c !== percent) return false;
  const next = text.charCodeAt(i + 1);
  return next === 123 || (next === c && text.charCodeAt(i + 2) === 123);
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
export function readMark(s: Scanner, pieces: Pieces, expression: ReadExpression): void {
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
