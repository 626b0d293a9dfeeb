import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleSuites } from "./harness/bundles.ts";
import { missingBrowser } from "./harness/chromium.ts";
import { inNodeHost, inWebHost } from "./harness/hosts.ts";
import { inOldestVSCode } from "./harness/oldest.ts";
import { out, root } from "./harness/paths.ts";
import type { Result } from "./harness/results.ts";
import { byTestCli, byTestElectron } from "./harness/runners.ts";
import { inNeovim } from "./neovim/neovim.ts";
import { packageIsRight } from "./package/contents.ts";
import { userDistrusts, userEdits } from "./ui/editing.ts";
import { exampleIsShown } from "./ui/picture.ts";

interface Suite {
  readonly name: string;
  readonly what: string;
  /** Does it need a browser? */
  readonly browser?: false;
  run(): Promise<Result>;
}

const suites: readonly Suite[] = [
  { name: "integration", what: "the extension from its folder, in VS Code's extension host", run: () => inNodeHost({}) },
  { name: "package", what: "what the package holds", browser: false, run: packageIsRight },
  { name: "installed", what: "the installed package, in VS Code's extension host", run: () => inNodeHost({ vsix: join(root, "out/plimsoll.vsix") }) },
  { name: "web", what: "the extension in VS Code's web worker host", run: inWebHost },
  { name: "oldest", what: "the extension in the oldest VS Code for browsers that the manifest allows", run: inOldestVSCode },
  { name: "test-cli", what: "the same suite by @vscode/test-cli", run: byTestCli },
  { name: "test-electron", what: "the same suite by @vscode/test-electron", run: byTestElectron },
  { name: "ui", what: "the installed package, by mouse and keyboard", run: userEdits },
  { name: "restricted", what: "the installed package, in a folder that is not trusted", run: userDistrusts },
  { name: "example", what: "the README's example, in the editor", run: exampleIsShown },
  { name: "neovim", what: "the language server with Neovim as its client", browser: false, run: inNeovim },
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`unknown suite ${unknown.join(", ")}; known: ${suites.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

mkdirSync(out, { recursive: true });
await bundleSuites();
if (spawnSync(process.execPath, [join(root, "scripts/package.ts")], { stdio: ["ignore", "ignore", "inherit"] }).status !== 0) {
  throw new Error("the extension was not packaged");
}

const missing = await missingBrowser();
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const { name, what, browser, run } of suites.filter((suite) => named.length === 0 || named.includes(suite.name))) {
  console.log(`\n${name}: ${what}`);
  const start = performance.now();
  const { passed, failed, skipped } = await (browser !== false && missing ? skip(missing) : run()).catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  const left = skipped > 0 ? `, ${skipped} skipped` : "";
  console.log(`${name}: ${passed} passed, ${failed} failed${left} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}
writeFileSync(join(root, "out/editor-results.json"), `${JSON.stringify(totals)}\n`);
console.log(`\neditor suites: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 ? 1 : 0);

function skip(why: string): Promise<Result> {
  console.log(`SKIPPED: ${why}`);
  return Promise.resolve({ passed: 0, failed: 0, skipped: 1 });
}
