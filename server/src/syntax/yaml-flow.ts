import type { RawList, RawMap } from "./yaml-raw.ts";

/** Start, end and new text. */
export type Change = readonly [start: number, end: number, text: string];

interface Extents {
  readonly open: number;
  readonly close: number;
  readonly children: readonly (readonly [start: number, end: number])[];
}

/** Undefined where something else than one comma and spaces stands between the children: comments, or no brackets at all. */
function extentsOf(text: string, raw: RawMap | RawList): Extents | undefined {
  const open = raw.start + 1;
  const close = raw.end - 1;
  const brackets = raw.kind === "map" ? "{}" : "[]";
  if (close < open || text[open - 1] !== brackets[0] || text[close] !== brackets[1]) return undefined;
  const children = raw.kind === "map" ? raw.entries.map((e) => [e.key.outer, e.value.end] as const) : raw.items.map((n) => [n.outer, n.end] as const);
  let from = open;
  for (const [i, [start, end]] of children.entries()) {
    if (!(i === 0 ? /^\s*$/ : /^\s*,\s*$/).test(text.slice(from, start))) return undefined;
    from = end;
  }
  return /^,?$/.test(text.slice(from, close).trim()) ? { open, close, children } : undefined;
}

export function addToFlow(text: string, raw: RawMap | RawList, child: string): readonly Change[] {
  const extents = extentsOf(text, raw);
  if (!extents) return [];
  const { open, close, children } = extents;
  const last = children.at(-1);
  if (!last) return [[open, close, child]];
  const gap = gapOf(text, extents);
  const comma = text.indexOf(",", last[1]);
  return comma >= 0 && comma < close ? [[comma + 1, comma + 1, `${gap}${child},`]] : [[last[1], last[1], `,${gap}${child}`]];
}

export function insertIntoFlow(text: string, raw: RawList, index: number, child: string): readonly Change[] {
  const extents = extentsOf(text, raw);
  const [start] = extents?.children[index] ?? [];
  return extents && start !== undefined ? [[start, start, `${child},${gapOf(text, extents)}`]] : [];
}

export function removeFromFlow(text: string, raw: RawMap | RawList, index: number): readonly Change[] {
  const extents = extentsOf(text, raw);
  const it = extents?.children[index];
  if (!extents || !it) return [];
  const next = extents.children[index + 1];
  const previous = extents.children[index - 1];
  if (next) return [[it[0], next[0], ""]];
  return previous ? [[previous[1], it[1], ""]] : [[extents.open, extents.close, ""]];
}

/** The spaces between two children. */
function gapOf(text: string, { open, children }: Extents): string {
  const [first, second] = children;
  if (first && second) return text.slice(text.indexOf(",", first[1]) + 1, second[0]);
  const pad = text.slice(open, first?.[0] ?? open);
  return /[\r\n]/.test(pad) ? pad : " ";
}
