import type { Escape } from "./directives.ts";
import { Joined, type Run } from "./joined.ts";

/** `--name=value` before the arguments. */
export interface FlagText {
  readonly name: string;
  /** Quotes and escapes off; undefined for a flag without `=`. */
  readonly value: Joined | undefined;
  /** The flag as it stands in the line: indexes, quotes included. */
  readonly from: number;
  readonly to: number;
  /** Where its value begins as it is written. */
  readonly valueFrom: number;
}

/** The flags at the head of an instruction's arguments, and the index at which they end. `--` alone ends them too. */
export function splitFlags(line: Joined, token: Escape): { readonly flags: readonly FlagText[]; readonly rest: number } {
  const { text } = line;
  const flags: FlagText[] = [];
  let i = 0;
  for (;;) {
    while (i < text.length && isAsciiSpace(text.charCodeAt(i))) i++;
    if (!text.startsWith("--", i)) return { flags, rest: i };
    const { runs, to } = word(line, i, token);
    const cooked = runs.map((r) => r.text).join("");
    if (cooked !== "--") flags.push(flag(runs, cooked, line, i, to));
    i = to;
    if (cooked === "--") return { flags, rest: i };
  }
}

/** One word, quotes and escapes off, one run a character: flags are short. */
function word(line: Joined, from: number, token: Escape): { readonly runs: readonly Run[]; readonly to: number } {
  const { text } = line;
  const runs: Run[] = [];
  let quote = "";
  let i = from;
  for (; i < text.length && (quote !== "" || !isAsciiSpace(text.charCodeAt(i))); i++) {
    const c = text[i] ?? "";
    if (c === quote) quote = "";
    else if (quote === "" && (c === '"' || c === "'")) quote = c;
    else if (c !== token) runs.push({ text: c, offset: line.start(i) });
    else if (++i < text.length) runs.push({ text: text[i] ?? "", offset: line.start(i) });
  }
  return { runs, to: Math.min(i, text.length) };
}

function flag(runs: readonly Run[], cooked: string, line: Joined, from: number, to: number): FlagText {
  const equals = cooked.indexOf("=");
  if (equals < 0) return { name: cooked.slice(2), value: undefined, from, to, valueFrom: to };
  return {
    name: cooked.slice(2, equals),
    value: Joined.of(runs.slice(equals + 1)),
    from,
    to,
    valueFrom: Math.min(line.text.indexOf("=", from) + 1, to),
  };
}

/** BuildKit reads flags byte by byte: white space beyond ASCII is none to it here. */
const isAsciiSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
