import type { Source } from "../../text/source.ts";
import { type Entry, type MapNode, type Node, opened, type Parsed } from "../tree.ts";
import { missing, passJunk } from "./collection.ts";
import { expression } from "./expression.ts";
import { curlyEnd, lineFeed } from "./lexical.ts";
import { type Container, deepest, Scanner } from "./scanner.ts";
import { hclWriter } from "./writer.ts";

/**
 * HCL's native syntax (`.tf`, `.tfvars`, `.hcl`): one root, the map of the body. An attribute is an entry, a block an entry with labels.
 * What is half typed costs its own line: the next attribute or block is read, and only the block of the file that holds it may lack
 * entries. Of braces that never close, indentation says where they would.
 * Time is linear; what is nested beyond 256 is passed over.
 */
export function parseHcl(source: Source): Parsed {
  const { root, scanner } = best(source);
  return { roots: [root], broken: scanner.broken || scanner.byIndent, comments: scanner.comments.map(([start, end]) => source.at(start, end)) };
}

/** Indentation is asked where braces do not tell, and believed unless it makes less sense of the rest. */
function best(source: Source): ReturnType<typeof read> {
  const first = read(source, false);
  if (!first.scanner.unclosed && !first.scanner.stray) return first;
  const second = read(source, true);
  return first.scanner.unclosed || second.scanner.failures <= first.scanner.failures ? second : first;
}

function read(source: Source, byIndent: boolean): { readonly root: MapNode; readonly scanner: Scanner } {
  const containers = new WeakMap<Node, Container>();
  const writer = hclWriter(() => root, containers);
  const scanner = new Scanner(source, writer, containers, byIndent);
  const open = scanner.pos;
  const root: MapNode = { kind: "map", at: source.at(0, source.text.length), writer, entries: body(scanner, -1) };
  containers.set(root, { form: "body", open, close: source.text.length });
  return { root, scanner };
}

/** Attributes and blocks up to the brace that ends them, which is not passed. `indent` is that of the block's first line, -1 for a file. */
function body(s: Scanner, indent: number): readonly Entry[] {
  const entries: Entry[] = [];
  const opener = s.pos;
  for (;;) {
    s.blank();
    s.abandoned = undefined;
    const c = s.peek();
    if (c < 0) return entries;
    if (s.byIndent && s.lineStart > opener && s.beginsLine && indent >= 0) {
      if (c === curlyEnd ? s.indent < indent : s.indent <= indent) return entries;
      if (c === curlyEnd && s.indent > indent) {
        s.fail();
        s.pos++;
        continue;
      }
    }
    if (c === curlyEnd) {
      if (indent >= 0) return entries;
      s.fail();
      s.stray = true;
      s.pos++;
      continue;
    }
    const { failures } = s;
    const entry = item(s);
    if (entry) entries.push(s.failures > failures && indent < 0 ? { ...entry, value: opened(entry.value) } : entry);
    if (s.abandoned) continue;
    s.space();
    const after = s.peek();
    if (after < 0 || after === lineFeed || (after === curlyEnd && indent >= 0)) continue;
    s.fail();
    const { pos } = s;
    passJunk(s, expression);
    if (s.pos === pos && s.peek() !== lineFeed) s.pos++;
  }
}

/** An attribute or block; undefined, and not all of it passed, where it is neither. */
function item(s: Scanner): Entry | undefined {
  const start = s.pos;
  const { indent } = s;
  const isQuoted = s.peek() === 34;
  const key = isQuoted ? label(s) : s.identifier();
  if (key === undefined) {
    s.fail();
    return undefined;
  }
  // A quoted key is the first version's way, which the second does not read.
  if (isQuoted) s.fail();
  const keyAt = s.source.at(start, s.pos);
  s.space();
  if (s.peek() === 61 && s.peek(1) !== 61) {
    const after = ++s.pos;
    const value = expression(s) ?? missing(s, after);
    return { key, keyAt, value };
  }
  const labels: string[] = [];
  for (;;) {
    s.space();
    if (s.peek() === 123) return block(s, { key, keyAt, labels, indent });
    const text = s.peek() === 34 ? label(s) : s.identifier();
    if (text === undefined) break;
    labels.push(text);
  }
  s.fail();
  return undefined;
}

/** A quoted label, which holds no template. */
function label(s: Scanner): string | undefined {
  const from = s.pos + 1;
  let i = from;
  for (; i < s.end; i++) {
    const c = s.text.charCodeAt(i);
    if (c === 34 || c === lineFeed) break;
    if (c === 92) i++;
  }
  if (i >= s.end || s.text.charCodeAt(i) !== 34) return undefined;
  s.pos = i + 1;
  return s.text.slice(from, i).replace(/\\(["\\])/g, "$1");
}

function block(s: Scanner, head: { key: string; keyAt: Entry["keyAt"]; labels: readonly string[]; indent: number }): Entry {
  const { key, keyAt, labels, indent } = head;
  const start = s.pos++;
  const entries = s.between(curlyEnd, true, () => {
    if (s.depth < deepest) {
      s.depth++;
      const read = body(s, indent);
      s.depth--;
      return read;
    }
    s.passDeep(() => false);
    return [];
  });
  const closed = s.peek() === curlyEnd && !endsEarly(s, start, indent);
  if (closed) s.pos++;
  else {
    s.fail(true);
    s.abandoned = "block";
  }
  const last = entries.reduce((end, entry) => Math.max(end, entry.value.at.end), start + 1);
  const value: MapNode = { kind: "map", at: s.source.at(start, closed ? s.pos : last), writer: s.writer, entries };
  if (closed) s.containers.set(value, { form: "body", open: start + 1, close: s.pos - 1 });
  return { key, keyAt, labels, value };
}

/** Is the brace at `pos` that of a block around this one? */
const endsEarly = (s: Scanner, start: number, indent: number): boolean => s.byIndent && s.lineStart > start && s.beginsLine && s.indent < indent;
