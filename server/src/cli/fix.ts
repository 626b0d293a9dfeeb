import { accessSync, chmodSync, chownSync, constants, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Applicability } from "../kit/rule.ts";
import { encode, readText, refusal } from "../platform/node/text-file.ts";
import type { Source } from "../text/source.ts";
import { fixAll } from "../workspace/fix-all.ts";
import { note } from "./exit.ts";
import type { Ground, Loaded } from "./load.ts";
import { displayed } from "./paths.ts";

export interface Mended {
  /** How many fixes, and in how many files. */
  readonly applied: number;
  readonly changed: number;
  /** The changes as a patch that `git apply` and `patch -p1` take; "" where there are none. */
  diff(): Promise<string>;
  /** The text of a path, mended or not. */
  textOf(path: string): string;
  /** Write the files. Answers false, with a note on each, where one could not be written. */
  write(): boolean;
}

/** Apply the wanted fixes that are proved. The workspace then holds the mended texts; nothing is written yet. */
export function mend({ workspace, loaded }: Ground, wanted: readonly Applicability[]): Mended {
  const before = new Map<string, Source>();
  for (const uri of workspace.uris) {
    const source = workspace.source(uri);
    if (source) before.set(uri, source);
  }
  const uris = [...before.keys()].filter((uri) => isWritable(loaded.get(uri))).sort();
  const { sources, applied } = fixAll(workspace, uris, wanted);
  for (const source of sources.values()) workspace.update(source);
  workspace.settle();
  const changes = Array.from(sources, ([uri, after]): Change => ({ file: loaded.get(uri), before: before.get(uri)?.text ?? "", after: after.text }));
  return {
    applied,
    changed: changes.length,
    diff: () => patch(changes),
    textOf: (path) => workspace.source(pathToFileURL(resolve(path)).href)?.text ?? "",
    write: () => write(changes),
  };
}

interface Change {
  readonly file: Loaded | undefined;
  readonly before: string;
  readonly after: string;
}

/** What cannot be written back as it was is not mended. */
function isWritable(file: Loaded | undefined): boolean {
  if (!file) return false;
  if (file.damaged) note(`${displayed(file.path)} has bytes that are not ${file.encoding.name}: not fixed`);
  return !file.damaged;
}

async function patch(changes: readonly Change[]): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import("diff");
  return changes
    .map(({ file, before, after }) => {
      const path = displayed(file?.path ?? "");
      return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { headerOptions: FILE_HEADERS_ONLY });
    })
    .join("");
}

/** All files are written beside their places first, then moved there, so that none is ever half-written. */
function write(changes: readonly Change[]): boolean {
  const staged = changes.map((change) => stage(change));
  for (const put of staged) put?.();
  return staged.every((put) => put !== undefined);
}

function stage({ file, before, after }: Change): (() => void) | undefined {
  if (!file) return undefined;
  const { path, encoding } = file;
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.plimsoll`);
  try {
    const stat = statSync(path);
    accessSync(path, constants.W_OK);
    // For root every file is writable; a file that says it is not to be written is left alone all the same.
    if ((stat.mode & 0o222) === 0) throw new Error("is read-only");
    const now = readText(path);
    if (!("text" in now) || now.text !== before) throw new Error("was changed meanwhile");
    writeFileSync(beside, encode(after, encoding), { flag: "wx" });
    chmodSync(beside, stat.mode);
    if (stat.uid !== process.getuid?.()) chownSync(beside, stat.uid, stat.gid);
    return () => renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    note(`${displayed(path)} ${error instanceof Error && !("code" in error) ? error.message : refusal(error)}: not changed`);
    return undefined;
  }
}
