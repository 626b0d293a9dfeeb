import { type Parts, PartsBuilder } from "../dockerfile/expand.ts";
import { Joined, type Run } from "../dockerfile/joined.ts";
import { nameEnd } from "../dockerfile/skip.ts";

/** What reading a word asks of the list that it stands in. */
export interface WordHost {
  /** The value of a variable where it is known; quotes keep its spaces together. */
  variable(name: string, quoted: boolean): Parts;
  /** Read commands from `at` on up to the closing parenthesis; the index behind it. */
  commands(at: number): number;
  /** Read the commands of a backtick substitution. */
  backticks(from: number, to: number): void;
}

const ends: ReadonlySet<string> = new Set([" ", "\t", "\n", "\r", ";", "&", "|", "(", ")", "<", ">"]);

/** Read the word at `from`: what it comes to, and the index behind it. Commands substituted in it go to the host. */
export function readWord(text: string, from: number, host: WordHost): { readonly parts: Parts; readonly to: number } {
  const out = new PartsBuilder();
  let i = from;
  while (i < text.length) {
    const c = text[i] ?? "";
    if ((c === "<" || c === ">") && text[i + 1] === "(") {
      i = host.commands(i + 2);
      out.add(undefined);
    } else if (ends.has(c)) break;
    else if (c === "'") {
      const end = closing(text, i + 1, "'");
      out.add(text.slice(i + 1, end));
      i = end + 1;
    } else if (c === '"') i = readDouble(text, i + 1, out, host);
    else if (c === "\\") {
      if (text[i + 1] !== "\n") out.add(text[i + 1] ?? "");
      i += 2;
    } else if (c === "$" || c === "`") i = readExpansion(text, i, false, out, host);
    else {
      out.add(c);
      i++;
    }
  }
  return { parts: out.parts, to: Math.min(i, text.length) };
}

/** What stands in double quotes, from behind the opening one; the index behind the closing one. */
function readDouble(text: string, from: number, out: PartsBuilder, host: WordHost): number {
  let i = from;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (c === '"') return i + 1;
    if (c === "$" || c === "`") i = readExpansion(text, i, true, out, host);
    else if (c === "\\" && escapable.has(text[i + 1] ?? "")) {
      if (text[i + 1] !== "\n") out.add(text[i + 1]);
      i += 2;
    } else {
      out.add(c);
      i++;
    }
  }
  return i;
}

const escapable: ReadonlySet<string> = new Set(['"', "$", "`", "\\", "\n"]);

/** `$name`, `${…}`, `$(…)`, `$((…))`, `$'…'` or backticks; the index behind. */
function readExpansion(text: string, at: number, quoted: boolean, out: PartsBuilder, host: WordHost): number {
  if (text[at] === "`") {
    const end = closing(text, at + 1, "`");
    host.backticks(at + 1, end);
    out.add(undefined);
    return end + 1;
  }
  const next = text[at + 1] ?? "";
  if (next === "(") {
    out.add(undefined);
    return text[at + 2] === "(" ? skipArithmetic(text, at + 3) : host.commands(at + 2);
  }
  if (next === "{") return readBraces(text, at + 2, quoted, out, host);
  if (!quoted && next === '"') return at + 1;
  if (!quoted && next === "'") {
    out.add(undefined);
    return closing(text, at + 2, "'", true) + 1;
  }
  const end = nameEnd(text, at + 1);
  if (end === at + 1) out.add("$");
  else out.addAll(host.variable(text.slice(at + 1, end), quoted));
  return Math.max(end, at + 1);
}

/** `${name}` is a variable; with an operator only its end is looked for, and the commands in it. */
function readBraces(text: string, from: number, quoted: boolean, out: PartsBuilder, host: WordHost): number {
  const end = nameEnd(text, from);
  if (text[end] === "}" && end > from) {
    out.addAll(host.variable(text.slice(from, end), quoted));
    return end + 1;
  }
  out.add(undefined);
  const ignored = new PartsBuilder();
  let depth = 1;
  let i = end;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (c === "\\") i += 2;
    else if (c === "'" && !quoted) i = closing(text, i + 1, "'") + 1;
    else if (c === "$" && text[i + 1] === "{") {
      depth++;
      i += 2;
    } else if (c === "`" || (c === "$" && text[i + 1] === "(")) i = readExpansion(text, i, quoted, ignored, host);
    else {
      i++;
      if (c === "}" && --depth === 0) return i;
    }
  }
  return i;
}

/** Behind the `))` that ends an arithmetic expansion. */
export function skipArithmetic(text: string, from: number): number {
  let depth = 2;
  let i = from;
  while (i < text.length && depth > 0) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    i++;
  }
  return i;
}

/** The index of the closing mark; the text's length where there is none. Backslashes escape, but not in single quotes. */
function closing(text: string, from: number, mark: string, escapes = mark !== "'"): number {
  let i = from;
  while (i < text.length && text[i] !== mark) i += escapes && text[i] === "\\" ? 2 : 1;
  return Math.min(i, text.length);
}

/**
 * A word without its quotes, places kept: the script of `sh -c "…"`. Undefined where the outer shell would run commands in it.
 * Variables stay as they are written: they are as unknown inside as they are outside.
 */
export function cook(written: Joined): Joined | undefined {
  const { text } = written;
  const runs: Run[] = [];
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === quote) quote = "";
    else if (quote === "" && (c === "'" || c === '"')) quote = c;
    else if (quote !== "'" && (c === "`" || (c === "$" && text[i + 1] === "("))) return undefined;
    else if (c === "\\" && quote !== "'" && (quote === "" || escapable.has(text[i + 1] ?? ""))) {
      const [start, end] = written.range(i, Math.min(i + 2, text.length));
      runs.push({ text: text[++i] ?? "", offset: start, length: end - start });
    } else {
      const last = runs.at(-1);
      const offset = written.start(i);
      if (last && last.length === undefined && last.offset + last.text.length === offset)
        runs[runs.length - 1] = { text: last.text + c, offset: last.offset };
      else runs.push({ text: c, offset });
    }
  }
  return quote === "" ? Joined.of(runs) : undefined;
}

/** A text between backticks as the inner shell reads it: one level of backslashes off. */
export function cookBackticks(written: Joined): Joined {
  const { text } = written;
  const runs: Run[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "\\" || !/[\\`$]/.test(text[i + 1] ?? "")) continue;
    const [start, end] = written.range(i, i + 2);
    for (const run of written.slice(from, i).runs()) runs.push(run);
    runs.push({ text: text[i + 1] ?? "", offset: start, length: end - start });
    from = i + 2;
    i++;
  }
  return Joined.of([...runs, ...written.slice(from).runs()]);
}
