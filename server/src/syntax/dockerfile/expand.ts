import type { Escape } from "./directives.ts";
import { nameEnd } from "./skip.ts";

/** The known pieces of a text in order, `undefined` for each hole. A known text is one piece or none. */
export type Parts = readonly (string | undefined)[];

/** What a name stands for. `declared`: by ARG without a default, so that a word's own default (`${X:-d}`) holds. */
export type Variable = Parts | "declared" | "undeclared";
export type Lookup = (name: string) => Variable;

/** A text of which nothing is known. */
export const unknown: Parts = [undefined];
const maxDepth = 32;
/** Longer than this, a text that variables made is as good as unknown: texts that double each line stay harmless. */
const maxLength = 65_536;

/** A word as BuildKit reads it: quotes and escapes off, variables replaced. `undefined` where it would call it a syntax error. */
export function expand(text: string, token: Escape, lookup: Lookup): Parts | undefined {
  const reader = new WordReader(text, token, lookup);
  const parts = reader.read(undefined, 0);
  return reader.failed ? undefined : parts;
}

/** The text that parts make where all are known. */
export const known = (parts: Parts): string | undefined => (parts.includes(undefined) ? undefined : parts.join(""));

/** Neighbouring known pieces and neighbouring holes become one. */
export class PartsBuilder {
  readonly #parts: (string | undefined)[] = [];

  add(part: string | undefined): void {
    const last = this.#parts.length - 1;
    const before = this.#parts[last];
    if (part === "" || (part === undefined && last >= 0 && before === undefined)) return;
    if (part !== undefined && before !== undefined) this.#parts[last] = before + part;
    else this.#parts.push(part);
  }
  addAll(parts: Parts): void {
    for (const part of parts) this.add(part);
  }
  get parts(): Parts {
    return this.#parts;
  }
}

class WordReader {
  readonly #text: string;
  readonly #token: Escape;
  readonly #lookup: Lookup;
  #at = 0;
  #made = 0;
  failed = false;

  constructor(text: string, token: Escape, lookup: Lookup) {
    this.#text = text;
    this.#token = token;
    this.#lookup = lookup;
  }

  /** Up to `stop`, which is taken too, or to the end. */
  read(stop: string | undefined, depth: number): Parts {
    const out = new PartsBuilder();
    while (this.#at < this.#text.length && !this.failed) {
      const c = this.#text[this.#at] ?? "";
      if (c === stop) {
        this.#at++;
        return out.parts;
      }
      if (c === "'") this.#single(out);
      else if (c === '"') this.#double(out, depth);
      else if (c === "$") out.addAll(this.#dollar(depth));
      else {
        if (c === this.#token) this.#at++;
        out.add(this.#text[this.#at++] ?? "");
      }
    }
    if (stop !== undefined) this.failed = true;
    return out.parts;
  }

  #single(out: PartsBuilder): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) this.failed = true;
    out.add(this.#text.slice(this.#at + 1, end));
    this.#at = end + 1;
  }

  #double(out: PartsBuilder, depth: number): void {
    this.#at++;
    while (this.#at < this.#text.length && !this.failed) {
      const c = this.#text[this.#at] ?? "";
      if (c === '"') {
        this.#at++;
        return;
      }
      if (c === "$") {
        out.addAll(this.#dollar(depth));
        continue;
      }
      const next = this.#text[this.#at + 1];
      if (c === this.#token && (next === '"' || next === "$" || next === this.#token)) this.#at++;
      out.add(this.#text[this.#at++] ?? "");
    }
    this.failed = true;
  }

  #dollar(depth: number): Parts {
    this.#at++;
    if (this.#text[this.#at] !== "{") {
      const name = this.#name();
      return name === "" ? ["$"] : this.#value(name);
    }
    this.#at++;
    const name = this.#name();
    let operator = this.#text[this.#at++] ?? "";
    if (name === "" || depth > maxDepth) this.failed = true;
    else if (operator === "}") return this.#value(name);
    const orEmpty = operator === ":";
    if (orEmpty) operator = this.#text[this.#at++] ?? "";
    if (operator === "/") this.read("/", depth + 1);
    else if (operator === "" || !"+-?#%".includes(operator)) this.failed = true;
    const word = this.failed ? unknown : this.read("}", depth + 1);
    return this.#substitute(name, operator, orEmpty, word);
  }

  #substitute(name: string, operator: string, orEmpty: boolean, word: Parts): Parts {
    const value = this.#lookup(name);
    const unset = value === "declared" || value === "undeclared";
    const text = unset ? undefined : known(value);
    if (operator === "-") return unset || (orEmpty && text === "") ? this.#count(word) : this.#count(value);
    if (operator === "?") return this.#value(name);
    // What is unset here may be set by the base image or on the command line; patterns are not computed.
    if (operator !== "+" || text === undefined) return unknown;
    return orEmpty && text === "" ? [] : this.#count(word);
  }

  #value(name: string): Parts {
    const value = this.#lookup(name);
    return value === "declared" || value === "undeclared" ? unknown : this.#count(value);
  }

  #count(parts: Parts): Parts {
    for (const part of parts) this.#made += part?.length ?? 1;
    return this.#made > maxLength ? unknown : parts;
  }

  #name(): string {
    const from = this.#at;
    this.#at = nameEnd(this.#text, from);
    return this.#text.slice(from, this.#at);
  }
}
