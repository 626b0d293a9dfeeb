import { Joined, type Run } from "./joined.ts";

/** One string of `["a", "b"]`. */
export interface ExecString {
  readonly value: string;
  /** The value with the places of its characters. */
  readonly joined: Joined;
  /** Indexes of the string in the line, quotes included. */
  readonly from: number;
  readonly to: number;
}

/**
 * The strings of an exec form: undefined where the text is not, as a whole, a JSON array of strings; BuildKit then takes it for
 * the shell form.
 */
export function execForm(line: Joined): readonly ExecString[] | undefined {
  const { text } = line;
  const strings: ExecString[] = [];
  if (text[0] !== "[") return undefined;
  let i = gap(text, 1);
  if (text[i] === "]") return gap(text, i + 1) === text.length ? strings : undefined;
  for (;;) {
    const string = read(line, i);
    if (!string) return undefined;
    strings.push(string);
    i = gap(text, string.to);
    if (text[i] === "]") return gap(text, i + 1) === text.length ? strings : undefined;
    if (text[i] !== ",") return undefined;
    i = gap(text, i + 1);
  }
}

/** JSON knows four characters of white space. */
function gap(text: string, from: number): number {
  let i = from;
  while (text[i] === " " || text[i] === "\t" || text[i] === "\n" || text[i] === "\r") i++;
  return i;
}

function read(line: Joined, from: number): ExecString | undefined {
  const { text } = line;
  if (text[from] !== '"') return undefined;
  const runs: Run[] = [];
  let plain = from + 1;
  for (let i = plain; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32) return undefined;
    if (c !== 34 && c !== 92) continue;
    // Verbatim text may be broken by a continuation line: the places of its characters come from the line.
    for (const run of line.slice(plain, i).runs()) runs.push(run);
    if (c === 34) {
      const joined = Joined.of(runs);
      return { value: joined.text, joined, from, to: i + 1 };
    }
    const length = escapeLength(text, i);
    if (length === 0) return undefined;
    const [start, end] = line.range(i, i + length);
    runs.push({ text: cook(text.slice(i, i + length)), offset: start, length: end - start });
    i += length - 1;
    plain = i + 1;
  }
  return undefined;
}

const simple: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function escapeLength(text: string, i: number): number {
  const c = text[i + 1] ?? "";
  if (c === "u") return /^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6)) ? 6 : 0;
  return Object.hasOwn(simple, c) ? 2 : 0;
}

const cook = (written: string): string =>
  written[1] === "u" ? String.fromCharCode(Number.parseInt(written.slice(2), 16)) : (simple[written[1] ?? ""] ?? "");
