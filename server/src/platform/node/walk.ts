import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { vendored } from "../../workspace/vendored.ts";
import { type Ignored, ignoredAbove, ignoredBy, ignoredIn } from "./ignored.ts";
import { refusal } from "./text-file.ts";

/** One thing met on a walk: a file to read, or what was passed over, with the reason as a clause. */
export interface Met {
  /** Absolute. */
  readonly path: string;
  readonly folder: boolean;
  /** Why it was passed over; undefined for a file to read. */
  readonly reason: string | undefined;
  /** Did the system refuse? */
  readonly failed: boolean;
  /** Does git leave it out? It is there all the same, for a build to take. */
  readonly ignored?: true;
}

export interface Walk {
  /** Of a path's name: may it be one that is read? */
  readonly mayBeRelevant: (path: string) => boolean;
  /** Is the path left out by the configuration? A folder then is left out with all that is in it. */
  readonly excluded?: (path: string, folder: boolean) => boolean;
}

interface Pending {
  readonly folder: string;
  readonly above: Ignored;
}

/**
 * All files below `root` that may be relevant by their name, in the order of names, and what was passed over of them and of
 * the folders on the way. Files of other names are not mentioned. Symbolic links are not followed, so a walk ends.
 */
export function* walk(root: string, { mayBeRelevant, excluded = () => false }: Walk): Generator<Met, undefined> {
  const pending: Pending[] = [{ folder: root, above: ignoredAbove(root) }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { folder, above } = next;
    const entries = entriesOf(folder);
    if (typeof entries === "string") {
      yield { path: folder, folder: true, reason: entries, failed: true };
      continue;
    }
    const ignored = ignoredIn(
      above,
      folder,
      entries.some((e) => e.name === ".gitignore"),
    );
    const below: Pending[] = [];
    for (const entry of entries) {
      const isFolder = entry.isDirectory();
      const path = join(folder, entry.name);
      if (!isFolder && !mayBeRelevant(path)) continue;
      const over = passedOver(entry, path, ignored, excluded);
      if (over) yield { path, folder: isFolder, ...over };
      else if (isFolder) below.push({ folder: path, above: ignored });
      else yield { path, folder: false, reason: undefined, failed: false };
    }
    // The last pushed is walked first.
    pending.push(...below.reverse());
  }
}

function passedOver(
  entry: Dirent,
  path: string,
  ignored: Ignored,
  excluded: NonNullable<Walk["excluded"]>,
): Pick<Met, "reason" | "failed" | "ignored"> | undefined {
  const isFolder = entry.isDirectory();
  const because = (reason: string): Pick<Met, "reason" | "failed"> => ({ reason, failed: false });
  if (isFolder && vendored.has(entry.name)) return because("holds vendored or generated files");
  // The system's decoder writes U+FFFD for bytes that are no UTF-8, and no file of that name can be opened.
  if (entry.name.includes("\uFFFD")) return { reason: "has a name that is not UTF-8", failed: true };
  if (entry.isSymbolicLink()) return because("is a symbolic link");
  if (!isFolder && !entry.isFile()) return because("is not a regular file");
  const from = ignoredBy(ignored, path, isFolder);
  if (from !== undefined) return { ...because(`is ignored by ${from}`), ignored: true };
  return excluded(path, isFolder) ? because("is excluded by the configuration") : undefined;
}

/** Files and folders by name; the reason where there are none to be had. */
function entriesOf(folder: string): readonly Dirent[] | string {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return refusal(error);
  }
}
