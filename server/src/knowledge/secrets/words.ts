/** A word of a script or of a document that people write line by line, as it stands there. */
export interface Word {
  readonly text: string;
  /** Where it stands, in UTF-16 code units, quotes included. */
  readonly start: number;
  readonly end: number;
  /** Is it the first of a command: of a line, or behind `;`, `|`, `&&` and the like? */
  readonly first: boolean;
}

/** Words are read up to this length; what is longer is no command. */
const longest = 4096;

/**
 * The words of a text, quotes and escapes left as they are. Blanks in quotes part none, a backslash at the end of a line joins lines, and a
 * line that begins with `#` or `//` is left out. Linear: each code unit is looked at once.
 */
export function* wordsIn(text: string): Iterable<Word> {
  let first = true;
  for (let i = 0; i < text.length; ) {
    const c = text[i] ?? "";
    if (c === "\\" && /[\r\n]/.test(text[i + 1] ?? "")) {
      i += 2;
      while (text[i] === "\n") i++;
    } else if (c === "\n" || c === "\r" || c === ";" || c === "|" || c === "&" || c === "(" || c === ")" || c === "`") {
      first = true;
      i++;
    } else if (c === " " || c === "\t") i++;
    else if (
      (c === "#" || (c === "/" && text[i + 1] === "/" && /[\s]/.test(text[i + 2] ?? " "))) &&
      /(?:^|[\n\r;|&\s])$/.test(text.slice(Math.max(0, i - 1), i))
    ) {
      while (i < text.length && text[i] !== "\n" && text[i] !== "\r") i++;
    } else {
      const end = wordEnd(text, i);
      yield { text: text.slice(i, end), start: i, end, first };
      first = false;
      i = end;
    }
  }
}

function wordEnd(text: string, start: number): number {
  let quote = "";
  let i = start;
  const most = Math.min(text.length, start + longest);
  for (; i < most; i++) {
    const c = text[i] ?? "";
    if (c === "\\" && quote !== "'") {
      if (quote === "" && /[\r\n]/.test(text[i + 1] ?? "")) break;
      i++;
    } else if (quote !== "") {
      // A quote that its line does not close is an apostrophe.
      if (c === quote) quote = "";
      else if (c === "\n") return text.slice(start, i).search(/\s/) < 0 ? i : start + text.slice(start, i).search(/\s/);
    } else if (c === '"' || c === "'") quote = c;
    else if (/[\s;|&()`]/.test(c) && !(c === "&" && /[\w%]/.test(text[i - 1] ?? "") && /\w/.test(text[i + 1] ?? ""))) break;
  }
  if (quote !== "" && i === text.length) {
    const blank = text.slice(start, i).search(/\s/);
    if (blank > 0) return start + blank;
  }
  return Math.max(i, start + 1);
}
