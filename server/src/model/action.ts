import { remembered } from "../knowledge/remembered.ts";

/**
 * Patterns as IAM writes them in actions and ARNs: `*` stands for any run of characters, the empty one and colons
 * included, `?` for any one character.
 */

/** Does `wide` allow everything that `narrow` allows? Exact; actions and service prefixes know no case. */
export const includesAction = (wide: string, narrow: string): boolean =>
  // Nothing is made of the many that cannot be equal.
  (wide.length === narrow.length || wide.includes("*") || wide.includes("?")) && includesPattern(wide.toLowerCase(), narrow.toLowerCase());

/**
 * Does every text that fits `narrow` fit `wide`? Exact over an unbounded alphabet, in |wide| × |narrow| steps.
 *
 * Why no search is needed: the worst text that `narrow` stands for has a character that `wide` does not name for each `?`,
 * and for each `*` either none of those characters or very many of them. Very many tear apart every piece of `wide` that
 * would reach across; none is worse only for the `?` that end a piece, for they have fewer characters to take. So each
 * piece is looked for inside one piece of `narrow`, as early as can be, and its last `?` are a debt that later characters pay.
 */
export function includesPattern(wide: string, narrow: string): boolean {
  // Most pairs are told apart by how they begin: what `wide` names there, `narrow` must name, too.
  const named = beforeWild(wide, narrow);
  if (named === undefined) return false;
  if (named === wide.length) return wide.length === narrow.length;
  if (named === wide.length - 1 && wide[named] === "*") return true;
  const pieces = piecesOf(wide);
  const known = piecesOf(narrow);
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return known.length === 1 && first.length === narrow.length && fitsAt(first, narrow, 0);

  // What follows the last `*` must be the end; the rest is looked for in what is left.
  const last = pieces.at(-1) ?? "";
  const end = known.at(-1) ?? "";
  if (last.length > end.length || !fitsAt(last, end, end.length - last.length)) return false;
  const left = end.slice(0, end.length - last.length);

  // What precedes the first `*` must be the start.
  const core = coreOf(first);
  const start = known.length === 1 ? left : (known[0] ?? "");
  if (core.length > start.length || !fitsAt(core, start, 0)) return false;
  const cursor = new Cursor([...known.slice(0, -1), left], core.length);
  return cursor.skip(first.length - core.length) && pieces.slice(1, -1).every((piece) => cursor.find(piece));
}

/** How many characters `wide` names before its first wildcard; undefined where `narrow` begins otherwise. */
function beforeWild(wide: string, narrow: string): number | undefined {
  for (let i = 0; i < wide.length; i++) {
    const char = wide.charCodeAt(i);
    if (char === 42 || char === 63) return i;
    if (char !== narrow.charCodeAt(i)) return undefined;
  }
  return wide.length;
}

/** Where in the pieces of a text the next piece may begin. */
class Cursor {
  readonly #text: readonly string[];
  #piece = 0;
  #offset: number;

  constructor(text: readonly string[], offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  /** Go on by `count` characters, taking none for each `*`. Are there so many? */
  skip(count: number): boolean {
    let owed = count;
    while (owed > 0) {
      const left = this.#left;
      if (owed <= left) {
        this.#offset += owed;
        return true;
      }
      owed -= left;
      if (!this.#next()) return false;
    }
    return true;
  }

  /** Go behind the first place where `piece` fits. Is there one? */
  find(piece: string): boolean {
    const core = coreOf(piece);
    do {
      const text = this.#text[this.#piece] ?? "";
      for (let at = this.#offset; at + core.length <= text.length; at++) {
        if (!fitsAt(core, text, at)) continue;
        this.#offset = at + core.length;
        return this.skip(piece.length - core.length);
      }
    } while (this.#next());
    return false;
  }

  get #left(): number {
    return (this.#text[this.#piece] ?? "").length - this.#offset;
  }
  #next(): boolean {
    if (this.#piece + 1 >= this.#text.length) return false;
    this.#piece++;
    this.#offset = 0;
    return true;
  }
}

/** What stands between the `*`. A `?` beside a `*` may stand on either side of it: here it always stands before. */
const piecesOf: (pattern: string) => readonly string[] = remembered((pattern) => {
  const pieces: string[] = [];
  // "a*?b" splits into "a", "*?" and "b".
  for (const part of pattern.split(/(\*[*?]*)/)) {
    if (part.startsWith("*")) pieces.push((pieces.pop() ?? "") + part.replaceAll("*", ""));
    else pieces.push(part);
  }
  return pieces;
});

/** A piece without its last `?`. */
function coreOf(piece: string): string {
  let end = piece.length;
  while (piece[end - 1] === "?") end--;
  return piece.slice(0, end);
}

function fitsAt(piece: string, text: string, at: number): boolean {
  for (let i = 0; i < piece.length; i++) if (piece[i] !== "?" && piece[i] !== text[at + i]) return false;
  return true;
}
