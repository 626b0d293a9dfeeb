import { format } from "node:util";
import type { Page } from "playwright-core";
import { mark, type Stats } from "../suite/report.ts";
import type { VSCode } from "./vscode.ts";

/** How many tests of a suite passed, failed and were left out. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How long a run of the extension tests may take, in milliseconds, before it counts as hung. */
const limit = 180_000;
const verbose = process.env["VERBOSE"] !== undefined;

/**
 * Hears from a workbench how the extension tests in it go; call it before the page is opened. The reports of tests are printed
 * as they come; the log is printed when no result arrives. A dead extension host has exit code 0, so the count is what tells.
 */
export async function hearTests(page: Page, ended: Promise<unknown>): Promise<{ readonly result: () => Promise<Result> }> {
  const log: string[] = [];
  const keep = (line: string) => {
    log.push(line);
    if (verbose) console.error(line);
  };
  let stats: Stats | undefined;
  const exit = new Promise<string>((resolve) => {
    void page.exposeFunction("codeAutomationExit", (code: number) => resolve(`exit code ${code}`));
    page.on("crash", () => resolve("the page crashed"));
    void ended.then(() => resolve("VS Code ended early"));
    setTimeout(() => resolve("the tests hang"), limit).unref();
  });
  await page.exposeFunction("codeAutomationLog", (type: string, values: readonly unknown[]) => {
    const text = format(...values);
    if (text.startsWith(`${mark}RESULT `)) stats = JSON.parse(text.slice(`${mark}RESULT `.length)) as Stats;
    else if (text.startsWith(mark)) console.log(text.slice(mark.length));
    else keep(`[${type}] ${text}`);
  });
  page.on("pageerror", (error) => keep(`[page] ${error.stack}`));
  page.on("requestfailed", (request) => keep(`[request] ${request.url()} ${request.failure()?.errorText}`));

  return {
    result: async () => {
      const how = await exit;
      const done = stats;
      if (done && done.passes > 0 && (how === "exit code 0") === (done.failures === 0)) {
        return { passed: done.passes, failed: done.failures, skipped: done.pending };
      }
      console.error(`${log.slice(-100).join("\n")}\nNo trustworthy result: ${how}, ${JSON.stringify(done)}`);
      return { passed: done?.passes ?? 0, failed: Math.max(done?.failures ?? 0, 1), skipped: 0 };
    },
  };
}

/** The workbench ends with 0 when the extension host dies; the server's log tells the truth. */
export const hostDied = (vscode: VSCode): boolean =>
  Array.from(vscode.output().matchAll(/Extension Host Process exited with code: (\w+)/g)).some(([, code]) => code !== "0");
