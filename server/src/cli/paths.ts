import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** As reports show a path: relative to the working directory, with `/`. */
export function displayed(path: string): string {
  const shown = relative(process.cwd(), path);
  return (shown === "" ? "." : shown).replaceAll(sep, "/");
}

/** Plimsoll's own version, from the package that the running program lies in. */
export function version(): string {
  for (let folder = dirname(realpathSync(process.argv[1] ?? ".")); ; folder = dirname(folder)) {
    const held = manifest(join(folder, "package.json"));
    if (held?.name === "plimsoll") return held.version ?? "0";
    if (dirname(folder) === folder) return "0";
  }
}

function manifest(path: string): { readonly name?: string; readonly version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
