import type { Edit, Place } from "../text/source.ts";

/** A `.dockerignore`: what a build's context leaves out. */
export interface IgnoreFile {
  readonly address: string;
  readonly at: Place;
  /** In order: of those that a path fits, the last one decides. */
  readonly patterns: readonly IgnorePattern[];
  /** Edits that leave these paths out, too. */
  add(patterns: readonly string[]): readonly Edit[];
}

/** One line. */
export interface IgnorePattern {
  /** Cleaned, seen from the root of the context, without the "!": "node_modules", "docs/*.pem". */
  readonly path: string;
  /** Does it let in what an earlier one leaves out ("!")? */
  readonly negated: boolean;
  readonly at: Place;
  /** Edits that take the line out. */
  remove(): readonly Edit[];
}

/**
 * Is the path, seen from the root of the context with slashes, left out? Undefined where a pattern decides it that is not understood (classes of
 * characters). A folder that is left out takes with it what is in it. https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function isIgnored({ patterns }: Pick<IgnoreFile, "patterns">, path: string): boolean | undefined {
  const segments = path.split("/");
  let ignored: boolean | undefined = false;
  for (const { path: pattern, negated } of patterns) {
    const fits = fitsSome(pattern, segments);
    if (fits) ignored = !negated;
    else if (fits === undefined && ignored === negated) ignored = undefined;
  }
  return ignored;
}

/** Does the pattern fit the path, or a folder that it is in? */
function fitsSome(pattern: string, path: readonly string[]): boolean | undefined {
  if (/[[\]\\]/.test(pattern)) return undefined;
  return prefixes(pattern.split("/"), path).size > 0;
}

/** How many segments from the left the pattern can take up, save none. */
function prefixes(pattern: readonly string[], path: readonly string[]): ReadonlySet<number> {
  let reached = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const n of reached) {
      if (part === "**") for (let i = n; i <= path.length; i++) next.add(i);
      else if (n < path.length && fitsSegment(part, path[n] ?? "")) next.add(n + 1);
    }
    reached = next;
  }
  reached.delete(0);
  return reached;
}

/** `*` and `?` within one segment, without going back further than to the last `*`. */
function fitsSegment(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") [star, mark, p] = [p, t, p + 1];
    else if (pattern[p] === "?" || pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t, mark] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
