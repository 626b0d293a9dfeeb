import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import { copyOfWorkspace, out, root } from "./paths.ts";
import { hearTests, hostDied, type Result } from "./results.ts";
import { remoteUri, type ServerOptions, startVSCode, type VSCode, workbenchUrl } from "./vscode.ts";

const viewport = { width: 1280, height: 800 };

/** The suite in VS Code's extension host, with the extension from its folder, or with the package installed. */
export function inNodeHost({ vsix }: Pick<ServerOptions, "vsix">): Promise<Result> {
  return inWorkbench({ vsix }, async (vscode, page) => {
    const extension = vsix ? join(root, "test/editor/probe") : root;
    await page.goto(
      workbenchUrl(vscode, copyOfWorkspace(), [
        ["extensionDevelopmentPath", remoteUri(vscode, extension)],
        ["extensionTestsPath", remoteUri(vscode, join(out, "node.cjs"))],
      ]),
    );
  });
}

/** The suite in VS Code's extension host for browsers, a web worker. */
export function inWebHost(): Promise<Result> {
  return inWorkbench({}, async (vscode, page) => {
    await serveExtension(page.context(), vscode);
    await page.addInitScript(developExtension, { authority: `127.0.0.1:${vscode.port}` });
    await page.goto(workbenchUrl(vscode, copyOfWorkspace()));
  });
}

async function inWorkbench(options: ServerOptions, open: (vscode: VSCode, page: Page) => Promise<void>): Promise<Result> {
  const vscode = await startVSCode({ ...options, testDriver: true });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport });
    const { result } = await hearTests(page, vscode.ended);
    await open(vscode, page);
    const counts = await result();
    if (counts.failed > 0) await page.screenshot({ path: join(out, "failed.png") });
    return hostDied(vscode) ? { ...counts, failed: counts.failed + 1 } : counts;
  } finally {
    await browser.close();
    await vscode.stop();
  }
}

const prefix = "/__extension";
const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".json": "application/json" };

/** Answers the page's requests for the extension's files, at the server's own address. */
async function serveExtension(context: BrowserContext, { origin }: VSCode): Promise<void> {
  await context.route(`${origin}${prefix}/**`, (route) => {
    const path = normalize(decodeURIComponent(new URL(route.request().url()).pathname.slice(prefix.length)));
    const file = join(root, path);
    if (!existsSync(file) || !statSync(file).isFile()) return route.fulfill({ status: 404, body: "" });
    return route.fulfill({ body: readFileSync(file), contentType: types[extname(file)] ?? "text/plain" });
  });
}

/** Runs in the page. The web host takes extensions under development from the page's configuration only. */
function developExtension({ authority }: { readonly authority: string }): void {
  const at = (path: string) => ({ scheme: "http", authority, path: `/__extension${path}` });
  new MutationObserver((_, observer) => {
    const element = document.getElementById("vscode-workbench-web-configuration");
    const settings = element?.dataset["settings"];
    if (!element || !settings) return;
    observer.disconnect();
    const developmentOptions = { extensions: [at("")], extensionTestsPath: at("/out/editor/web.js") };
    element.dataset["settings"] = JSON.stringify({ ...JSON.parse(settings), developmentOptions });
  }).observe(document, { childList: true, subtree: true });
}
