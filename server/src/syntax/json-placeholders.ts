import { type Budget, bracketsAt, budgetFor, endsBlock, isDirective } from "./placeholder.ts";

/** A text of the same length in which placeholders are JSON, so that every offset holds for both. */
export interface Masked {
  readonly text: string;
  /** Where each value or key begins that is a placeholder; a string stands in its place. */
  readonly values: ReadonlySet<number>;
  /** Where the containers begin of which some content is a placeholder: what they lack is not known. */
  readonly open: ReadonlySet<number>;
  /** Where the strings begin that hold a quote inside of a placeholder: their text must be read from the original. */
  readonly quoted: ReadonlySet<number>;
}

/** What was read last: where a value or key may come, after a colon, after a value, or nothing yet. */
type Last = "start" | "{" | "[" | "," | ":" | "value";

/** Templates of JSON made JSON. Undefined where there is nothing to mask. Time is linear. */
export function maskPlaceholders(text: string): Masked | undefined {
  const budget = budgetFor(text);
  const out: string[] = [];
  const values = new Set<number>();
  const open = new Set<number>();
  const quoted = new Set<number>();
  const stack: number[] = [];
  let last: Last = "start";
  let done = 0;
  const put = (start: number, end: number, standIn: string): void => {
    out.push(text.slice(done, start), standIn);
    done = end;
  };

  const hole = (start: number, end: number, directive: boolean): number => {
    const top = stack.at(-1);
    const next = significant(text, end);
    const fresh = last === "start" || last === "{" || last === "[" || last === ",";
    const item = top === undefined || text[top] === "[";
    const after = text[next];
    if (!directive && (last === ":" || (fresh && item && (after === undefined || after === "," || after === "]")))) {
      put(start, end, `"${"x".repeat(end - start - 2)}"`);
      values.add(start);
      last = "value";
      return end;
    }
    if (top !== undefined) open.add(top);
    if (!directive && fresh && !item && after === ":") {
      put(start, end, `"${"x".repeat(end - start - 2)}"`);
      values.add(start);
      last = "value";
      return end;
    }
    if (fresh && after === "," && top !== undefined) {
      put(start, next + 1, blank(text.slice(start, next + 1)));
      return next + 1;
    }
    const comma = last === "value" && top !== undefined && beginsValue(text, next, budget);
    put(start, end, (comma ? "," : " ") + blank(text.slice(start + 1, end)));
    if (comma) last = ",";
    return end;
  };

  for (let i = 0; i < text.length; ) {
    const c = text[i] ?? "";
    if (c === '"') {
      const string = stringEnd(text, i, budget, put);
      if (string.holes) quoted.add(i);
      i = string.end;
      last = "value";
    } else if (c === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) i = commentEnd(text, i);
    else if (" \t\r\n".includes(c)) i++;
    else {
      const run = runAt(text, i, last, budget);
      if (run !== undefined) i = hole(i, run.end, run.directive);
      else if (c === "{" || c === "[") {
        stack.push(i++);
        last = c;
      } else if (c === "}" || c === "]") {
        const top = stack.at(-1);
        if (top !== undefined && (text[top] === "{") === (c === "}")) stack.pop();
        i++;
        last = "value";
      } else if (c === "," || c === ":") {
        i++;
        last = c;
      } else {
        i = wordEnd(text, i);
        last = "value";
      }
    }
  }
  if (done === 0) return undefined;
  out.push(text.slice(done));
  return { text: out.join(""), values, open, quoted };
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");
const isWord = (c: string | undefined): boolean => c !== undefined && /[\w.+-]/.test(c);
function wordEnd(text: string, from: number): number {
  let i = from + 1;
  while (isWord(text[i])) i++;
  return i;
}

/** The placeholders and bare words that stand at `start` without a space between them, if there is at least one placeholder. */
function runAt(text: string, start: number, last: Last, budget: Budget): { readonly end: number; readonly directive: boolean } | undefined {
  let i = isWord(text[start]) && !text.startsWith("__", start) ? wordEnd(text, start) : start;
  const first = holeEnd(text, i, budget);
  if (first === undefined) return undefined;
  if (isDirective(text, i)) {
    const end = last === ":" ? blockEnd(text, first, budget) : undefined;
    return { end: end ?? first, directive: end === undefined };
  }
  i = first;
  for (;;) {
    const end = isWord(text[i]) ? wordEnd(text, i) : isDirective(text, i) ? undefined : holeEnd(text, i, budget);
    if (end === undefined) return { end: i, directive: false };
    i = end;
  }
}

/** `"cpu": {{ if .X }}1{{ else }}2{{ end }}`: the end of the block, where it is on the same line. */
function blockEnd(text: string, from: number, budget: Budget): number | undefined {
  const stop = Math.min(text.length, from + Math.min(1000, budget.left));
  let i = from;
  for (; i < stop && text[i] !== "\n"; i++) {
    if (isDirective(text, i) && endsBlock(text, i)) return holeEnd(text, i, budget);
  }
  budget.left -= i - from + 1;
  return undefined;
}

const bareName = /^(?:\$[A-Za-z_]\w*|\$\([A-Za-z_][\w.-]*\)|%[A-Za-z_]\w*%|@[A-Za-z_]\w*@|__[A-Za-z]\w*?__(?!\w)|<[A-Za-z_][\w .:/-]*>)/;

const holeEnd = (text: string, i: number, budget: Budget): number | undefined => {
  if (!"${%@_<#".includes(text[i] ?? "x")) return undefined;
  const end = bracketsAt(text, i, budget);
  if (end !== undefined) return end;
  const [name] = bareName.exec(text.slice(i, i + 120)) ?? [];
  return name === undefined ? undefined : i + name.length;
};

/** The offset of the next character that is no space and in no comment. */
function significant(text: string, from: number): number {
  let i = from;
  for (;;) {
    while (i < text.length && " \t\r\n".includes(text[i] ?? "")) i++;
    if (text[i] !== "/" || (text[i + 1] !== "/" && text[i + 1] !== "*")) return i;
    i = commentEnd(text, i);
  }
}

/** Does a literal value or a key begin at `i`? */
const beginsValue = (text: string, i: number, budget: Budget): boolean =>
  i < text.length && /["{[\w-]/.test(text[i] ?? "") && holeEnd(text, i, budget) === undefined;

/** The offset after the comment at `i`; a line comment ends before its line ending. */
export function commentEnd(text: string, i: number): number {
  if (text[i + 1] === "*") {
    const end = text.indexOf("*/", i + 2);
    return end < 0 ? text.length : end + 2;
  }
  let end = i + 2;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

/** The end of the string at `start`. Placeholders in it that hold quotes are put as `x`. */
function stringEnd(
  text: string,
  start: number,
  budget: Budget,
  put: (start: number, end: number, standIn: string) => void,
): { readonly end: number; readonly holes: boolean } {
  let holes = false;
  let i = start + 1;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (c === '"') return { end: i + 1, holes };
    if (c === "\n" || c === "\r") break;
    const end = "${%<".includes(c) ? bracketsAt(text, i, budget, true) : undefined;
    if (end !== undefined) {
      if (text.slice(i, end).includes('"')) {
        holes = true;
        put(i, end, "x".repeat(end - i));
      }
      i = end;
    } else i += c === "\\" ? 2 : 1;
  }
  return { end: Math.min(i, text.length), holes };
}
