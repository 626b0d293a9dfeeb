import { accessSync, chmodSync, chownSync, constants, existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Applicability } from "../kit/rule.ts";
import { codeOf, encode, readText } from "../platform/node/text-file.ts";
import { absent, isAbsent, type Source } from "../text/source.ts";
import { fixAll } from "../workspace/fix-all.ts";
import { type Hidden, hide, textsOf } from "../workspace/hidden.ts";
import { note } from "./exit.ts";
import type { Ground, Loaded } from "./load.ts";
import { displayed } from "./paths.ts";

export interface Mended {
  /** How many fixes, and in how many files. */
  readonly applied: number;
  readonly changed: number;
  /** The changes as a patch that `git apply` and `patch -p1` take; "" where there are none. What is not in it is a note. */
  diff(): Promise<string>;
  /** The mended text of a path, as it would be written; undefined where nothing was mended. */
  bytesOf(path: string): Uint8Array | undefined;
  /** Write the files. Where one could not be written there is a note, the workspace holds its old text again, and the answer is false. */
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
  const secrets = Array.from(sources.keys()).flatMap((uri) => workspace.secrets(uri));
  for (const source of sources.values()) workspace.update(source);
  workspace.settle();
  for (const uri of sources.keys()) secrets.push(...workspace.secrets(uri));
  const changes = Array.from(sources, ([uri, after]): Change => {
    const file = loaded.get(uri) ?? { path: fileURLToPath(uri), encoding: { name: "utf-8", mark: false }, damaged: false };
    return { ...file, before: before.get(uri) ?? absent(uri), after };
  });
  return {
    applied,
    changed: changes.length,
    diff: () => patch(changes, secrets),
    bytesOf(path) {
      const change = changes.find((c) => c.path === resolve(path));
      return change && encode(change.after.text, change.encoding);
    },
    write() {
      const failed = write(changes);
      for (const { before } of failed) {
        if (isAbsent(before)) workspace.remove(before.uri);
        else workspace.update(before);
      }
      workspace.settle();
      return failed.length === 0;
    },
  };
}

interface Change extends Loaded {
  readonly before: Source;
  readonly after: Source;
}

/** What cannot be written back as it was is not mended. */
function isWritable(file: Loaded | undefined): boolean {
  if (!file) return false;
  if (file.damaged) note(`${displayed(file.path)} has bytes that are not ${file.encoding.name}: not fixed`);
  return !file.damaged;
}

/** For git and patch, UTF-16 is binary. */
function isText({ path, encoding }: Change): boolean {
  const fits = encoding.name === "utf-8";
  if (!fits) note(`${displayed(path)} is in ${encoding.name}, which no patch can change: left out`);
  return fits;
}

/** A secret that stands in a hunk is masked: such a patch is for reading, and does not apply. */
async function patch(changes: readonly Change[], secrets: readonly Hidden[]): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import("diff");
  return changes
    .filter(isText)
    .map(({ path, encoding, before, after }) => {
      const shown = displayed(path);
      // Patches are compared with the bytes of the file, its mark included.
      const [old, mended] = [before, after].map((source) => {
        const text = withMasks(source, secrets);
        return encoding.mark ? `\uFEFF${text}` : text;
      });
      // So patches call a file that is not there.
      const from = isAbsent(before) ? "/dev/null" : `a/${shown}`;
      const text = createTwoFilesPatch(from, `b/${shown}`, old ?? "", mended ?? "", undefined, undefined, {
        headerOptions: FILE_HEADERS_ONLY,
      });
      // As git writes it: without the tab, patch takes a name for ended at its first blank.
      return shown.includes(" ") ? text.replace(/^(---[^\n]*)\n(\+\+\+[^\n]*)\n/, "$1\t\n$2\t\n") : text;
    })
    .join("");
}

/** The text with masks where secrets stand, and wherever else in it the same texts do. */
function withMasks(source: Source, secrets: readonly Hidden[]): string {
  const own = secrets.filter(({ at }) => at.source === source).toSorted((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  let text = "";
  let done = 0;
  for (const { at, masked } of own) {
    if (at.start < done) continue;
    text += source.text.slice(done, at.start) + masked;
    done = at.end;
  }
  return hide(text + source.text.slice(done), textsOf(secrets));
}

/** All files are written beside their places first, then moved there, so that none is ever half-written. Answers what could not be. */
function write(changes: readonly Change[]): readonly Change[] {
  const staged = changes.map((change) => ({ change, beside: stage(change) }));
  return staged.filter(({ change, beside }) => beside === undefined || !put(change, beside)).map(({ change }) => change);
}

/** Where the new text lies ready; undefined, with a note, where the file is not to be changed. */
function stage({ path, encoding, before, after }: Change): string | undefined {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.plimsoll`);
  try {
    if (isAbsent(before)) {
      if (existsSync(path)) return unchanged(path, "is there by now");
      writeFileSync(beside, encode(after.text, encoding), { flag: "wx" });
      return beside;
    }
    const { mode, uid, gid } = statSync(path);
    accessSync(path, constants.W_OK);
    // For root every file is writable; one that says it is not to be written is left alone all the same.
    if ((mode & 0o222) === 0) return unchanged(path, "is read-only");
    const now = readText(path);
    if (!("text" in now) || now.text !== before.text) return unchanged(path, "was changed meanwhile");
    writeFileSync(beside, encode(after.text, encoding), { flag: "wx" });
    chmodSync(beside, mode);
    if (process.getuid?.() === 0) chownSync(beside, uid, gid);
    return beside;
  } catch (error) {
    rmSync(beside, { force: true });
    return unchanged(path, `cannot be written (${codeOf(error)})`);
  }
}

function put({ path }: Change, beside: string): boolean {
  try {
    renameSync(beside, path);
    return true;
  } catch (error) {
    rmSync(beside, { force: true });
    unchanged(path, `cannot be written (${codeOf(error)})`);
    return false;
  }
}

function unchanged(path: string, why: string): undefined {
  note(`${displayed(path)} ${why}: not changed`);
}
