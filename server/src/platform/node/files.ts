import { setImmediate } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Files } from "../../workspace/files.ts";
import { readText } from "./text-file.ts";
import { type Walk, walk } from "./walk.ts";

/** How many files a walk goes on for before it lets others have the thread. */
const stride = 64;

/** The files of this machine, by `file:` URIs. A folder that does not exist has none. */
export const nodeFiles = (how: Walk): Files => ({
  async *find(folder, signal) {
    if (!folder.startsWith("file:")) return;
    let met = 0;
    for (const { path, reason } of walk(fileURLToPath(folder), how)) {
      if (++met % stride === 0) await setImmediate();
      if (signal.aborted) return;
      if (reason === undefined) yield pathToFileURL(path).href;
    }
  },
  async read(uri) {
    const file = uri.startsWith("file:") ? readText(fileURLToPath(uri)) : undefined;
    return file && "text" in file ? file.text : undefined;
  },
});
