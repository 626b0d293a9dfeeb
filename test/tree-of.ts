import { expect } from "vitest";
import type { Entry, Node, Parsed, Plain } from "../server/src/syntax/tree.ts";
import { applyEdits, type Edit, type Source } from "../server/src/text/source.ts";

/** A tree as plain data that keeps the order of entries, keys written twice and what is opaque. */
export type Shown =
  | string
  | number
  | boolean
  | null
  | readonly Shown[]
  | { readonly map: readonly (readonly [string, Shown])[] }
  | { readonly hole: string };

export const shown = (node: Node): Shown => {
  if (node.kind === "map") return { map: node.entries.map((e) => [e.key, shown(e.value)] as const) };
  if (node.kind === "list") return node.items.map(shown);
  return node.kind === "opaque" ? { hole: node.text ?? "" } : node.value;
};

/** What `shown` gives for a document that says just this. */
export const shownPlain = (value: Plain): Shown => {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((v: Plain) => shownPlain(v));
  return { map: Object.entries(value).map(([k, v]) => [k, shownPlain(v)] as const) };
};

/** `shown` with one node read otherwise. */
export const shownWith = (node: Node, target: Node, other: Shown): Shown => {
  if (node === target) return other;
  if (node.kind === "map") return { map: node.entries.map((e) => [e.key, shownWith(e.value, target, other)] as const) };
  return node.kind === "list" ? node.items.map((n) => shownWith(n, target, other)) : shown(node);
};

export function nodesIn(roots: readonly Node[]): readonly Node[] {
  const found: Node[] = [...roots];
  for (let i = 0; i < found.length; i++) {
    const node = found[i];
    if (node?.kind === "map") found.push(...node.entries.map((e) => e.value));
    else if (node?.kind === "list") found.push(...node.items);
  }
  return found;
}

/** Every place is inside of the text and of its parent. */
export function expectPlaced({ roots, comments }: Parsed, source: Source): void {
  for (const { start, end } of [...roots.map((r) => r.at), ...comments]) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(source.text.length);
  }
  for (const node of nodesIn(roots)) {
    const inner: readonly { start: number; end: number }[] =
      node.kind === "list" ? node.items.map((n) => n.at) : node.kind === "map" ? node.entries.flatMap((e) => [e.keyAt, e.value.at]) : [];
    for (const { start, end } of inner) {
      expect(start).toBeGreaterThanOrEqual(node.at.start);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(node.at.end);
    }
  }
}

/** What one operation must do: the edits, and how the document reads afterwards. */
export interface Operation {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly roots: readonly Shown[];
}

/** One operation of each kind that fits the node; `pick` chooses the child. */
export function operationsOn(roots: readonly Node[], node: Node, value: Plain, pick: number): readonly Operation[] {
  const { writer } = node;
  const becomes = (other: Shown): readonly Shown[] => roots.map((r) => shownWith(r, node, other));
  const out: Operation[] = [{ name: "replace", edits: writer.replace(node, value), roots: becomes(shownPlain(value)) }];
  if (node.kind === "map") {
    const entries = node.entries.map((e) => [e.key, shown(e.value)] as const);
    out.push({ name: "set", edits: writer.set(node, "newKey", value), roots: becomes({ map: [...entries, ["newKey", shownPlain(value)]] }) });
    const child: Entry | undefined = node.entries[pick % Math.max(1, entries.length)];
    if (child) {
      const rest = entries.filter((_, i) => node.entries[i] !== child);
      out.push({ name: "remove", edits: writer.remove(node, child), roots: becomes({ map: rest }) });
    }
  }
  if (node.kind === "list") {
    const items = node.items.map(shown);
    const index = pick % (items.length + 1);
    out.push({ name: "append", edits: writer.append(node, value), roots: becomes([...items, shownPlain(value)]) });
    out.push({ name: "insert", edits: writer.insert(node, index, value), roots: becomes(items.toSpliced(index, 0, shownPlain(value))) });
    const child = node.items[pick % Math.max(1, items.length)];
    if (child) out.push({ name: "remove", edits: writer.remove(node, child), roots: becomes(items.filter((_, i) => node.items[i] !== child)) });
  }
  return out;
}

export function expectDone(source: Source, { name, edits, roots }: Operation, parse: (source: Source) => Parsed): void {
  const after = applyEdits(source, edits);
  const parsed = parse(after);
  const context = `${name}\n${source.text}\n--->\n${after.text}`;
  expect(parsed.broken, context).toBe(false);
  expect(parsed.roots.map(shown), context).toEqual(roots);
}

/** Places are in the text and in each other, and no writer operation throws on any node. */
export function expectSound(parsed: Parsed, source: Source): void {
  expectPlaced(parsed, source);
  for (const node of nodesIn(parsed.roots)) tryAll(node);
}

function tryAll(node: Node): void {
  node.writer.replace(node, { a: [1] });
  if (node.kind === "map") for (const e of node.entries) node.writer.remove(node, e);
  if (node.kind === "map") node.writer.set(node, "x", 1);
  if (node.kind === "list") for (const item of node.items) node.writer.remove(node, item);
  if (node.kind === "list") node.writer.insert(node, 0, 1);
}
