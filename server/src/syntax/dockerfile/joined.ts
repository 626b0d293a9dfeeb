/** A run of text and where in the source it stands. The source run is longer where an escape was cooked. */
export interface Run {
  readonly text: string;
  readonly offset: number;
  /** Length in the source; that of the text where left out. */
  readonly length?: number;
}

interface Piece {
  readonly index: number;
  readonly width: number;
  readonly offset: number;
  readonly length: number;
}

/** Text put together from runs of a source: joined continuation lines, a cooked string. Every character knows its offset. */
export class Joined {
  readonly text: string;
  readonly #pieces: readonly Piece[];
  readonly #base: number;

  private constructor(text: string, pieces: readonly Piece[], base: number) {
    this.text = text;
    this.#pieces = pieces;
    this.#base = base;
  }

  static of(runs: readonly Run[]): Joined {
    const pieces: Piece[] = [];
    let index = 0;
    for (const { text, offset, length = text.length } of runs) {
      pieces.push({ index, width: text.length, offset, length });
      index += text.length;
    }
    return new Joined(runs.map((r) => r.text).join(""), pieces, 0);
  }

  /** Shares the pieces: costs no more than the text's own slice. */
  slice(from: number, to = this.text.length): Joined {
    return new Joined(this.text.slice(from, to), this.#pieces, this.#base + from);
  }

  /** The runs that it is made of. */
  runs(): readonly Run[] {
    const runs: Run[] = [];
    for (let i = 0; i < this.text.length; ) {
      const piece = this.#piece(this.#base + i);
      if (!piece) break;
      const width = Math.min(piece.index + piece.width - this.#base, this.text.length) - i;
      if (width <= 0) break;
      const text = this.text.slice(i, i + width);
      runs.push(piece.width === piece.length ? { text, offset: this.start(i) } : { text, offset: piece.offset, length: piece.length });
      i += width;
    }
    return runs;
  }

  /** Without white space around it. */
  trim(): Joined {
    const { text } = this;
    let from = 0;
    let to = text.length;
    while (from < to && isSpace(text.charCodeAt(from))) from++;
    while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
    return this.slice(from, to);
  }

  /** Source offset of the character at `index`; of the end where `index` is the length. */
  start(index: number): number {
    const piece = this.#piece(this.#base + index);
    if (!piece) return 0;
    const into = this.#base + index - piece.index;
    return piece.offset + (into >= piece.width ? piece.length : piece.width === piece.length ? into : 0);
  }

  /** Source offset behind the character before `index`. */
  end(index: number): number {
    if (index <= 0) return this.start(0);
    const piece = this.#piece(this.#base + index - 1);
    if (!piece) return 0;
    return piece.offset + (piece.width === piece.length ? this.#base + index - piece.index : piece.length);
  }

  /** The source range of the characters from `from` to `to`. */
  range(from = 0, to = this.text.length): readonly [start: number, end: number] {
    const start = this.start(from);
    return [start, to > from ? this.end(to) : start];
  }

  #piece(index: number): Piece | undefined {
    let low = 0;
    for (let high = this.#pieces.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.index ?? 0) <= index) low = middle;
      else high = middle;
    }
    return this.#pieces[low];
  }
}

/** White space as Go's unicode.IsSpace has it: BuildKit trims and splits by it. */
export const isSpace = (c: number): boolean =>
  c === 32 ||
  (c >= 9 && c <= 13) ||
  (c >= 0x85 &&
    (c === 0x85 ||
      c === 0xa0 ||
      c === 0x1680 ||
      (c >= 0x2000 && c <= 0x200a) ||
      c === 0x2028 ||
      c === 0x2029 ||
      c === 0x202f ||
      c === 0x205f ||
      c === 0x3000));

/** What ends a keyword and separates plain words: tab, vertical tab, form feed, carriage return, space. */
export const isBlank = (c: number): boolean => c === 32 || c === 9 || (c >= 11 && c <= 13);
