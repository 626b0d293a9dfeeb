import { isSpace, type Joined } from "./joined.ts";
import { shellWords } from "./words.ts";

/** What `<<-"EOF"` says, before its body is looked for. */
export interface HeredocMark {
  readonly fileDescriptor: number;
  readonly name: string;
  /** Quoted names stop expansion in the body. */
  readonly quoted: boolean;
  /** `<<-`: tabs at the start of lines do not count. */
  readonly chomp: boolean;
  /** `<< EOF`: a heredoc to newer BuildKits only; to older ones, and in `$((1 << 2))`, it is none. */
  readonly spaced: boolean;
  /** Where the word stands in the instruction's line. */
  readonly from: number;
  readonly to: number;
}

/** The heredocs that an instruction's line opens, in order. None where its quotes do not match, as in BuildKit. */
export function heredocMarks(line: Joined): readonly HeredocMark[] {
  if (!line.text.includes("<<")) return [];
  return shellWords(line.text).flatMap(([from, to]) => {
    const mark = parse(line.text.slice(from, to));
    return mark ? [{ ...mark, from, to }] : [];
  });
}

function parse(word: string): Omit<HeredocMark, "from" | "to"> | undefined {
  let i = 0;
  while (isDigit(word.charCodeAt(i))) i++;
  if (word.slice(i, i + 2) !== "<<") return undefined;
  const digits = word.slice(0, i);
  i += 2;
  const chomp = word[i] === "-";
  const written = word.slice(chomp ? i + 1 : i);
  const rest = written.trimStart();
  if (rest === "" || rest.includes("<")) return undefined;
  const name = unquote(rest);
  if (name === "" || [...name].some((c) => isSpace(c.charCodeAt(0)))) return undefined;
  return { fileDescriptor: Number(digits) || 0, name, quoted: /['"]/.test(rest), chomp, spaced: rest !== written };
}

/** Quotes and backslashes off: names always use the backslash, whatever the escape directive says. */
function unquote(word: string): string {
  let out = "";
  let quote = "";
  for (let i = 0; i < word.length; i++) {
    const c = word[i] ?? "";
    if (quote === "" && (c === '"' || c === "'")) quote = c;
    else if (c === quote) quote = "";
    else if (c === "\\" && quote !== "'" && (quote === "" || /["$\\]/.test(word[i + 1] ?? ""))) out += word[++i] ?? "";
    else out += c;
  }
  return out;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
