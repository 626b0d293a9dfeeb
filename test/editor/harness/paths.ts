import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The project's folder, wherever a test is started from. */
export const root = join(import.meta.dirname, "../../..");
export const out = join(root, "out/editor");
export const modules = join(root, "node_modules");
/** What needs a while to make and is worth keeping between runs. */
export const cache = join(root, ".cache");

const temporary: string[] = [];
process.once("exit", () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A folder of one's own that is gone when the process is. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `plimsoll-${name}-`));
  temporary.push(folder);
  return folder;
}

/** A copy of the workspace that the suites open, so that they may write to it. */
export function copyOfWorkspace(): string {
  const folder = temporaryFolder("workspace");
  cpSync(join(root, "test/editor/workspace"), folder, { recursive: true });
  return folder;
}
