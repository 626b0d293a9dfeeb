// Installs what package-lock.json names, once per lock file. Plain JavaScript for whatever Node the machine has.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Make node_modules what the lock file says; nothing to do when it is already. Exits with npm's code when that fails. */
export function install() {
  const stamp = join(root, "node_modules/.plimsoll-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing npm packages (about a minute the first time) …");
  const npm = process.env["npm_execpath"] ? [process.execPath, process.env["npm_execpath"]] : [process.platform === "win32" ? "npm.cmd" : "npm"];
  // `install` takes the versions and checksums of the lock file as `ci` does, but does not mind that the lock file names the
  // optional packages of only some platforms; `--no-save` leaves the lock file as it is.
  const { status } = spawnSync(npm[0], [...npm.slice(1), "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) process.exit(status ?? 2);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

/** An environment in which `node` is at least 22: the one from node_modules where this one is older. */
export const environment = () => ({ ...process.env, PATH: join(root, "node_modules/.bin") + delimiter + (process.env["PATH"] ?? "") });

/** Run one program of the project to its end; answers its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: environment(), ...options });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** Refuse an old Node with a sentence instead of a stack of errors. */
export function requireNode() {
  const { stdout } = spawnSync("node", ["--version"], { env: environment(), encoding: "utf8" });
  const major = Number(/^v(\d+)/.exec(stdout ?? "")?.[1]);
  if (major >= 22) return;
  console.error(
    `Plimsoll needs Node 22 or newer; this is ${stdout?.trim() || process.version}, and no newer one could be installed from npm for ${process.platform}-${process.arch}.`,
  );
  process.exit(2);
}
