import type { Node } from "../tree.ts";
import type { Scanner } from "./scanner.ts";

type Piece = { text: string; readonly hole?: undefined; readonly fresh: boolean } | { readonly text: string; readonly hole: Node };

/** A template as it is read: literals and holes in order. What stands between a directive and its end is one hole. */
export class Pieces {
  readonly #pieces: Piece[] = [];
  #nesting = 0;
  #from = 0;
  #trims = false;

  /** `fresh` text begins its line in a heredoc. */
  literal(text: string, fresh = false): void {
    const put = this.#trims ? text.trimStart() : text;
    this.#trims = false;
    if (this.#nesting === 0) this.#pieces.push({ text: put, fresh });
  }

  hole(node: Node, text: string): void {
    this.#trims = false;
    if (this.#nesting === 0) this.#pieces.push({ text, hole: node });
  }

  directive(s: Scanner, start: number, end: number, word: string | undefined): void {
    this.#trims = false;
    if (word === "if" || word === "for") {
      if (this.#nesting++ === 0) this.#from = start;
    } else if (word === "endif" || word === "endfor") {
      if (this.#nesting === 0) s.fail();
      else if (--this.#nesting === 0) this.#region(s, end);
    } else if (word !== "else" || this.#nesting === 0) {
      s.fail();
      this.hole(s.opaque(start, end), s.text.slice(start, end));
    }
  }

  #region(s: Scanner, end: number): void {
    this.#pieces.push({ text: s.text.slice(this.#from, end), hole: s.opaque(this.#from, end) });
  }

  trimEnd(): void {
    const last = this.#pieces.at(-1);
    if (this.#nesting === 0 && last && !last.hole) last.text = last.text.trimEnd();
  }

  trimNext(): void {
    this.#trims = true;
  }

  /** Takes the indentation away that all lines share; lines of spaces alone do not count, and keep theirs. */
  flush(): void {
    let least = Number.POSITIVE_INFINITY;
    let newLine = true;
    const lines: { text: string }[] = [];
    for (const piece of this.#pieces) {
      if (piece.hole) {
        if (newLine) least = 0;
        newLine = false;
        continue;
      }
      const bare = piece.text.trimStart();
      if (piece.fresh && !(bare === "" && piece.text.endsWith("\n"))) {
        least = Math.min(least, piece.text.length - bare.length);
        lines.push(piece);
      }
      newLine = piece.text.endsWith("\n");
    }
    for (const piece of lines) piece.text = piece.text.slice(least);
  }

  finish(s: Scanner): { readonly parts: readonly (string | undefined)[]; readonly holes: readonly Node[]; readonly text: string } {
    if (this.#nesting > 0) {
      s.fail();
      this.#region(s, s.pos);
    }
    const parts: (string | undefined)[] = [];
    const holes: Node[] = [];
    let known: string[] = [];
    const flush = (): void => {
      const text = known.join("");
      if (text) parts.push(text);
      known = [];
    };
    for (const { text, hole } of this.#pieces) {
      if (!hole) known.push(text);
      else {
        flush();
        parts.push(undefined);
        holes.push(hole);
      }
    }
    flush();
    return { parts, holes, text: this.#pieces.map((p) => p.text).join("") };
  }
}
