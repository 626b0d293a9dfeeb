import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { copyOfWorkspace, root, temporaryFolder } from "../harness/paths.ts";
import type { Result } from "../harness/results.ts";

/** The language server with a client that is not ours: the machine's Neovim, against the command `plimsoll lsp --stdio`. */
export function inNeovim(): Promise<Result> {
  const home = temporaryFolder("neovim");
  const { status, stdout, stderr, error } = spawnSync(
    "nvim",
    ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", `luafile ${join(import.meta.dirname, "check.lua")}`],
    {
      encoding: "utf8",
      timeout: 90_000,
      env: {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: home,
        XDG_DATA_HOME: home,
        XDG_STATE_HOME: home,
        PLIMSOLL_NODE: process.execPath,
        PLIMSOLL_SERVER: join(root, "server/dist/plimsoll.cjs"),
        PLIMSOLL_FILE: join(copyOfWorkspace(), "deploy/task-definition.json"),
      },
    },
  );
  if (error && "code" in error && error.code === "ENOENT") {
    console.log("SKIPPED: Neovim is not installed (apt-get install neovim)");
    return Promise.resolve({ passed: 0, failed: 0, skipped: 1 });
  }
  process.stdout.write(stdout.replaceAll(/^RESULT.*\n/gm, ""));
  const passed = Number(/^RESULT (\d+)/m.exec(stdout)?.[1] ?? 0);
  const failed = status === 0 && passed > 0 ? 0 : 1;
  if (failed > 0) console.error(error ?? stderr);
  return Promise.resolve({ passed, failed, skipped: 0 });
}
