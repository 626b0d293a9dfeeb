import type { Place } from "../text/source.ts";

/** The text that a quoted string stands for, and where each of its code units is written. */
export interface InnerText {
  readonly text: string;
  /** The offset of each code unit in the file, and that of the closing quote. */
  readonly offsets: readonly number[];
  /** How a text is written between these quotes. */
  readonly write: (text: string) => string;
}

/** JSON's escapes are YAML's, too. HCL has fewer, and expressions of its own in the text, which stay as they are written. */
export type Dialect = "yaml" | "hcl";

/** Undefined for what is not quoted, and for escapes that are none. `at` holds the quotes. */
export function innerText({ source, start, end }: Place, dialect: Dialect): InnerText | undefined {
  const { text } = source;
  const quote = text[start];
  if (end - start < 2 || text[end - 1] !== quote) return undefined;
  if (quote === "'" && dialect === "yaml") return read(text, start + 1, end - 1, singly, (inner) => inner.replaceAll("'", "''"));
  if (quote !== '"') return undefined;
  return dialect === "yaml"
    ? read(text, start + 1, end - 1, doubly, escaped)
    : read(text, start + 1, end - 1, ofHcl, (inner) => escaped(inner).replace(/[$%](?=\{)/g, (mark) => mark + mark));
}

const escaped = (inner: string): string => JSON.stringify(inner).slice(1, -1);

/** What is written at `i`, which may be several code units, and where the next begins; undefined for what cannot be. */
type Step = (text: string, i: number, end: number) => readonly [cooked: string, next: number] | undefined;

function read(text: string, start: number, end: number, step: Step, write: InnerText["write"]): InnerText | undefined {
  const pieces: string[] = [];
  const offsets: number[] = [];
  for (let i = start; i < end; ) {
    const [cooked, next] = step(text, i, end) ?? [];
    if (cooked === undefined || next === undefined || next > end) return undefined;
    pieces.push(cooked);
    // Of several units that are written as they are each has its own place.
    for (let k = 0; k < cooked.length; k++) offsets.push(next - i === cooked.length ? i + k : i);
    i = next;
  }
  offsets.push(end);
  return { text: pieces.join(""), offsets, write };
}

const singly: Step = (text, i, end) =>
  text[i] === "'" ? (text[i + 1] === "'" ? ["'", i + 2] : undefined) : (folded(text, i, end) ?? [text.charAt(i), i + 1]);

const doubly: Step = (text, i, end) => (text[i] === "\\" ? escapeAt(text, i) : (folded(text, i, end) ?? [text.charAt(i), i + 1]));

/** A break of lines in a string of YAML, with the spaces around it, is one space; each further one is a line feed. */
function folded(text: string, i: number, end: number): ReturnType<Step> {
  const c = text[i];
  if (c !== "\n" && c !== "\r") return undefined;
  let next = i;
  let breaks = 0;
  for (; next < end && " \t\r\n".includes(text[next] ?? ""); next++) if (text[next] === "\n") breaks++;
  return [breaks > 1 ? "\n".repeat(breaks - 1) : " ", next];
}

const units: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const names: Readonly<Record<string, string>> = {
  ...{ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", "\t": "\t", " ": " " },
  ...{ "0": "\0", a: "\x07", v: "\v", e: "\x1b", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029" },
};

function escapeAt(text: string, i: number): ReturnType<Step> {
  const c = text.charAt(i + 1);
  const named = names[c];
  if (named !== undefined) return [named, i + 2];
  if (c === "\n" || c === "\r") {
    const [rest = ""] = /^\\\r?\n[ \t]*/.exec(text.slice(i, i + 1000)) ?? [];
    return rest === "" ? undefined : ["", i + rest.length];
  }
  const digits = units[c];
  const hex = digits === undefined ? "" : text.slice(i + 2, i + 2 + digits);
  if (digits === undefined || hex.length < digits || !/^[0-9A-Fa-f]+$/.test(hex)) return undefined;
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff ? undefined : [String.fromCodePoint(code), i + 2 + digits];
}

const ofHcl: Step = (text, i, end) => {
  if (text[i] === "\\") return /["\\nrtuU]/.test(text[i + 1] ?? "") ? escapeAt(text, i) : undefined;
  const next = expressionEnd(text, i, end);
  return [text.slice(i, next), next];
};

/** After the `${…}` or `%{…}` at `i`, the strings in it counted; after one code unit where none begins there. */
function expressionEnd(text: string, i: number, end: number): number {
  if ((text[i] !== "$" && text[i] !== "%") || text[i + 1] !== "{") return i + 1;
  let depth = 0;
  let quoted = false;
  for (let k = i + 1; k < end; k++) {
    const c = text[k];
    if (c === "\\") k++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === "{") depth++;
    else if (!quoted && c === "}" && --depth === 0) return k + 1;
  }
  return end;
}
