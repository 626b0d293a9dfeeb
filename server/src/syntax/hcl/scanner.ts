import type { Source } from "../../text/source.ts";
import type { Node, OpaqueNode, Writer } from "../tree.ts";
import { curlyEnd, identifierEnd, lineFeed, roundEnd, squareEnd } from "./lexical.ts";
import { itemAt, marksIn } from "./lookahead.ts";

/** Nesting of blocks and expressions beyond this is passed over. */
export const deepest = 256;

/** Where the content of a map or list stands that was read to its end. */
export interface Container {
  readonly form: "body" | "object" | "tuple";
  /** After the opening bracket, and at the closing one; a root has none. */
  readonly open: number;
  readonly close: number;
}

/** How far a text is read, and what was met on the way. Reading only ever goes on, save for one line that begins an item. */
export class Scanner {
  readonly source: Source;
  readonly text: string;
  readonly writer: Writer;
  readonly containers: WeakMap<Node, Container>;
  /** Does indentation say where things end that are never closed? */
  readonly byIndent: boolean;
  readonly comments: (readonly [start: number, end: number])[] = [];
  pos = 0;
  /** Nothing is read from here on. */
  end: number;
  /** Does a line break end an expression? Not so between brackets. */
  lines = true;
  depth = 0;
  broken = false;
  /** How often something was met that does not belong. */
  failures = 0;
  /** Something that opens never closes. */
  unclosed = false;
  /** A brace closes what was never opened. */
  stray = false;
  /** The brackets around `pos` will never close: what stands here is the next attribute of the object or body around them, or block of the body. */
  abandoned: "attribute" | "block" | undefined;
  lineStart = 0;
  /** Brackets that are open around `pos`, by the one that closes them. */
  readonly open: Record<number, number> = { [roundEnd]: 0, [squareEnd]: 0, [curlyEnd]: 0 };
  #abandonedAt = -1;
  /** Where the last thing ended that began on a line before its end. */
  #passed = 0;
  #indented = -1;
  #indent = 0;
  #marks: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(source: Source, writer: Writer, containers: WeakMap<Node, Container>, byIndent: boolean) {
    this.source = source;
    this.text = source.text;
    this.end = source.text.length;
    this.writer = writer;
    this.containers = containers;
    this.byIndent = byIndent;
    if (this.text.charCodeAt(0) === 0xfeff) this.pos = 1;
  }

  /** The character at `pos`, or -1 at the end. */
  peek(ahead = 0): number {
    const at = this.pos + ahead;
    return at < this.end ? this.text.charCodeAt(at) : -1;
  }

  /** Passes spaces and comments, and line breaks where they mean nothing. */
  space(): void {
    for (;;) {
      const c = this.peek();
      if (c === 32 || c === 9 || c === 13) this.pos++;
      else if (c === lineFeed) {
        if (this.lines) return;
        this.lineStart = ++this.pos;
      } else if (c === 35 || (c === 47 && this.peek(1) === 47)) this.#comment(this.pos);
      else if (c === 47 && this.peek(1) === 42) this.#inlineComment(this.pos);
      else return;
    }
  }

  /** Passes spaces, comments and line breaks. */
  blank(): void {
    const { lines } = this;
    this.lines = false;
    this.space();
    this.lines = lines;
  }

  #comment(start: number): void {
    let i = start;
    while (i < this.end && this.text.charCodeAt(i) !== lineFeed) i++;
    this.pos = i;
    this.#found(start, this.text.charCodeAt(i - 1) === 13 ? i - 1 : i);
  }

  #inlineComment(start: number): void {
    let i = start + 2;
    while (i < this.end && !(this.text.charCodeAt(i) === 42 && this.text.charCodeAt(i + 1) === 47)) i++;
    if (i >= this.end) this.broken = true;
    this.pos = Math.min(i + 2, this.end);
    this.#found(start, this.pos);
  }

  /** A line that is read again has its comments already. */
  #found(start: number, end: number): void {
    if (start >= (this.comments.at(-1)?.[1] ?? 0)) this.comments.push([start, end]);
  }

  /** Passes what is nested too deep: all up to the bracket that ends it, or to where `stops` says. */
  passDeep(stops: (c: number) => boolean): void {
    this.fail();
    let open = 0;
    for (; this.pos < this.end; this.pos++) {
      const c = this.text.charCodeAt(this.pos);
      if (c === 40 || c === 91 || c === 123) open++;
      else if (c === roundEnd || c === squareEnd || c === curlyEnd) {
        if (open-- === 0) return;
      } else if (open === 0 && stops(c)) return;
      else if (c === lineFeed) this.lineStart = this.pos + 1;
    }
  }

  /** The identifier at `pos`, passed; undefined where none begins. */
  identifier(): string | undefined {
    const start = this.pos;
    const end = identifierEnd(this.text, start, this.end);
    if (end === start) return undefined;
    this.pos = end;
    return this.text.slice(start, end);
  }

  /** Columns before the first text of the current line. */
  get indent(): number {
    if (this.#indented !== this.lineStart) {
      let i = this.lineStart;
      while (this.text.charCodeAt(i) === 32 || this.text.charCodeAt(i) === 9) i++;
      this.#indented = this.lineStart;
      this.#indent = i - this.lineStart;
    }
    return this.#indent;
  }

  get beginsLine(): boolean {
    return this.pos === this.lineStart + this.indent;
  }

  /** Is this a bracket that closes something around what is being read? */
  closesOuter(c: number): boolean {
    return (this.open[c] ?? 0) > 0;
  }

  /**
   * Does the current line, begun after `opener`, begin an attribute or a block? Then the brackets around it were never closed, and it is
   * read again, once.
   */
  abandon(opener: number, objectKeys = false): boolean {
    const isNew = this.lineStart > opener && this.lineStart > this.#abandonedAt && this.lineStart >= this.#passed;
    const item = isNew ? itemAt(this.text, this.lineStart, this.end) : undefined;
    if (item === undefined || (objectKeys && item !== "labelled")) return false;
    this.#abandonedAt = this.lineStart;
    this.pos = this.lineStart;
    this.fail();
    this.abandoned = item === "attribute" ? "attribute" : "block";
    return true;
  }

  /** What is at `pos` is not what comes next. */
  fail(unclosed = false): void {
    this.broken = true;
    this.failures++;
    if (unclosed) this.unclosed = true;
  }

  /** A heredoc ends at `pos`, on the line that begins at `lineStart`. */
  passLines(lineStart: number, pos: number): void {
    this.lineStart = lineStart;
    this.pos = this.#passed = pos;
  }

  /** Reads what stands between brackets, `pos` being after the opening one. */
  between<T>(close: number, lines: boolean, read: () => T): T {
    const outer = this.lines;
    const { lineStart } = this;
    this.lines = lines;
    this.open[close] = (this.open[close] ?? 0) + 1;
    const result = read();
    this.open[close] = (this.open[close] ?? 1) - 1;
    this.lines = outer;
    if (this.lineStart !== lineStart) this.#passed = this.pos;
    return result;
  }

  opaque(start: number, end: number, more: Partial<OpaqueNode> = {}): OpaqueNode {
    return { kind: "opaque", at: this.source.at(start, end), writer: this.writer, text: this.text.slice(start, end), ...more };
  }

  /** Where the line begins that ends the heredoc of this mark, begun before `from`. */
  heredocEnd(mark: string, from: number): number | undefined {
    this.#marks ??= marksIn(this.text);
    const starts = this.#marks.get(mark) ?? [];
    let low = 0;
    for (let high = starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    const found = starts[low];
    return found !== undefined && found < this.end ? found : undefined;
  }
}
