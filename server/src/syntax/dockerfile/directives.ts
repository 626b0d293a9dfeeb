/** A parser directive (`# escape=` and the like) at the very top of a Dockerfile. */
interface Directive {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
}

export type Escape = "\\" | "`";

const known: ReadonlySet<string> = new Set(["syntax", "escape", "check"]);

/**
 * Reads directives line by line until the block ends: at the first line that is none, even a blank one, or that names an
 * unknown one. A second directive of the same name is an error to BuildKit; the first one holds here.
 */
export class DirectiveBlock {
  readonly #seen = new Map<string, string>();
  #open = true;

  /** Is this line, white space before it taken off, one more directive? */
  take(line: string): boolean {
    if (!this.#open) return false;
    const directive = parse(line);
    if (directive) {
      if (!this.#seen.has(directive.name)) this.#seen.set(directive.name, directive.value);
      return true;
    }
    this.#open = false;
    return false;
  }

  /** A backslash unless the file says backtick. */
  get escape(): Escape {
    return this.#seen.get("escape") === "`" ? "`" : "\\";
  }
}

function parse(line: string): Directive | undefined {
  const equals = line.indexOf("=");
  if (!line.startsWith("#") || equals < 0) return undefined;
  const name = line.slice(1, equals).trim().toLowerCase();
  const written = line.slice(equals + 1);
  // A blank alone is a value to BuildKit, too, and a bad one.
  const value = written.trim() || written.slice(0, 1);
  return known.has(name) && value !== "" ? { name, value } : undefined;
}
