// npm run check: what a reviewer would otherwise have to look for. Fails at the first thing that is wrong.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { install, requireNode, root, run } from "./setup.mjs";

install();
requireNode();
const steps = [
  ["types", "tsc", ["-b"]],
  ["lint and format", "biome", ["check", "--error-on-warnings", "."]],
  ["unused code and packages", "knip", []],
  ["generated files", "node", ["scripts/generate.ts", "--check"]],
];
for (const [what, command, args] of steps) {
  if (run(command, args) === 0) continue;
  console.error(`check failed: ${what} (${command} ${args.join(" ")})`);
  process.exit(1);
}
if (/"resolved": "https?:/.test(readFileSync(join(root, "package-lock.json"), "utf8"))) {
  console.error("check failed: package-lock.json names registry addresses; run npm install with the project's .npmrc");
  process.exit(1);
}
console.log("check passed");
