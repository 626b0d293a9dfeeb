// npm test: set up, build, then every suite; ends with `N passed, N failed`. Fails when anything failed or nothing ran.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { install, requireNode, root, run } from "./setup.mjs";

install();
requireNode();
const results = { unit: join(root, "out/unit-results.json"), editor: join(root, "out/editor-results.json") };
for (const file of Object.values(results)) rmSync(file, { force: true });

const built = run("node", ["scripts/build.ts", "--production"]);
if (built !== 0) {
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const unit = run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results.unit}`]);
const editor = run("node", ["test/editor/run.ts"]);

const totals = { passed: 0, failed: 0, skipped: 0 };
if (existsSync(results.unit)) {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, success } = JSON.parse(readFileSync(results.unit, "utf8"));
  totals.passed += numPassedTests;
  // A file that cannot be loaded has no tests that could fail.
  totals.failed += numFailedTests || (success ? 0 : numFailedTestSuites || 1);
  totals.skipped += numPendingTests;
} else totals.failed++;
if (existsSync(results.editor)) {
  const { passed, failed, skipped } = JSON.parse(readFileSync(results.editor, "utf8"));
  totals.passed += passed;
  totals.failed += failed || (editor === 0 ? 0 : 1);
  totals.skipped += skipped;
} else totals.failed++;
if (unit !== 0 && totals.failed === 0) totals.failed = 1;

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);
