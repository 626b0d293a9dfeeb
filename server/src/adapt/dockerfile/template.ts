import type { Lexed } from "../../syntax/dockerfile/lex.ts";

/** Instructions whose text is a program's: `docker inspect -f '{{.Id}}'` is none of a template. */
const programs: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN"]);

/**
 * Is the file the input of a template engine (Go, Jinja, ERB) rather than a Dockerfile? So where a tag stands in place of an instruction, or in
 * an instruction other than those that run programs, or in one of those outside quotes.
 */
export function isTemplate({ text, instructions }: Lexed): boolean {
  if (!/\{\{|\{%|<%/.test(text)) return false;
  return instructions.some(
    ({ keyword, line }) => /^(?:\{\{|\{%|<%)/.test(keyword) || hasTag(programs.has(keyword) ? unquoted(line.text) : line.text),
  );
}

/** `{{ name }}`, `{{.Name}}`, `{{name}}`, `{% if %}`, `<%= name %>`; but not `{{a,b},c}`, which a shell expands. */
const hasTag = (text: string): boolean => /\{\{(?:[-\s.$"]|\w[\w.]*\s*(?:\}\}|\|))|\{%[-+\s]|<%[-=#\s]/.test(text);

/** The text without what quotes hold. */
function unquoted(text: string): string {
  let out = "";
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === "\\" && quote !== "'") i++;
    else if (quote === "") {
      if (c === '"' || c === "'") quote = c;
      else out += c;
    } else if (c === quote) quote = "";
  }
  return out;
}
