import { known, type Parts, unknown } from "../dockerfile/expand.ts";
import type { Joined } from "../dockerfile/joined.ts";
import type { ChainLink, ShellCommand, ShellWord } from "./command.ts";
import { isPosixShell } from "./shells.ts";
import { cook, cookBackticks, readWord, skipArithmetic, type WordHost } from "./word.ts";

export interface ShellSettings {
  /** What a variable comes to where that is known. */
  readonly variable: (name: string) => Parts;
  /** The bodies of heredocs that stand outside the text, BuildKit's own, by the source offset of their mark. */
  readonly heredocs?: ReadonlyMap<number, Joined>;
}

const maxDepth = 24;

/**
 * The simple commands of a shell script, in the order of the text: those in lists, pipelines, compound commands, functions and substitutions,
 * and in the scripts of `sh -c` and of heredocs that a shell reads. Linear in the text, never throws.
 */
export function readShell(text: Joined, settings: ShellSettings): readonly ShellCommand[] {
  const found: ShellCommand[] = [];
  new ListReader(text, settings, found, { depth: 0, quoted: false }).read(false);
  return found.toSorted((a, b) => startOf(a) - startOf(b));
}

const startOf = ({ words: [first] }: ShellCommand): number => first?.written.start(0) ?? 0;

/** The commands of the exec form: one, and the script that it may hand to a shell. `strings` are its words. */
export function readExec(strings: readonly ShellWord[], scripts: readonly Joined[], settings: ShellSettings): readonly ShellCommand[] {
  const found: ShellCommand[] = [];
  if (strings.length > 0) found.push({ words: strings, assignments: [], input: undefined, output: undefined, quoted: false, chain: undefined });
  const index = scriptIndex(strings);
  const script = index === undefined ? undefined : scripts[index];
  if (script) new ListReader(script, settings, found, { depth: 1, quoted: true }).read(false);
  return found;
}

const isShell = (word: ShellWord | undefined): boolean => {
  const name = word && known(word.parts);
  return name !== undefined && isPosixShell(name);
};

/** Which word is the script of `sh -c`. */
function scriptIndex(words: readonly ShellWord[]): number | undefined {
  if (!isShell(words[0])) return undefined;
  let isScript = false;
  for (let i = 1; i < words.length; i++) {
    const word = known(words[i]?.parts ?? unknown);
    if (word === undefined || !/^[-+]/.test(word)) return isScript ? i : undefined;
    if (/^-[a-zA-Z]*c/.test(word)) isScript = true;
    if (/^[-+][a-zA-Z]*[oO]$/.test(word)) i++;
  }
  return undefined;
}

/** A shell without a script reads its input as one. */
const readsInput = (words: readonly ShellWord[]): boolean =>
  words.length === 0 || (isShell(words[0]) && words.slice(1).every((w) => /^[-+]/.test(known(w.parts) ?? "")) && scriptIndex(words) === undefined);

/** After these a command follows. */
const openers: ReadonlySet<string> = new Set(["if", "then", "elif", "else", "while", "until", "do", "!", "{", "time"]);
const closers: ReadonlySet<string> = new Set(["fi", "done", "}"]);

/** How deep in substitutions and scripts a list stands, and whether quotes hold one of these. */
interface Level {
  readonly depth: number;
  readonly quoted: boolean;
}

interface Draft {
  readonly words: ShellWord[];
  readonly assignments: ShellWord[];
  output: ShellWord | undefined;
  readonly from: number;
  to: number;
  /** The body of the heredoc that is its input. */
  input: Joined | undefined;
}

/** Reads one list of commands; substitutions make readers of their own, which go on where this one stands. */
class ListReader implements WordHost {
  readonly #joined: Joined;
  readonly #text: string;
  readonly #settings: ShellSettings;
  readonly #found: ShellCommand[];
  readonly #depth: number;
  readonly #quoted: boolean;
  #at: number;
  #draft: Draft | undefined;
  /** What `for`, `case` and `function` wait for. */
  readonly #waits: ("for" | "function" | "subject" | "in" | "pattern" | "body")[] = [];
  #parentheses = 0;
  /** Heredocs whose bodies begin at the next line. */
  #pending: { readonly draft: Draft; readonly name: string; readonly chomp: boolean }[] = [];
  #plain: boolean;
  readonly #links: ChainLink[] = [];
  readonly #linked: { readonly command: Omit<ShellCommand, "chain">; readonly index: number }[] = [];
  /** The words of the command whose output the next one reads. */
  #piped: readonly ShellWord[] | undefined;

  constructor(joined: Joined, settings: ShellSettings, found: ShellCommand[], { depth, quoted }: Level, at = 0) {
    this.#joined = joined;
    this.#text = joined.text;
    this.#settings = settings;
    this.#found = found;
    this.#depth = depth;
    this.#quoted = quoted;
    this.#plain = depth === 0;
    this.#at = at;
  }

  /** To the end, or behind the closing parenthesis; the index there. */
  read(closes: boolean): number {
    const text = this.#text;
    while (this.#at < text.length) {
      const c = text[this.#at] ?? "";
      if (c === " " || c === "\t" || c === "\r") this.#at++;
      else if (c === "\\" && text[this.#at + 1] === "\n") this.#at += 2;
      else if (c === "#") this.#at = lineEnd(text, this.#at);
      else if (c === "\n") this.#newline();
      else if (c === ";" || c === "|" || (c === "&" && text[this.#at + 1] !== ">")) this.#operator(c);
      else if (c === "(") this.#open();
      else if (c === ")") {
        if (this.#close() && closes) return ++this.#at;
        this.#at++;
      } else if (!this.#redirect()) this.#word();
    }
    this.#finish("");
    if (this.#depth === 0) this.#publish();
    return this.#at;
  }

  variable(name: string, quoted: boolean): Parts {
    const parts = this.#settings.variable(name);
    // Unquoted, the shell splits a value at spaces and looks for files that match it.
    return !quoted && parts.some((p) => p !== undefined && /[\s*?[]/.test(p)) ? unknown : parts;
  }

  commands(at: number): number {
    if (this.#depth >= maxDepth) return this.#text.length;
    return new ListReader(this.#joined, this.#settings, this.#found, this.#below(this.#quoted), at).read(true);
  }

  backticks(from: number, to: number): void {
    if (this.#depth >= maxDepth) return;
    new ListReader(cookBackticks(this.#joined.slice(from, to)), this.#settings, this.#found, this.#below(true)).read(false);
  }

  /** One level further in. */
  #below(quoted: boolean): Level {
    return { depth: this.#depth + 1, quoted };
  }

  #newline(): void {
    this.#finish("\n");
    this.#at++;
    const pending = this.#pending;
    this.#pending = [];
    for (const { draft, name, chomp } of pending) {
      const from = this.#at;
      let to = this.#text.length;
      while (this.#at < this.#text.length) {
        const start = this.#at;
        const end = lineEnd(this.#text, start);
        this.#at = end + 1;
        const line = this.#text.slice(start, end).replace(/\r$/, "");
        if ((chomp ? line.replace(/^\t+/, "") : line) === name) {
          to = start;
          break;
        }
      }
      this.#at = Math.min(this.#at, this.#text.length);
      if (readsInput(draft.words)) this.#script(this.#joined.slice(from, to), this.#quoted);
    }
  }

  #operator(c: string): void {
    const text = this.#text;
    let operator = c;
    while (operator.length < 3 && (text[this.#at + operator.length] === c || (c === ";" && text[this.#at + operator.length] === "&")))
      operator += text[this.#at + operator.length];
    if (c !== ";") operator = operator.slice(0, 2);
    this.#finish(operator);
    this.#at += operator.length;
    if (operator !== ";" && c === ";") this.#waits[this.#waits.length - 1] = "pattern";
  }

  #open(): void {
    this.#plain = false;
    const text = this.#text;
    if (this.#waits.at(-1) === "pattern") this.#at++;
    else if (!this.#draft && text[this.#at + 1] === "(") this.#at = skipArithmetic(text, this.#at + 2);
    else if (this.#draft?.words.length === 1 && /^\([ \t]*\)/.test(text.slice(this.#at, this.#at + 32))) {
      // A function's name: what follows is its body.
      this.#draft = undefined;
      this.#at = text.indexOf(")", this.#at) + 1;
    } else if (this.#draft && this.#draft.words.length === 0) this.#array();
    else {
      this.#finish("(");
      this.#parentheses++;
      this.#at++;
    }
  }

  /** `names=(a b)`: words, no commands. */
  #array(): void {
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ")") {
      const { to } = readWord(this.#text, this.#at, this);
      this.#at = Math.max(to, this.#at + 1);
    }
    this.#at++;
  }

  /** Is this parenthesis the end of the list itself? */
  #close(): boolean {
    this.#finish(")");
    if (this.#waits.at(-1) === "pattern") {
      this.#waits[this.#waits.length - 1] = "body";
      return false;
    }
    if (this.#parentheses === 0) return true;
    this.#parentheses--;
    return false;
  }

  /** A redirection and its target, if one stands here. */
  #redirect(): boolean {
    const match = /^(?:\d{0,4}(?:<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)|&>>?)/.exec(this.#text.slice(this.#at, this.#at + 8))?.[0];
    if (match === undefined || (/^\d*[<>]$/.test(match) && this.#text[this.#at + match.length] === "(")) return false;
    const draft = this.#begin();
    const mark = this.#joined.start(this.#at);
    this.#at += match.length;
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at++;
    const { parts, to } = readWord(this.#text, this.#at, this);
    const written = this.#text.slice(this.#at, to);
    if (/^1?>(?:>|\|)?$/.test(match)) draft.output = { written: this.#joined.slice(this.#at, to), parts };
    this.#at = to;
    draft.to = to;
    if (!/<<-?$/.test(match)) return true;
    // Its body stands elsewhere: no edit of the list alone could take it out.
    this.#plain = false;
    const outer = this.#settings.heredocs?.get(mark);
    if (outer) draft.input = outer;
    else this.#pending.push({ draft, name: known(parts) ?? written, chomp: match.endsWith("-") });
    return true;
  }

  #word(): void {
    const from = this.#at;
    const { parts, to } = readWord(this.#text, from, this);
    this.#at = Math.max(to, from + 1);
    if (to <= from) return;
    const written = this.#joined.slice(from, to);
    if (this.#keyword(written.text, to)) return;
    const draft = this.#begin(from);
    draft.to = to;
    const isAssignment = draft.words.length === 0 && /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(written.text);
    (isAssignment ? draft.assignments : draft.words).push({ written, parts });
  }

  /** Is the word part of the grammar where it stands? */
  #keyword(word: string, to: number): boolean {
    const wait = this.#waits.at(-1);
    if (wait === "for" || wait === "function") {
      if (wait === "function" || word === "do") this.#waits.pop();
      return true;
    }
    if (wait === "subject" || wait === "in") {
      this.#waits[this.#waits.length - 1] = wait === "subject" ? "in" : "pattern";
      return true;
    }
    if (wait === "pattern" || (wait === "body" && !this.#draft && word === "esac")) {
      if (word === "esac") this.#waits.pop();
      return true;
    }
    if (this.#draft) return false;
    const next =
      openers.has(word) || closers.has(word)
        ? undefined
        : word === "for" || word === "select"
          ? "for"
          : word === "case"
            ? "subject"
            : word === "function"
              ? word
              : "";
    if (word === "[[") {
      this.#at = testEnd(this.#text, to);
      this.#plain = false;
      return true;
    }
    if (next === "") return false;
    this.#plain = false;
    if (next) this.#waits.push(next);
    return true;
  }

  #begin(from = this.#at): Draft {
    this.#draft ??= { words: [], assignments: [], output: undefined, from, to: from, input: undefined };
    return this.#draft;
  }

  #finish(operator: string): void {
    const draft = this.#draft;
    this.#draft = undefined;
    if (this.#waits.at(-1) === "for" && operator !== "(") this.#waits.pop();
    if (operator !== "&&" && operator !== ";" && operator !== "") this.#plain = false;
    if (!draft) return;
    const { words, assignments, output } = draft;
    const command = { words, assignments, output, input: this.#piped, quoted: this.#quoted };
    this.#piped = operator === "|" ? words : undefined;
    if (this.#depth === 0) {
      if (words.length > 0) this.#linked.push({ command, index: this.#links.length });
      const [start, end] = this.#joined.range(draft.from, draft.to);
      this.#links.push({ start, end, operator });
    } else if (words.length > 0) this.#found.push({ ...command, chain: undefined });
    const index = scriptIndex(words);
    const word = index === undefined ? undefined : words[index];
    const script = word && cook(word.written);
    if (script) this.#script(script, true);
    if (draft.input && readsInput(words)) this.#script(draft.input, this.#quoted);
  }

  #script(script: Joined, quoted: boolean): void {
    const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(script.text.slice(0, 200));
    const name = interpreter?.[1]?.endsWith("/env") ? interpreter[2] : interpreter?.[1];
    if (name !== undefined && !isPosixShell(name)) return;
    if (this.#depth < maxDepth) new ListReader(script, { variable: this.#settings.variable }, this.#found, this.#below(quoted)).read(false);
  }

  #publish(): void {
    for (const { command, index } of this.#linked) this.#found.push({ ...command, chain: this.#plain ? { links: this.#links, index } : undefined });
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Behind the `]]` that ends a test. */
function testEnd(text: string, from: number): number {
  const end = text.indexOf("]]", from);
  return end < 0 ? text.length : end + 2;
}
