import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** Patterns of one .gitignore, for what is below its folder. */
interface Patterns {
  readonly base: string;
  readonly from: string;
  readonly rules: Ignore;
}
/** The .gitignore files that hold in a folder, the outermost first. */
export type Ignored = readonly Patterns[];

/** What holds in `root` by the folders above it, up to the repository's own; nothing where that ignores `root` itself, which somebody named. */
export function ignoredAbove(root: string): Ignored {
  const repository = repositoryOf(root);
  if (repository === undefined) return [];
  const folders: string[] = [];
  for (let folder = root; folder !== repository; folder = dirname(folder)) folders.unshift(dirname(folder));
  const exclude = patternsIn(repository, join(".git", "info", "exclude"));
  const held = [...exclude, ...folders.flatMap((f) => patternsIn(f, ".gitignore"))];
  return ignoredBy(held, root, true) === undefined ? held : [];
}

/** The same with what the folder itself says. `has`: is there a .gitignore in it? */
export const ignoredIn = (above: Ignored, folder: string, has: boolean): Ignored => (has ? [...above, ...patternsIn(folder, ".gitignore")] : above);

/** The file that makes git ignore the path; the innermost that says anything of it decides. */
export function ignoredBy(ignored: Ignored, path: string, folder: boolean): string | undefined {
  for (let i = ignored.length - 1; i >= 0; i--) {
    const patterns = ignored[i];
    if (!patterns) continue;
    const name = relative(patterns.base, path).replaceAll(sep, "/") + (folder ? "/" : "");
    if (!ignore.isPathValid(name)) continue;
    const said = patterns.rules.test(name);
    if (said.unignored) return undefined;
    if (said.ignored && !ignoresParent(patterns, name)) return patterns.from;
  }
  return undefined;
}

/** On a walk this happens only inside a folder that a file further in took out again (`!out/`): it holds for what is in it too. */
function ignoresParent({ rules }: Patterns, name: string): boolean {
  const end = name.lastIndexOf("/", name.length - 2);
  return end > 0 && rules.ignores(name.slice(0, end + 1));
}

function patternsIn(base: string, name: string): readonly Patterns[] {
  try {
    return [{ base, from: name.replaceAll(sep, "/"), rules: ignore().add(readFileSync(join(base, name), "utf8")) }];
  } catch {
    // Unreadable or gone: then git could not honour it either.
    return [];
  }
}

function repositoryOf(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
