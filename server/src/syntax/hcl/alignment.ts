import type { Edit, Source } from "../../text/source.ts";
import { type Child, hasLineBreak, type Layout } from "./layout.ts";
import type { HclStyle } from "./style.ts";

/** Attributes of one line each on consecutive lines: those whose signs `terraform fmt` aligns. */
export interface Chain {
  readonly children: readonly Child[];
  /** Columns from the start of a name to the sign, where that is the same for all; undefined where they are not aligned. */
  readonly column: number | undefined;
  /** The length of the longest name. */
  readonly longest: number;
}

/** The chain that the child at `index` is in; it is empty if that child is written over several lines. */
export function chainAt(source: Source, { children }: Layout, index: number): Chain {
  const { text } = source;
  const onOneLine = (c: Child): boolean => c.sign !== undefined && c.beginsLine && !hasLineBreak(text, c.start, c.end);
  const beginsHeredoc = (c: Child): boolean => c.sign !== undefined && text.startsWith("<<", skipSpace(text, c.sign + 1));
  const follows = (a: Child, b: Child): boolean => source.lineOf(b.start) === source.lineOf(a.tail) + 1;
  const chain: Child[] = [];
  const first = children[index];
  if (first && onOneLine(first)) {
    chain.push(first);
    for (let i = index - 1, top = first; i >= 0; i--) {
      const above = children[i];
      if (!above || !onOneLine(above) || !follows(above, top)) break;
      chain.push(above);
      top = above;
    }
    chain.reverse();
    for (let i = index + 1, low = first; i < children.length; i++) {
      const below = children[i];
      if (!below || !follows(low, below) || !(onOneLine(below) || beginsHeredoc(below))) break;
      chain.push(below);
      if (!onOneLine(below)) break;
      low = below;
    }
  }
  const names = chain.map((c) => text.slice(c.start, c.sign).trimEnd().length);
  const columns = chain.map((c) => (c.sign ?? c.start) - c.start);
  const [column] = columns;
  const level = columns.every((c) => c === column) && chain.every((c) => !text.slice(c.start, c.sign).includes("\t"));
  return { children: chain, column: level ? column : undefined, longest: Math.max(0, ...names) };
}

const skipSpace = (text: string, from: number): number => {
  let i = from;
  while (text[i] === " " || text[i] === "\t") i++;
  return i;
};

/** The new child's name, padded so that its sign stands below the others', and the edits that move those where its name is longer. */
export function aligning(
  source: Source,
  { children, column, longest }: Chain,
  [key, sign, value]: readonly [key: string, sign: string, value: string],
  style: HclStyle,
): { readonly key: string; readonly edits: readonly Edit[] } {
  const gap = sign.search(/[=:]/);
  if (column === undefined || !sign.includes("=") || value.includes("\n") || gap < 1) return { key, edits: [] };
  if (children.length === 1 ? !style.aligned : longest + gap > column) return { key, edits: [] };
  const missing = key.length + gap - column;
  if (missing <= 0) return { key: key.padEnd(column - gap), edits: [] };
  return { key, edits: children.flatMap((c) => (c.sign === undefined ? [] : [{ at: source.at(c.sign), text: " ".repeat(missing) }])) };
}
