/** Nesting beyond this counts as an error, as text that does not close would. */
const maxDepth = 32;

/** The index behind the double quotes that begin at `i`; 0 where they do not end. */
export function skipDouble(text: string, i: number, depth = 0): number {
  for (let at = i + 1; at < text.length; ) {
    const c = text[at];
    if (c === '"') return at + 1;
    if (c === "$") {
      const next = skipDollar(text, at, depth);
      if (next <= at) return 0;
      at = next;
    } else at += c === "\\" && isEscapable(text[at + 1]) ? 2 : 1;
  }
  return 0;
}

/** The index behind the `$`, `$$` or `${…}` that begins at `i`; 0 where BuildKit calls it a bad substitution. */
export function skipDollar(text: string, i: number, depth = 0): number {
  const next = text[i + 1] ?? "";
  if (next !== "{") return i + (next !== "" && "@*#?-$!".includes(next) ? 2 : 1);
  if (depth > maxDepth) return 0;
  let at = nameEnd(text, i + 2);
  if (at === i + 2) return 0;
  let c = text[at++] ?? "";
  if (c === "}") return at;
  if (c === ":") c = text[at++] ?? "";
  if (c === "/") at = skipUntil(text, at, "/", depth);
  else if (c === "" || !"+-?#%".includes(c)) return 0;
  return at === 0 ? 0 : skipUntil(text, at, "}", depth);
}

function skipUntil(text: string, i: number, stop: string, depth: number): number {
  for (let at = i; at < text.length; ) {
    const c = text[at];
    if (c === stop) return at + 1;
    const next =
      c === "'"
        ? text.indexOf("'", at + 1) + 1
        : c === '"'
          ? skipDouble(text, at, depth + 1)
          : c === "$"
            ? skipDollar(text, at, depth + 1)
            : at + (c === "\\" ? 2 : 1);
    if (next <= at) return 0;
    at = next;
  }
  return 0;
}

/** The end of the variable name at `i`: letters, digits and underscores, digits alone, or one special character. */
export function nameEnd(text: string, i: number): number {
  const first = text[i] ?? "";
  if (first !== "" && "@*#?-$!".includes(first)) return i + 1;
  const digits = isDigit(text.charCodeAt(i));
  let at = i;
  while (at < text.length && (isDigit(text.charCodeAt(at)) || (!digits && isNameStart(text.charCodeAt(at))))) at++;
  return at;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isNameStart = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
/** What a backslash in double quotes takes its meaning from; before all else it stays. */
const isEscapable = (c: string | undefined): boolean => c === '"' || c === "$" || c === "\\";
