import { spawnSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildBundles } from "./bundles.ts";

const root = join(import.meta.dirname, "..");
const vsix = join(root, "out/plimsoll.vsix");
/** The largest package that may be published, in bytes. */
const largest = 2.5 * 1024 * 1024;

// npm run package: the extension as one file to install or publish.
mkdirSync(join(root, "out"), { recursive: true });
await buildBundles(["client", "webClient", "server", "webServer"], { production: true });
const vsce = join(root, "node_modules/@vscode/vsce/vsce");
// The README's links to other files are for those who read it in the repository, whose address vsce would ask for.
const { status } = spawnSync(
  process.execPath,
  [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix],
  {
    cwd: root,
    stdio: "inherit",
  },
);
if (status !== 0) process.exit(status ?? 1);
const { size } = statSync(vsix);
if (size > largest) {
  console.error(`${vsix} has ${size} bytes, more than the ${largest} allowed`);
  process.exit(1);
}
