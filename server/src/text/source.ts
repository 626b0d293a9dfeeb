/** One version of one text. Immutable: an edit makes a new Source. */
export class Source {
  readonly uri: string;
  readonly text: string;
  readonly version: number;
  /** What the editor takes the text for ("dockerfile", "json", …), where one says so. */
  readonly language: string | undefined;
  #lines: readonly number[] | undefined;

  constructor(uri: string, text: string, version = 0, language?: string) {
    this.uri = uri;
    this.text = text;
    this.version = version;
    this.language = language;
  }

  /** Offsets at which lines begin. A line ends with LF, CRLF or a lone CR. */
  get lines(): readonly number[] {
    this.#lines ??= lineStarts(this.text);
    return this.#lines;
  }

  /** The zero-based line that holds `offset`. */
  lineOf(offset: number): number {
    const { lines } = this;
    let low = 0;
    for (let high = lines.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((lines[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  at(start: number, end: number = start): Place {
    return { source: this, start, end };
  }

  /** The indentation of the line that holds `offset`. */
  indent(offset: number): string {
    const start = this.lines[this.lineOf(offset)] ?? 0;
    let end = start;
    while (this.text[end] === " " || this.text[end] === "\t") end++;
    return this.text.slice(start, end);
  }

  /** The line ending that the text uses; LF where it has none. */
  get eol(): "\r\n" | "\n" {
    const first = this.text.indexOf("\n");
    return first > 0 && this.text[first - 1] === "\r" ? "\r\n" : "\n";
  }
}

/** A file that is not there: an edit of it makes the file. */
export const absent = (uri: string): Source => new Source(uri, "", -1);
export const isAbsent = ({ version }: Source): boolean => version < 0;

/** Two UTF-16 offsets in one Source, `end` exclusive: the only position below the lsp and report layers. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export const textOf = ({ source, start, end }: Place): string => source.text.slice(start, end);

/** Replace the text at a place. The place knows its version, so a stale edit can be refused. */
export interface Edit {
  readonly at: Place;
  readonly text: string;
}

/** Do two of these edits of one text change the same part of it? */
export const isOverlapping = (edits: readonly Edit[]): boolean => inOrder(edits).some(({ at }, i, all) => at.start < (all[i - 1]?.at.end ?? 0));

/** The text with all edits made. Throws RangeError on overlapping edits and on edits of another version: both are bugs. */
export function applyEdits(source: Source, edits: readonly Edit[]): Source {
  let out = "";
  let done = 0;
  for (const { at, text } of inOrder(edits)) {
    if (at.source !== source || at.start < done) throw new RangeError(`edit at ${at.start} is stale or overlaps another`);
    out += source.text.slice(done, at.start) + text;
    done = at.end;
  }
  return new Source(source.uri, out + source.text.slice(done), source.version + 1, source.language);
}

/** By place; edits at the same place keep the order in which they were given. */
const inOrder = (edits: readonly Edit[]): readonly Edit[] => edits.toSorted((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
