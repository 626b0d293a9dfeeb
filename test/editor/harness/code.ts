#!/usr/bin/env node
// A stand-in for VS Code's desktop executable: takes what @vscode/test-electron and @vscode/test-cli give to it, and runs the same
// tests in VS Code's server build with its workbench in a headless Chromium.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { mark } from "../suite/report.ts";
import { launchChromium } from "./chromium.ts";
import { hostDied } from "./results.ts";
import { remoteUri, startVSCode, workbenchUrl } from "./vscode.ts";

const args = process.argv.slice(2);
const paths = (name: string): readonly string[] =>
  args
    .filter((arg) => arg.startsWith(`--${name}=`))
    .map((arg) => arg.slice(name.length + 3))
    .map((path) => (path.startsWith("file:") ? fileURLToPath(path) : resolve(path)));
const folder = args.find((arg) => !arg.startsWith("-"));
const [tests] = paths("extensionTestsPath");
if (!tests || !folder) {
  console.error("this stand-in for VS Code only runs --extensionTestsPath in a folder");
  process.exit(2);
}

/** What VS Code says of itself, on the same console as the tests. */
const chatter = /^(?:Resolv|Creating a socket|Updating additional|\[AccountPolicyGate|\[AgentHost|\[reconnection)/;
const vscode = await startVSCode({ testDriver: true });
const browser = await launchChromium();
let code: number;
try {
  const page = await browser.newPage();
  const exit = new Promise<number>((done) => {
    void page.exposeFunction("codeAutomationExit", done);
    page.on("crash", () => done(97));
    void vscode.ended.then(() => done(98));
    setTimeout(() => done(99), 300_000).unref();
  });
  await page.exposeFunction("codeAutomationLog", (type: string, values: readonly unknown[]) => {
    const text = format(...values);
    if (type === "info" && !chatter.test(text)) console.log(text.startsWith(mark) ? text.slice(mark.length) : text);
  });
  await page.goto(
    workbenchUrl(vscode, resolve(folder), [
      ...paths("extensionDevelopmentPath").map((path) => ["extensionDevelopmentPath", remoteUri(vscode, path)] as const),
      ["extensionTestsPath", remoteUri(vscode, tests)],
    ]),
  );
  code = await exit;
  if (code === 0 && hostDied(vscode)) code = 96;
} finally {
  await browser.close();
  await vscode.stop();
}
process.exit(code);
