/**
 * What a text says once deployment has filled it in. `parts` are its known pieces in order, `undefined` for each hole;
 * a text without holes is one part. Terraform's `$${x}` is no hole but the literal `${x}`.
 */
export interface Template {
  readonly parts: readonly (string | undefined)[];
  readonly holes: number;
}

/** Pays for scans that find no end, so that a text of unclosed marks costs linear time all the same. */
export interface Budget {
  left: number;
}
export const budgetFor = (text: string): Budget => ({ left: 4 * text.length + 1024 });

/**
 * The holes of a literal: `${x}`, `{{x}}`, `{% x %}`, `%{ if x }`, `<%= x %>` and `#{x}` anywhere, `<NAME>`, `$NAME`, `$(NAME)` and
 * `__NAME__` where they stand in one word, `%NAME%` and `@NAME@` where they are all of it. Shell redirections, HTML and passwords that
 * merely hold such marks have none.
 */
export function template(text: string): Template | undefined {
  if (!mayHaveHoles(text)) return undefined;
  if (wholeName.test(text)) return { parts: [undefined], holes: 1 };
  const budget = budgetFor(text);
  const words = text.length <= longestWord ? namedHoles(text) : [];
  const parts: (string | undefined)[] = [];
  let known = "";
  const directives: number[] = [];
  let holes = 0;
  let w = 0;
  for (let i = 0; i < text.length; ) {
    const escaped = escapeAt(text, i, budget);
    if (escaped !== undefined) {
      known += text.slice(i + 1, escaped);
      i = escaped;
      continue;
    }
    while ((words[w]?.[0] ?? i) < i) w++;
    const end = (text[i + 1] === "#" ? undefined : bracketsAt(text, i, budget)) ?? (words[w]?.[0] === i ? words[w]?.[1] : undefined);
    if (end === undefined) known += text[i++];
    else {
      if (known) parts.push(known);
      if (isDirective(text, i)) directives.push(parts.length);
      parts.push(undefined);
      known = "";
      holes++;
      i = end;
    }
  }
  if (known || parts.length === 0) parts.push(known);
  const [first] = directives;
  // What stands between "if" and "end" may be absent: it is one hole.
  if (first !== undefined) parts.splice(first, (directives.at(-1) ?? first) - first + 1, undefined);
  return holes > 0 || known !== text ? { parts, holes } : undefined;
}

const mayHaveHoles = (text: string): boolean => /[$%@#<]|\{\{|\{%|__/.test(text);
const wholeName = /^(?:<[A-Za-z][^<>]{0,200}>|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|@[A-Za-z_]\w*@|__[A-Za-z]\w*__)$/;
const longestWord = 4096;

/** Holes that are recognised by their name alone: only where the text around them cannot be shell, HTML or a password. */
function namedHoles(text: string): readonly (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = [];
  const markup = text.includes("</");
  const oneWord = !/\s/.test(text.replace(/<[A-Za-z][\w -]{0,99}>/g, ""));
  for (const match of text.matchAll(/<([A-Za-z][\w -]{0,99})>/g)) {
    const name = match[1] ?? "";
    if (!markup && !name.endsWith(" ") && (oneWord || /[_-]/.test(name))) found.push([match.index, match.index + match[0].length]);
  }
  if (oneWord) {
    const names = /(?<=^|[:/.=-])(?:\$[A-Z_][A-Z0-9_]+|__[A-Z]\w*?__)(?!\w)|\$\([A-Za-z_][\w.-]*\)/g;
    for (const match of text.matchAll(names)) found.push([match.index, match.index + match[0].length]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** The end of `$${…}` or `%%{…}` at `i`: Terraform's way to write a literal `${…}`. */
function escapeAt(text: string, i: number, budget: Budget): number | undefined {
  const c = text[i];
  return (c === "$" || c === "%") && text[i + 1] === c && text[i + 2] === "{" ? closing(text, i + 3, budget, false) : undefined;
}

/**
 * The end of the bracketed hole at `i`, if one begins there. In the `raw` text of a quoted string a hole ends on its line, and
 * a quote belongs to the hole only where an expression may begin.
 */
export function bracketsAt(text: string, i: number, budget: Budget, raw = false): number | undefined {
  switch (text.slice(i, i + 2)) {
    case "${":
      return closing(text, i + 2, budget, raw);
    case "#{": {
      const [name] = /^#\{[A-Za-z_][\w.:-]{0,99}\}#?/.exec(text.slice(i, i + 104)) ?? [];
      return name === undefined ? undefined : i + name.length;
    }
    case "%{":
      return isDirective(text, i) ? closing(text, i + 2, budget, raw) : undefined;
    case "{{":
      return marked(text, i, text.startsWith("{{{", i) ? "}}}" : "}}", budget, raw);
    case "{%":
      return marked(text, i, "%}", budget, raw);
    case "{#":
      return raw ? undefined : marked(text, i, "#}", budget, raw);
    case "<%":
      return marked(text, i, "%>", budget, raw);
    default:
      return undefined;
  }
}

/** Does a hole that steers begin at `i`, one that stands for no value of its own? */
export function isDirective(text: string, i: number): boolean {
  const head = text.slice(i, i + 32);
  return (
    /^%\{~?\s{0,9}(?:if|for|else|endif|endfor)\b/.test(head) ||
    /^\{\{\{?[-~]?\s{0,9}(?:[#/^!>*]|(?:if|else|end|range|with|define|block|break|continue)\b|\$\w{0,20}\s?:?=)/.test(head) ||
    /^\{[%#]/.test(head) ||
    /^<%(?![-=]?=)/.test(head)
  );
}
/** Does the directive at `i` end a block? */
export const endsBlock = (text: string, i: number): boolean => /^(?:%\{~?|\{\{[-~]?|\{%[-~+]?|<%-?)\s{0,9}(?:\/|end)/.test(text.slice(i, i + 32));

const longestHole = 20_000;

/** The offset after the brace that closes the one before `from`. */
function closing(text: string, from: number, budget: Budget, raw: boolean): number | undefined {
  const limit = Math.min(text.length, from + Math.min(longestHole, budget.left));
  let depth = 1;
  let i = from;
  for (; i < limit; i++) {
    const c = text[i];
    if (c === "{") depth++;
    else if (c === "}") {
      if (--depth === 0) return i + 1;
    } else if (c === "\\" && raw) i++;
    else if (c === '"') i = Math.max(i, nestedEnd(text, from, i, limit, raw) ?? limit);
    else if (raw && (c === "\n" || c === "\r")) break;
  }
  budget.left -= i - from + 1;
  return undefined;
}

/** The offset after `close`, on the same line. What reads like a JSON object is no hole: `{{"a": 1}`. */
function marked(text: string, start: number, close: string, budget: Budget, raw: boolean): number | undefined {
  const from = start + 2;
  const comment = /^\{\{-?\s?\/\*|^\{#/.test(text.slice(start, start + 6));
  const limit = Math.min(text.length, from + Math.min(2000, budget.left));
  let i = from;
  for (; i < limit; i++) {
    const c = text[i];
    if (c === close[0] && text.startsWith(close, i)) {
      const inner = text.slice(from, i);
      if (inner.trim() === "" || /^\s{0,9}"[^"]{0,200}"\s{0,9}:/.test(inner)) break;
      return i + close.length;
    }
    if (c === "\\" && raw) i++;
    else if (c === '"' && !comment) i = Math.max(i, nestedEnd(text, from, i, limit, raw) ?? limit);
    else if ((c === "\n" || c === "\r") && (raw || !comment)) break;
  }
  budget.left -= i - from + 1;
  return undefined;
}

/**
 * The quote that ends the string inside of a hole at `quote`, or `quote` itself where it ends nowhere on the line. Undefined where
 * the quote is not the hole's own but ends the raw text around it.
 */
function nestedEnd(text: string, from: number, quote: number, limit: number, raw: boolean): number | undefined {
  if (raw && !/[\s([,=?:+&|<>!{]/.test(text[quote - 1] ?? "") && quote > from) return undefined;
  for (let i = quote + 1; i < limit; i++) {
    const c = text[i];
    if (c === '"') return i;
    if (c === "\n" || c === "\r") break;
    if (c === "\\") i++;
  }
  return raw ? undefined : quote;
}
