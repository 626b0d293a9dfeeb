import ignore from "ignore";

/** Does any of the patterns, written as in .gitignore, match the path? Paths are relative, with `/`, and may not leave their folder. */
export function matcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = ignore().add(patterns);
  return (path) => ignore.isPathValid(path) && rules.ignores(path);
}
