import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { startGroup } from "./group.ts";
import { modules, temporaryFolder } from "./paths.ts";

/** VS Code's own server and workbench, as the npm package code-server carries them. Nothing of code-server itself is run. */
export const vscodeRoot = join(modules, "code-server/lib/vscode");
const serverMain = join(vscodeRoot, "out/server-main.js");

/** Built-in extensions that need native modules or an account, and that no test touches. */
const leftOut = new Set([
  "copilot",
  "debug-auto-launch",
  "debug-server-ready",
  "git",
  "github",
  "microsoft-authentication",
  "ms-vscode.js-debug",
  "ms-vscode.js-debug-companion",
  "ms-vscode.vscode-js-profile-table",
  "terminal-suggest",
  "tunnel-forwarding",
]);

const quietSettings = {
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "files.autoSave": "off",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
};

export interface ServerOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A packaged extension to install first. */
  readonly vsix?: string | undefined;
  /** Reports the exit of extension tests to the page. It also suppresses notifications that pop up. */
  readonly testDriver?: boolean;
}

export interface VSCode {
  readonly port: number;
  readonly origin: string;
  output(): string;
  /** Resolves when the server process ends, which it should not do by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts VS Code on a loopback port, with a home of its own. */
export async function startVSCode({ settings = {}, vsix, testDriver = false }: ServerOptions = {}): Promise<VSCode> {
  linkBrowserModules();
  const home = temporaryFolder("vscode");
  const folder = (name: string) => join(home, name);
  mkdirSync(folder("data/User"), { recursive: true });
  mkdirSync(folder("builtin"));
  for (const { name } of readdirSync(join(vscodeRoot, "extensions"), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    if (!leftOut.has(name)) symlinkSync(join(vscodeRoot, "extensions", name), join(folder("builtin"), name));
  }
  writeFileSync(folder("data/User/settings.json"), JSON.stringify({ ...quietSettings, ...settings }));

  const env = { ...process.env, HOME: home, TMPDIR: home };
  const places = ["--server-data-dir", home, "--extensions-dir", folder("extensions"), "--accept-server-license-terms"];
  if (vsix) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [serverMain, ...places, "--install-extension", vsix], {
      env,
      encoding: "utf8",
      timeout: 60_000,
    });
    if (status !== 0 || !/successfully installed/.test(stdout)) throw new Error(`${vsix} was not installed (${status}):\n${stdout}${stderr}`);
  }

  const listen = ["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--telemetry-level", "off"];
  const group = startGroup(
    process.execPath,
    [serverMain, ...places, ...listen, "--builtin-extensions-dir", folder("builtin"), ...(testDriver ? ["--enable-smoke-test-driver"] : [])],
    { env },
  );
  const [, port] = await group.says(/Extension host agent listening on (\d+)/, 60_000);
  return {
    port: Number(port),
    origin: `http://127.0.0.1:${port}`,
    output: group.output,
    ended: new Promise((resolve) => group.child.once("exit", () => resolve())),
    stop: async () => {
      await group.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** The address of a file or folder of this machine, as the workbench sees it. */
export const remoteUri = ({ port }: VSCode, path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;

/** The page that opens a folder; the payload is VS Code's own way to hand settings of a run to the workbench. */
export function workbenchUrl({ origin }: VSCode, folder: string, payload: readonly (readonly [string, string])[] = []): string {
  return `${origin}/?${new URLSearchParams({ folder, payload: JSON.stringify([["skipWelcome", "true"], ...payload]) })}`;
}

/** The page fetches these two by address from below VS Code's own folder; npm has put them beside it. */
function linkBrowserModules(): void {
  const folder = join(vscodeRoot, "node_modules");
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) rmSync(folder);
  mkdirSync(folder, { recursive: true });
  for (const name of ["vscode-textmate", "vscode-oniguruma"]) {
    if (!existsSync(join(folder, name))) symlinkSync(relative(folder, join(modules, name)), join(folder, name));
  }
}
