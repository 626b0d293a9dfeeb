import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@vscode/test-cli";

// The suites write to the workspace: they get a copy.
const workspaceFolder = process.env["PLIMSOLL_TEST_WORKSPACE"] ?? mkdtempSync(join(tmpdir(), "plimsoll-workspace-"));
cpSync(join(import.meta.dirname, "test/editor/workspace"), workspaceFolder, { recursive: true });

export default defineConfig({
  files: "out/editor/plimsoll.test.cjs",
  workspaceFolder,
  extensionDevelopmentPath: import.meta.dirname,
  mocha: { ui: "tdd", timeout: 30_000, retries: 1 },
  // VSCODE_DESKTOP=1 downloads the desktop's VS Code; otherwise the one from npm stands in for it.
  ...(process.env["VSCODE_DESKTOP"] ? { version: "stable" } : { useInstallation: { fromPath: "test/editor/harness/code.ts" } }),
});
