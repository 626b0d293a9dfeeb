import type { Node } from "../tree.ts";
import { identifierEnd, lineFeed } from "./lexical.ts";
import { Pieces } from "./pieces.ts";
import type { Scanner } from "./scanner.ts";
import { opensHole, type ReadExpression, readMark } from "./template.ts";

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
      hole = opensHole(s.text, i);
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
