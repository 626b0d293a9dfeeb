import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import { readEvents } from "./yaml-events.ts";
import { isBlank, lineEnd, type Quoting, type Raw, type RawDocuments, type RawList, type RawMap } from "./yaml-raw.ts";

/** Recovery costs up to 0.5 ms per KB: beyond this the text is only said to be broken. */
const longest = 100_000;
const deepest = 100;

/** What can be read of a text that the fast way refuses: half-typed keys, unclosed brackets, odd indentation. */
export function recover(text: string): RawDocuments | undefined {
  if (text.length > longest || isDeep(text)) return undefined;
  let documents: readonly Document.Parsed[];
  try {
    const parsed = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false, merge: false });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch {
    // A stack that overflows in the parser: nothing is read.
    return undefined;
  }
  const scalars: (readonly [number, number])[] = [];
  const roots: Raw[] = [];
  for (const { contents } of documents) if (contents) roots.push(rawOf(contents, text, scalars, 0, undefined));
  return { roots, scalars: scalars.sort((a, b) => a[0] - b[0]), broken: documents.some((d) => d.errors.length > 0) };
}

/** Do brackets alone, or the marks of lists and maps on one line, nest deeper than what is read? */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "[" || c === "{") depth++;
    else if ((c === "]" || c === "}") && depth > 0) depth--;
    if (depth > deepest) return true;
  }
  return text.split(/[^-?: \t]/).some((piece) => (piece.match(/[-?:][ \t]/g)?.length ?? 0) >= 100);
}

const quotings: Readonly<Record<string, Quoting>> = { QUOTE_DOUBLE: "double", QUOTE_SINGLE: "single", BLOCK_FOLDED: "block", BLOCK_LITERAL: "block" };

function rawOf(node: unknown, text: string, scalars: (readonly [number, number])[], depth: number, near: number | undefined): Raw {
  const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
  const start = Math.min(range?.[0] ?? near ?? 0, text.length);
  let end = Math.min(Math.max(range?.[1] ?? start, start), text.length);
  while (end > start && isBlank(text[end - 1])) end--;
  const tag = (isMap(node) || isSeq(node) || isScalar(node)) && node.tag ? { text: node.tag, start, end: start } : undefined;
  const anchor = (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor ? node.anchor : undefined;
  const base = {
    start,
    end,
    outer: start,
    tag: tag?.text.startsWith("tag:yaml.org,2002:") ? { ...tag, text: `!!${tag.text.slice(18)}` } : tag,
    anchor,
    after: undefined,
  };
  const empty = { ...base, kind: "scalar", quoting: "plain", text: "", openEnded: true } as const;
  if (depth > deepest) return { ...empty, tag: { text: "!deep", start, end: start } };
  if (isAlias(node)) return { ...base, kind: "alias", name: node.source };
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const k = rawOf(key, text, scalars, depth + 1, start);
      return { key: k, value: rawOf(value, text, scalars, depth + 1, k.end) };
    });
    return enclosing(
      { ...base, kind: "map", flow: true, entries },
      entries.flatMap((e) => [e.key, e.value]),
    );
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => rawOf(item, text, scalars, depth + 1, start));
    return enclosing({ ...base, kind: "list", flow: true, bullets: [], items }, items);
  }
  if (!isScalar(node)) return empty;
  if (end > start) scalars.push([start, end]);
  const cooked = node.source ?? (node.value === null || node.value === undefined ? "" : String(node.value));
  return { ...base, kind: "scalar", quoting: quotings[node.type ?? ""] ?? "plain", text: cooked, openEnded: true };
}

/** Ranges of what is broken need not be those of its children. */
function enclosing<R extends RawMap | RawList>(raw: R, children: readonly Raw[]): R {
  for (const { start, end } of children) {
    raw.start = Math.min(raw.start, start);
    raw.end = Math.max(raw.end, end);
  }
  return raw;
}

/**
 * The text read without the line that the fast way stumbled over, or the one before: mostly it is the one that is being typed, and all
 * else stays as it was.
 */
export function readWithoutLine(text: string, at: number): RawDocuments | undefined {
  let end = lineEnd(text, at);
  for (let tries = 0; tries < 2 && end > 0; tries++) {
    let start = end;
    while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
    try {
      return { ...readEvents(text.slice(0, start) + " ".repeat(end - start) + text.slice(end)), broken: true };
    } catch {
      end = start - 1;
      while (end > 0 && isBlank(text[end - 1])) end--;
    }
  }
  return undefined;
}
