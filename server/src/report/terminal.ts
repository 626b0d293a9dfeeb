import type { Paint } from "./frame.ts";

/** Lines longer than this are hard to read, however wide the terminal. */
const widest = 100;

/** A rule's page as a terminal shows it: headings, lists and code set apart, marks of Markdown gone. */
export function onTerminal(markdown: string, paint: Paint, columns: number): string {
  const out: string[] = [];
  let fence: string | undefined;
  for (const line of paragraphs(markdown)) {
    const opens = /^(`{3,})/.exec(line)?.[1];
    if (fence === undefined && opens) fence = opens;
    else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence !== undefined) out.push(`    ${paint.cyan(line)}`);
    else out.push(...prose(line, paint, Math.min(columns, widest)));
  }
  return out.join("\n");
}

/** The lines of Markdown, those of a paragraph or list item as one: where its source breaks them means nothing. */
function paragraphs(markdown: string): readonly string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  let flows = false;
  for (const line of markdown.split("\n")) {
    const stands = fence !== undefined || /^(?:#|\||`{3}|$)/.test(line);
    if (flows && !stands && !/^ *- /.test(line)) lines.push(`${lines.pop()} ${line.trim()}`);
    else lines.push(line);
    flows = !stands;
    if (fence === undefined) fence = /^(`{3,})/.exec(line)?.[1];
    else if (line === fence) fence = undefined;
  }
  return lines;
}

function prose(line: string, paint: Paint, columns: number): readonly string[] {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return [paint.bold(inline(heading, paint))];
  if (/^\|[-|]+\|$/.test(line)) return [];
  if (line.startsWith("|")) return [inline(line.slice(1, -1).split("|").join(" "), paint)];
  const bullet = /^ *- /.exec(line)?.[0] ?? "";
  return wrapped(line.slice(bullet.length), columns - bullet.length).map(
    (part, i) => (i === 0 ? bullet : " ".repeat(bullet.length)) + inline(part, paint),
  );
}

/** Code that holds a blank may be broken: its marks are gone by then on one side, which shows as they are. */
const inline = (text: string, paint: Paint): string =>
  text
    .replace(/\[([^\][]*)\]\((https:[^()]*)\)/g, "$1 ($2)")
    .replace(/<(https:[^<>]*)>/g, "$1")
    .replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => paint.bold(strong))
    .replace(/`([^`]+)`/g, (_, code: string) => paint.cyan(code));

/** Words in lines of so many columns; a code span stays in one. */
function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const [word] of text.matchAll(/`[^`]*`\S*|\S+/g)) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
