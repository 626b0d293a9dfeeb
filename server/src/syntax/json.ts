import { type Node as JsonNode, type ParseError, parseTree } from "jsonc-parser";
import type { Place, Source } from "../text/source.ts";
import { commentEnd, type Masked, maskPlaceholders } from "./json-placeholders.ts";
import { jsonWriter } from "./json-writer.ts";
import { template } from "./placeholder.ts";
import type { Entry, Node, Parsed } from "./tree.ts";

const deepest = 512;

/**
 * JSON, alone or embedded as it is in another text at `offset`. Comments, trailing commas and placeholders are read:
 * they do not make it `broken`. Nesting beyond 512 is not read at all.
 */
export function parseJson(source: Source, text = source.text, offset = 0): Parsed {
  const bare = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  let read = attempt(bare);
  let masked: Masked | undefined;
  if (!read || read.errors > 0) {
    masked = maskPlaceholders(bare);
    if (masked) read = attempt(masked.text);
  }
  if (!read) return { roots: [], broken: true, comments: [] };
  const comments = read.comments.map(([start, end]) => source.at(offset + start, offset + end));
  const root = read.root && nodesOf(read.root, bare, masked, (start, end) => source.at(offset + start, offset + end));
  return { roots: root ? [root] : [], broken: read.errors > 0, comments };
}

interface Attempt {
  readonly root: JsonNode | undefined;
  readonly errors: number;
  readonly comments: Shape["comments"];
}

function attempt(text: string): Attempt | undefined {
  const shape = shapeOf(text);
  if (shape.depth > deepest) return undefined;
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true });
    return { root, errors: errors.length, comments: shape.comments };
  } catch {
    // Its recursion is the parser's own business; whatever it cannot take is not read.
    return undefined;
  }
}

interface Shape {
  readonly depth: number;
  readonly comments: readonly (readonly [start: number, end: number])[];
}

/** Depth of nesting and places of comments, in one linear scan. A closing bracket that closes nothing is passed over. */
function shapeOf(text: string): Shape {
  const comments: (readonly [number, number])[] = [];
  const open: number[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) {
      for (i++; i < text.length; i++) {
        const s = text.charCodeAt(i);
        if (s === 92) i++;
        else if (s === 34 || s === 10 || s === 13) break;
      }
    } else if (c === 123 || c === 91) {
      open.push(c + 2);
      if (open.length > depth) depth = open.length;
    } else if (c === 125 || c === 93) {
      if (open.at(-1) === c) open.pop();
    } else if (c === 47 && (text.charCodeAt(i + 1) === 47 || text.charCodeAt(i + 1) === 42)) {
      const end = commentEnd(text, i);
      comments.push([i, end]);
      i = end - 1;
    }
  }
  return { depth, comments };
}

function nodesOf(root: JsonNode, text: string, masked: Masked | undefined, at: (start: number, end: number) => Place): Node {
  const writer = jsonWriter(() => built);

  /** The parser leaves the length of what never ends at -1, and counts an unclosed comment one too far. */
  const endOf = (n: JsonNode): number =>
    n.length >= 0 ? Math.min(n.offset + n.length, text.length) : Math.max(n.offset + 1, ...(n.children ?? []).slice(-1).map(endOf));

  const cooked = (n: JsonNode): string =>
    masked?.values.has(n.offset)
      ? text.slice(n.offset, n.offset + n.length)
      : masked?.quoted.has(n.offset)
        ? unescaped(text.slice(n.offset + 1, n.offset + n.length - 1))
        : String(n.value);

  const scalar = (n: JsonNode): Node => {
    const base = { at: at(n.offset, endOf(n)), writer };
    if (masked?.values.has(n.offset)) {
      const written = text.slice(n.offset, n.offset + n.length);
      const parts = template(written)?.parts ?? [undefined];
      return { ...base, kind: "opaque", text: written, ...(parts.length > 1 ? { parts } : {}) };
    }
    if (n.type !== "string") return { ...base, kind: "scalar", value: n.value };
    const value = cooked(n);
    const filled = template(value);
    if (filled === undefined) return { ...base, kind: "scalar", value };
    if (filled.holes === 0) return { ...base, kind: "scalar", value: filled.parts.join("") };
    return { ...base, kind: "opaque", parts: filled.parts, text: value };
  };

  const build = (n: JsonNode): Node => {
    if (n.type !== "object" && n.type !== "array") return scalar(n);
    const base = { at: at(n.offset, endOf(n)), writer };
    const children = n.children ?? [];
    const open = masked?.open.has(n.offset) ?? false;
    if (n.type === "array") return { ...base, kind: "list", items: children.map(build), ...(open ? { open } : {}) };
    const entries: Entry[] = [];
    let computed = false;
    for (const { children: [key, value] = [] } of children) {
      if (!key || !value) continue;
      const name = cooked(key);
      if (isComputed(name)) computed = true;
      entries.push({ key: name, keyAt: at(key.offset, endOf(key)), value: build(value) });
    }
    return { ...base, kind: "map", entries, ...(open || computed ? { open: true } : {}) };
  };
  const built = build(root);
  return built;
}

/** Is a key a placeholder, or does it hold one? Keys such as `$schema` are names. */
const isComputed = (key: string): boolean => /[$%#{]\{|<%|^<.*>$/.test(key) && (template(key)?.holes ?? 0) > 0;

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
/** Reads escapes leniently: the parser saw a stand-in for this text. */
const unescaped = (raw: string): string =>
  raw.replace(/\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/g, (_, hex: string | undefined, c: string | undefined) =>
    hex === undefined ? (escapes[c ?? ""] ?? c ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
  );
