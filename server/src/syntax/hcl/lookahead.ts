import { identifierEnd } from "./lexical.ts";

const longestHeader = 300;

/** What the line at `start` begins, as far as one can tell without reading on. */
export function itemAt(text: string, start: number, stop: number): "attribute" | "labelled" | "block" | undefined {
  const [line = ""] = text.slice(start, Math.min(stop, start + longestHeader)).split("\n", 1);
  const spaces = (from: number): number => {
    let i = from;
    while (line[i] === " " || line[i] === "\t") i++;
    return i;
  };
  const name = spaces(0);
  let i = identifierEnd(line, name, line.length);
  if (i === name) return undefined;
  for (let labels = 0; ; labels++) {
    i = spaces(i);
    const c = line[i];
    if (c === "=" && labels === 0) return line[i + 1] === "=" || line[i + 1] === ">" ? undefined : "attribute";
    if (c === "{") return labels === 0 ? "block" : "labelled";
    const end = c === '"' ? line.indexOf('"', i + 1) + 1 : identifierEnd(line, i, line.length);
    if (end <= i) return undefined;
    i = end;
  }
}

/** The lines that hold but one identifier, by it: heredocs end there. */
export function marksIn(text: string): ReadonlyMap<string, readonly number[]> {
  const marks = new Map<string, number[]>();
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 ? text.length : feed;
    let i = start;
    while (i < end && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++;
    const stop = identifierEnd(text, i, end);
    if (stop > i && text.slice(stop, end).trim() === "") {
      const mark = text.slice(i, stop);
      const starts = marks.get(mark);
      if (starts) starts.push(start);
      else marks.set(mark, [start]);
    }
    start = end + 1;
  }
  return marks;
}
