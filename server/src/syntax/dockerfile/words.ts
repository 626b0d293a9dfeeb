import type { Escape } from "./directives.ts";
import { isBlank, isSpace } from "./joined.ts";
import { skipDollar, skipDouble } from "./skip.ts";

export type Span = readonly [from: number, to: number];

/** Words between blanks; quotes mean nothing. */
export function plainWords(text: string): readonly Span[] {
  const words: Span[] = [];
  for (let i = 0; i < text.length; ) {
    while (i < text.length && isBlank(text.charCodeAt(i))) i++;
    const from = i;
    while (i < text.length && !isBlank(text.charCodeAt(i))) i++;
    if (i > from) words.push([from, i]);
  }
  return words;
}

/** Words of ENV, ARG and LABEL: quotes and escapes hold them together and stay part of them. */
export function quotedWords(text: string, token: Escape): readonly Span[] {
  const words: Span[] = [];
  for (let i = 0; i < text.length; ) {
    while (i < text.length && isSpace(text.charCodeAt(i))) i++;
    const from = i;
    let quote = "";
    for (; i < text.length && (quote !== "" || !isSpace(text.charCodeAt(i))); i++) {
      const c = text[i] ?? "";
      if (c === token && quote !== "'") i++;
      else if (quote === "") quote = c === '"' || c === "'" ? c : "";
      else if (c === quote) quote = "";
    }
    if (i > from) words.push([from, Math.min(i, text.length)]);
  }
  return words;
}

/** Words as BuildKit's shell lexer splits a line to look for heredocs, `<< EOF` being one; none where a quote or `${` is not closed. */
export function shellWords(text: string): readonly Span[] {
  const words: Span[] = [];
  let from = -1;
  for (let i = 0; i < text.length; ) {
    const c = text[i] ?? "";
    if (isSpace(text.charCodeAt(i))) {
      if (from >= 0) words.push([from, i]);
      from = -1;
      i++;
      continue;
    }
    if (from < 0) from = i;
    if (c === "<" && text[i + 1] === "<") {
      i += 2;
      while (i < text.length && isSpace(text.charCodeAt(i))) i++;
      continue;
    }
    const next =
      c === "'" ? text.indexOf("'", i + 1) + 1 : c === '"' ? skipDouble(text, i) : c === "$" ? skipDollar(text, i) : i + (c === "\\" ? 2 : 1);
    if (next <= i) return [];
    i = next;
  }
  if (from >= 0) words.push([from, text.length]);
  return words;
}
