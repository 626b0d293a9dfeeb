import { DirectiveBlock, type Escape } from "./directives.ts";
import { execForm } from "./exec-form.ts";
import { type FlagText, splitFlags } from "./flags.ts";
import { type HeredocMark, heredocMarks } from "./heredoc.ts";
import { isBlank, isSpace, Joined, type Run } from "./joined.ts";

/** Lines of a Dockerfile that belong together. The pieces of a text, in order and joined, are the text. */
export interface Piece {
  readonly kind: "directive" | "comment" | "blank" | "instruction";
  readonly start: number;
  /** Behind the line end. */
  readonly end: number;
}

interface LexedHeredoc extends HeredocMark {
  /** The body's lines, the terminator not included. */
  readonly start: number;
  readonly end: number;
}

/** One instruction as BuildKit's parser cuts it out, its keyword known or not. Offsets are those of the text. */
export interface LexedInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordAt: readonly [start: number, end: number];
  /** From the keyword to the last character, heredocs included, the line end not. */
  readonly at: readonly [start: number, end: number];
  /** All its lines, line end included. */
  readonly lines: Piece;
  /** What stands behind the keyword, flags included. */
  readonly line: Joined;
  readonly flags: readonly FlagText[];
  /** What stands behind the flags. */
  readonly rest: Joined;
  readonly heredocs: readonly LexedHeredoc[];
  /** Would a line put behind it become part of it? A continuation or a heredoc that the text does not end. */
  readonly open: boolean;
}

export interface Lexed {
  readonly text: string;
  readonly escape: Escape;
  readonly pieces: readonly Piece[];
  readonly instructions: readonly LexedInstruction[];
  /** Comment lines, from the mark to the line's end, those inside instructions included; directives are none. */
  readonly comments: readonly (readonly [start: number, end: number])[];
  /** Does a heredoc swallow the rest of the text? */
  readonly unterminated: boolean;
}

interface Line {
  readonly start: number;
  /** Where its content ends. */
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
  /** Where its first character stands that is no white space; `end` where there is none. */
  readonly first: number;
}

/** Cut a Dockerfile into instructions exactly as BuildKit's parser does, in one pass. Never throws. */
export function lexDockerfile(text: string): Lexed {
  const pieces: Piece[] = [];
  const instructions: LexedInstruction[] = [];
  const comments: (readonly [number, number])[] = [];
  const directives = new DirectiveBlock();
  const lines = new LastLines(text);
  let unterminated = false;
  let position = 0;
  while (position < text.length) {
    const start = position;
    const line = lineAt(text, position);
    position = line.next;
    const directive = directives.take(text.slice(line.first, line.end));
    if (directive || line.first === line.end || text[line.first] === "#") {
      if (!directive && line.first < line.end) comments.push([line.first, line.end]);
      pieces.push({ kind: directive ? "directive" : line.first === line.end ? "blank" : "comment", start, end: position });
      continue;
    }
    const logical = joinLines(text, line, directives.escape, comments);
    const whole = logical.joined.trim();
    const head = whole.text === "" ? undefined : splitHead(whole, directives.escape);
    const bodies = head
      ? readHeredocs(text, logical.next, heredocsOf(head, directives.escape), lines)
      : { heredocs: [], end: undefined, next: logical.next, open: false };
    position = bodies.next;
    unterminated ||= bodies.open;
    const piece: Piece = { kind: head ? "instruction" : "blank", start, end: position };
    pieces.push(piece);
    if (!head) continue;
    const open = logical.open || bodies.open;
    const end = bodies.end ?? (logical.open ? contentEnd(text, start, position) : whole.end(whole.text.length));
    instructions.push({ ...head, at: [whole.start(0), end], lines: piece, heredocs: bodies.heredocs, open });
  }
  return { text, escape: directives.escape, pieces, instructions, comments, unterminated };
}

/** Only a line feed ends a line; carriage returns before it belong to the line end. */
function lineAt(text: string, start: number): Line {
  const feed = text.indexOf("\n", start);
  const next = feed < 0 ? text.length : feed + 1;
  let end = feed < 0 ? next : feed;
  while (end > start && text.charCodeAt(end - 1) === 13) end--;
  let first = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
  while (first < end && isSpace(text.charCodeAt(first))) first++;
  return { start, end, next, first: Math.min(first, end) };
}

/** Follow continuation lines; comments and empty lines between them vanish. */
function joinLines(
  text: string,
  first: Line,
  token: Escape,
  comments: (readonly [number, number])[],
): { joined: Joined; next: number; open: boolean } {
  const runs: Run[] = [];
  const take = (from: number, to: number): boolean => {
    const cut = continuation(text, from, to, token);
    runs.push({ text: text.slice(from, cut ?? to), offset: from });
    return cut !== undefined;
  };
  let open = take(first.first, first.end);
  let next = first.next;
  while (open && next < text.length) {
    const line = lineAt(text, next);
    next = line.next;
    if (line.first === line.end) continue;
    if (text[line.first] === "#") comments.push([line.first, line.end]);
    else open = take(line.start, line.end);
  }
  return { joined: Joined.of(runs), next, open };
}

/** Where the escape character stands that continues the line, if it does: last but for blanks, and not escaped itself. */
function continuation(text: string, from: number, to: number, token: Escape): number | undefined {
  let i = to - 1;
  while (i >= from && (text[i] === " " || text[i] === "\t")) i--;
  return i >= from && text[i] === token && (i === from || text[i - 1] !== token) ? i : undefined;
}

type Head = Pick<LexedInstruction, "keyword" | "keywordAt" | "line" | "flags" | "rest">;

function splitHead(whole: Joined, token: Escape): Head {
  let end = 0;
  while (end < whole.text.length && !isBlank(whole.text.charCodeAt(end))) end++;
  let from = end;
  while (from < whole.text.length && isBlank(whole.text.charCodeAt(from))) from++;
  const line = whole.slice(from);
  const { flags, rest } = splitFlags(line, token);
  return { keyword: whole.text.slice(0, end).toUpperCase(), keywordAt: whole.range(0, end), line, flags, rest: line.slice(rest).trim() };
}

interface Bodies {
  readonly heredocs: readonly LexedHeredoc[];
  /** Where the last terminator ends. */
  readonly end: number | undefined;
  readonly next: number;
  readonly open: boolean;
}

function readHeredocs(text: string, from: number, marks: readonly HeredocMark[], lines: LastLines): Bodies {
  const heredocs: LexedHeredoc[] = [];
  let next = from;
  let end: number | undefined;
  for (const mark of marks) {
    if (mark.spaced && !lines.has(mark.name, next)) continue;
    const start = next;
    for (;;) {
      if (next >= text.length) {
        heredocs.push({ ...mark, start, end: text.length });
        return { heredocs, end: text.length, next: text.length, open: true };
      }
      const line = lineAt(text, next);
      next = line.next;
      if (isTerminator(text, line, mark)) {
        heredocs.push({ ...mark, start, end: line.start });
        end = line.end;
        break;
      }
    }
  }
  return { heredocs, end, next, open: false };
}

function isTerminator(text: string, { start, end }: Line, { name, chomp }: HeredocMark): boolean {
  let i = start;
  if (chomp) while (i < end && text.charCodeAt(i) === 9) i++;
  return end - i === name.length && text.startsWith(name, i);
}

const heredocKeywords: ReadonlySet<string> = new Set(["ADD", "COPY", "RUN"]);

/** The marks of ADD, COPY and RUN, also as ONBUILD triggers; none in exec form. */
function heredocsOf(head: Head, token: Escape): readonly HeredocMark[] {
  const inner = head.keyword === "ONBUILD" && head.rest.text !== "" ? splitHead(head.rest, token) : head;
  return heredocKeywords.has(inner.keyword) && execForm(inner.rest) === undefined ? heredocMarks(head.line) : [];
}

/** Where each line stands last: built once, and only where it is asked for. */
class LastLines {
  readonly #text: string;
  #last: Map<string, number> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Does a line of this content begin at `from` or behind? */
  has(content: string, from: number): boolean {
    this.#last ??= this.#build();
    return (this.#last.get(content) ?? -1) >= from;
  }

  #build(): Map<string, number> {
    const last = new Map<string, number>();
    for (let at = 0; at < this.#text.length; ) {
      const { start, end, next } = lineAt(this.#text, at);
      last.set(this.#text.slice(start, end), start);
      at = next;
    }
    return last;
  }
}

function contentEnd(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && isSpace(text.charCodeAt(i - 1))) i--;
  return i;
}
