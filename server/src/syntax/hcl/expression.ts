import type { Node } from "../tree.ts";
import { object, sequence, tuple } from "./collection.ts";
import { heredoc } from "./heredoc.ts";
import { identifierEnd, isDigit, lineFeed, roundEnd, squareEnd } from "./lexical.ts";
import { deepest, type Scanner } from "./scanner.ts";
import { quoted } from "./template.ts";

/** The expression at `pos`; undefined where none begins. What follows it is the caller's business. */
export function expression(s: Scanner): Node | undefined {
  s.space();
  if (s.depth >= deepest) {
    const start = s.pos;
    s.passDeep((c) => c === 44 || (c === lineFeed && s.lines));
    return s.pos > start ? s.opaque(start, s.pos) : undefined;
  }
  s.depth++;
  const node = conditional(s);
  s.depth--;
  return node;
}

function conditional(s: Scanner): Node | undefined {
  const condition = operation(s);
  if (!condition || s.abandoned) return condition;
  s.space();
  if (s.peek() !== 63) return condition;
  const { start } = condition.at;
  let end = ++s.pos;
  const yes = expression(s);
  if (yes && !s.abandoned) {
    end = yes.at.end;
    s.space();
    if (s.peek() === 58) {
      end = ++s.pos;
      const no = expression(s);
      if (no) return s.opaque(start, no.at.end, { branches: [yes, no] });
    }
  }
  s.fail();
  return s.opaque(start, end);
}

function operation(s: Scanner): Node | undefined {
  const first = operand(s);
  if (!first) return undefined;
  let end: number | undefined;
  while (!s.abandoned) {
    s.space();
    const width = operatorAt(s);
    if (width === 0) break;
    s.pos += width;
    end = s.pos;
    s.space();
    const next = operand(s);
    if (!next) {
      s.fail();
      break;
    }
    end = next.at.end;
  }
  return end === undefined ? first : s.opaque(first.at.start, end);
}

/** The length of the binary operator at `pos`. */
function operatorAt(s: Scanner): number {
  const next = s.peek(1);
  switch (s.peek()) {
    case 42: // *
    case 43: // +
    case 45: // -
    case 47: // /
    case 37: // %
      return 1;
    case 60: // <
    case 62: // >
      return next === 61 ? 2 : 1;
    case 61: // =
    case 33: // !
      return next === 61 ? 2 : 0;
    case 38: // &
      return next === 38 ? 2 : 0;
    case 124: // |
      return next === 124 ? 2 : 0;
    default:
      return 0;
  }
}

/** A term with the signs before it and the accesses after it. */
function operand(s: Scanner): Node | undefined {
  const start = s.pos;
  let signs = 0;
  while (s.peek() === 45 || s.peek() === 33) {
    signs++;
    s.pos++;
    s.space();
  }
  const node = access(s);
  if (signs === 0) return node;
  if (!node) {
    s.fail();
    return s.opaque(start, start + 1);
  }
  const { end } = node.at;
  const isNumber = node.kind === "scalar" && typeof node.value === "number";
  if (isNumber && signs === 1 && s.text[start] === "-") return { ...node, value: -Number(node.value), at: s.source.at(start, end) };
  return s.opaque(start, end);
}

/** A term and the attributes and items that are taken of it. */
function access(s: Scanner): Node | undefined {
  const node = term(s);
  if (!node) return undefined;
  let steps = node.kind === "opaque" && node.reference ? [...node.reference] : undefined;
  let end: number | undefined;
  while (!s.abandoned) {
    s.space();
    const c = s.peek();
    if (c === 46 && s.peek(1) !== 46) {
      s.pos++;
      const step = s.identifier() ?? digits(s);
      if (step !== undefined) steps?.push(step);
      else {
        steps = undefined;
        if (s.peek() === 42) s.pos++;
        else s.fail();
      }
      end = s.pos;
      if (step === undefined && s.text[end - 1] !== "*") break;
    } else if (c === 91) {
      const index = indexed(s);
      if (index === undefined) steps = undefined;
      else steps?.push(index);
      end = s.pos;
    } else break;
  }
  if (end === undefined) return node;
  return s.opaque(node.at.start, Math.max(end, node.at.end), steps ? { reference: steps } : {});
}

const digits = (s: Scanner): string | undefined => {
  const start = s.pos;
  while (isDigit(s.peek())) s.pos++;
  return s.pos > start ? s.text.slice(start, s.pos) : undefined;
};

/** What a literal index says; undefined for a splat and what is computed. */
function indexed(s: Scanner): string | undefined {
  const opener = s.pos++;
  return s.between(squareEnd, false, () => {
    s.space();
    const splat = s.peek() === 42;
    if (splat) s.pos++;
    const { items } = sequence(s, squareEnd, opener, expression, true);
    const [only] = items;
    if (items.length !== (splat ? 0 : 1)) s.fail();
    else if (only?.kind === "scalar") return String(only.value);
    return undefined;
  });
}

function term(s: Scanner): Node | undefined {
  const c = s.peek();
  if (c === 34) return quoted(s, expression);
  if (isDigit(c)) return number(s);
  if (c === 60 && s.peek(1) === 60) return heredoc(s, expression);
  if (c === 40) return parenthesized(s);
  if (c === 91) return tuple(s, expression);
  if (c === 123) return object(s, expression);
  return named(s);
}

const numeral = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
function number(s: Scanner): Node {
  const start = s.pos;
  numeral.lastIndex = start;
  const written = numeral.exec(s.text)?.[0] ?? "0";
  s.pos = Math.min(start + written.length, s.end);
  return { kind: "scalar", at: s.source.at(start, s.pos), writer: s.writer, value: Number(written) };
}

const keywords: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** A keyword, a reference or a call; a provider's function has a name of several parts: `provider::aws::arn_parse`. */
function named(s: Scanner): Node | undefined {
  const start = s.pos;
  if (s.identifier() === undefined) return undefined;
  while (s.peek() === 58 && s.peek(1) === 58) {
    const end = identifierEnd(s.text, s.pos + 2, s.end);
    if (end === s.pos + 2) break;
    s.pos = end;
  }
  const { pos, lineStart } = s;
  const name = s.text.slice(start, pos);
  s.space();
  if (s.peek() === 40) {
    const opener = s.pos++;
    const { items, end } = s.between(roundEnd, false, () => sequence(s, roundEnd, opener, expression));
    return s.opaque(start, end, { call: { name, arguments: items } });
  }
  s.pos = pos;
  s.lineStart = lineStart;
  const value = keywords.get(name);
  if (value !== undefined) return { kind: "scalar", at: s.source.at(start, pos), writer: s.writer, value };
  return s.opaque(start, pos, name.includes(":") ? {} : { reference: [name] });
}

/** Parentheses change nothing but the place: an edit of what they hold takes them along. */
function parenthesized(s: Scanner): Node {
  const start = s.pos++;
  const { items, end, closed } = s.between(roundEnd, false, () => sequence(s, roundEnd, start, expression, true));
  const [inner] = items;
  if (!inner || items.length > 1 || !closed) {
    s.fail();
    return s.opaque(start, end);
  }
  const node: Node = { ...inner, at: s.source.at(start, end) };
  const container = s.containers.get(inner);
  if (container) s.containers.set(node, container);
  return node;
}
