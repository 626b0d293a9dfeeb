import type { Entry, Node } from "../tree.ts";
import { curlyEnd, isDigit, lineFeed, squareEnd } from "./lexical.ts";
import type { Scanner } from "./scanner.ts";
import { forNames, quoted, type ReadExpression } from "./template.ts";

/** A tuple, or the for expression that makes one, `pos` being at its bracket. */
export function tuple(s: Scanner, expression: ReadExpression): Node {
  const start = s.pos;
  if (beginsFor(s)) return forExpression(s, start, squareEnd, expression);
  s.pos++;
  const { items, end, closed } = s.between(squareEnd, false, () => sequence(s, squareEnd, start, expression));
  const node: Node = { kind: "list", at: s.source.at(start, end), writer: s.writer, items };
  if (closed) s.containers.set(node, { form: "tuple", open: start + 1, close: end - 1 });
  return node;
}

/** What stood between two brackets. */
export interface Sequence {
  readonly items: readonly Node[];
  readonly end: number;
  readonly closed: boolean;
}

/** Expressions with commas between them up to the bracket that closes them, or to where it seems to be missing; just one if it must be `single`. */
export function sequence(s: Scanner, close: number, opener: number, expression: ReadExpression, single = false): Sequence {
  const items: Node[] = [];
  const unclosed = (): Sequence => {
    // What stands from here on was read for an item, but is the next entry of the body.
    while ((items.at(-1)?.at.start ?? -1) >= s.pos) items.pop();
    return { items, end: items.reduce((end, { at }) => Math.max(end, at.end), opener + 1), closed: false };
  };
  for (;;) {
    s.space();
    const c = s.peek();
    if (c === close) return { items, end: ++s.pos, closed: true };
    if (c < 0 || s.closesOuter(c)) {
      s.fail(c < 0);
      return unclosed();
    }
    const item = expression(s);
    if (item) items.push(spread(s, item));
    if (s.abandoned || (!item && s.abandon(opener))) return unclosed();
    if (!item) {
      s.fail();
      s.pos++;
    }
    s.space();
    if (s.peek() === 44 && !single) s.pos++;
    else if (s.peek() !== close) {
      if (s.abandon(opener)) return unclosed();
      s.fail();
    }
  }
}

/** `list...`: arguments that only evaluation knows. */
function spread(s: Scanner, item: Node): Node {
  s.space();
  if (!s.text.startsWith("...", s.pos) || s.abandoned) return item;
  s.pos += 3;
  return s.opaque(item.at.start, s.pos);
}

/** An object, or the for expression that makes one, `pos` being at its brace. Its entries end with a line break or a comma. */
export function object(s: Scanner, expression: ReadExpression): Node {
  const start = s.pos;
  if (beginsFor(s)) return forExpression(s, start, curlyEnd, expression);
  const entries: Entry[] = [];
  const indent = s.indent;
  s.pos++;
  let open = false;
  const closed = s.between(curlyEnd, true, () => {
    for (;;) {
      s.blank();
      const c = s.peek();
      if (endsByIndent(s, start, indent)) return false;
      if (c === curlyEnd) {
        s.pos++;
        return true;
      }
      if (c < 0 || s.closesOuter(c)) {
        s.fail(c < 0);
        return false;
      }
      const key = objectKey(s, expression);
      if (s.abandoned || (!key && s.abandon(start, true))) return false;
      if (!key) {
        s.fail();
        s.pos++;
        continue;
      }
      s.space();
      if (!passAssignment(s)) {
        if (s.abandon(start, true)) return false;
        s.fail();
        passJunk(s, expression);
      } else {
        const after = s.pos;
        const value = expression(s) ?? missing(s, after);
        entries.push({ key: key.name, keyAt: s.source.at(key.start, key.end), value });
        open ||= key.computed;
        if (s.abandoned === "block") return false;
        if (s.abandoned) {
          s.abandoned = undefined;
          continue;
        }
        s.space();
        if (s.peek() !== lineFeed && s.peek() !== 44 && s.peek() !== curlyEnd) {
          s.fail();
          passJunk(s, expression);
        }
      }
      if (s.abandoned) return false;
      if (s.peek() === 44) s.pos++;
    }
  });
  const end = closed ? s.pos : entries.reduce((last, { value }) => Math.max(last, value.at.end), start + 1);
  const node: Node = { kind: "map", at: s.source.at(start, end), writer: s.writer, entries, ...(open ? { open } : {}) };
  if (closed) s.containers.set(node, { form: "object", open: start + 1, close: end - 1 });
  return node;
}

/** Does the line at `pos` belong to what is around the braces that were opened on a line of this indentation? */
function endsByIndent(s: Scanner, opener: number, indent: number): boolean {
  if (!s.byIndent || s.lineStart <= opener || !s.beginsLine) return false;
  if (s.peek() === curlyEnd ? s.indent >= indent : s.indent > indent) return false;
  s.fail();
  s.abandoned = "block";
  return true;
}

/** The value of a key after which nothing stands yet. */
export function missing(s: Scanner, after: number): Node {
  s.fail();
  return { kind: "opaque", at: s.source.at(after), writer: s.writer };
}

/** Passes `=` or `:`. */
function passAssignment(s: Scanner): boolean {
  const c = s.peek();
  if (c !== 58 && (c !== 61 || s.peek(1) === 61)) return false;
  s.pos++;
  return true;
}

/** Passes what makes no sense up to the end of its line, or to the comma or bracket that ends it. */
export function passJunk(s: Scanner, expression: ReadExpression): void {
  for (;;) {
    s.space();
    const c = s.peek();
    if (c < 0 || c === lineFeed || c === 44 || s.closesOuter(c)) return;
    const { pos } = s;
    expression(s);
    if (s.abandoned) return;
    if (s.pos === pos) s.pos++;
  }
}

interface Key {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly computed: boolean;
}

/** A name stands for itself, all else is an expression. */
function objectKey(s: Scanner, expression: ReadExpression): Key | undefined {
  const start = s.pos;
  const name = s.identifier();
  const after = s.peek();
  if (name !== undefined && after !== 46 && after !== 91 && after !== 40) return { name, start, end: s.pos, computed: false };
  s.pos = start;
  const c = s.peek();
  if (name === undefined && c !== 34 && c !== 40 && !isDigit(c)) return undefined;
  const node = c === 34 ? quoted(s, expression) : expression(s);
  if (!node) return undefined;
  const { end } = node.at;
  if (node.kind === "scalar") return { name: String(node.value), start, end, computed: false };
  return { name: (node.kind === "opaque" ? node.text : undefined) ?? s.text.slice(start, end), start, end, computed: true };
}

/** Is the bracket at `pos` followed by `for`? Then that is passed. */
function beginsFor(s: Scanner): boolean {
  const { pos, lineStart } = s;
  s.pos++;
  s.blank();
  if (s.identifier() === "for") {
    s.blank();
    const c = s.peek();
    if (c !== 58 && c !== 61 && c !== 44 && c !== squareEnd && c !== curlyEnd) return true;
  }
  s.pos = pos;
  s.lineStart = lineStart;
  return false;
}

function forExpression(s: Scanner, start: number, close: number, expression: ReadExpression): Node {
  const end = s.between(close, false, () => {
    forNames(s);
    const need = (found: unknown): void => {
      if (!found) s.fail();
      if (!s.abandoned) s.space();
    };
    const passes = (text: string): boolean => {
      if (s.abandoned || !s.text.startsWith(text, s.pos) || s.pos >= s.end) return false;
      s.pos += text.length;
      return true;
    };
    need(expression(s));
    need(passes(":"));
    if (!s.abandoned) need(expression(s));
    if (close === curlyEnd && !s.abandoned) {
      need(passes("=>"));
      if (!s.abandoned) need(expression(s));
      if (passes("...")) s.space();
    }
    if (passes("if")) need(expression(s));
    if (s.abandoned) return undefined;
    if (s.peek() === close) return ++s.pos;
    s.fail();
    const rest = sequence(s, close, start, expression);
    return rest.closed ? rest.end : Math.max(rest.end, start + 1);
  });
  return s.opaque(start, end ?? start + 1);
}
