import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { cache, modules } from "./paths.ts";

const flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];

/** A headless Chromium: the one that CHROME_PATH names, else the one that npm brought for Linux, else the machine's Chrome. */
export async function launchChromium(): Promise<Browser> {
  const named = process.env["CHROME_PATH"];
  if (named) return chromium.launch({ executablePath: named, args: flags });
  if (process.platform !== "linux" || process.arch !== "x64") return chromium.launch({ channel: "chrome", args: flags });
  const { executable, env } = await unpacked();
  return chromium.launch({ executablePath: executable, args: flags, env });
}

/** Why no browser starts on this machine, and what to do about it; undefined where one does. */
export async function missingBrowser(): Promise<string | undefined> {
  try {
    await (await launchChromium()).close();
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return `no browser starts here (${why}). Install one (apt-get install chromium) and set CHROME_PATH to it.`;
  }
}

/** Unpacks Chromium once; where the machine lacks its libraries, those of the package, and its fonts where there are none. */
async function unpacked(): Promise<{ readonly executable: string; readonly env: Record<string, string> }> {
  const bin = join(modules, "@sparticuz/chromium/bin");
  const { version } = JSON.parse(readFileSync(join(bin, "../package.json"), "utf8")) as { readonly version: string };
  const folder = join(cache, `chromium-${version}`);
  const executable = join(folder, "chromium");
  if (!existsSync(executable)) await decompress(join(bin, "chromium.br"), executable);

  const env = Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  if (!runs(executable, env)) {
    await unpackTar(join(bin, "al2023.tar.br"), folder);
    env["LD_LIBRARY_PATH"] = [join(folder, "lib"), env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter);
    if (!runs(executable, env)) {
      throw new Error("Chromium lacks libraries of the system");
    }
  }
  if (!existsSync("/etc/fonts/fonts.conf")) {
    await unpackTar(join(bin, "fonts.tar.br"), folder);
    env["FONTCONFIG_FILE"] = join(folder, "ours.conf");
    writeFileSync(env["FONTCONFIG_FILE"], `<fontconfig><dir>${join(folder, "fonts")}</dir><cachedir>${folder}</cachedir></fontconfig>`);
  }
  return { executable, env };
}

const runs = (executable: string, env: Record<string, string>): boolean =>
  spawnSync(executable, ["--version"], { env, timeout: 30_000 }).status === 0;

/** Never leaves half a file: others look whether it exists. */
async function decompress(from: string, to: string): Promise<void> {
  mkdirSync(join(to, ".."), { recursive: true });
  const partial = `${to}.${process.pid}`;
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(partial, { mode: 0o755 }));
  renameSync(partial, to);
}

async function unpackTar(from: string, folder: string): Promise<void> {
  const tar = join(folder, `${from.slice(from.lastIndexOf("/") + 1)}.tar`);
  if (existsSync(tar)) return;
  await decompress(from, tar);
  const { status, stderr } = spawnSync("tar", ["-xf", tar, "-C", folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`tar could not unpack ${tar}: ${stderr}`);
}
