import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { copyOfWorkspace, modules, out, root } from "./paths.ts";
import type { Result } from "./results.ts";

/** The suite by VS Code's own command line runner, `vscode-test`, with the counts of its report. */
export function byTestCli(): Promise<Result> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(modules, "@vscode/test-cli/out/bin.mjs"), "--no-color"], {
    cwd: root,
    env: { ...process.env, PLIMSOLL_TEST_WORKSPACE: copyOfWorkspace() },
    encoding: "utf8",
    timeout: 400_000,
  });
  const count = (what: string) => Number(new RegExp(`^\\s*(\\d+) ${what}`, "m").exec(stdout)?.[1] ?? 0);
  const passed = count("passing");
  const failed = count("failing");
  if (failed > 0 || status !== 0) console.log(stdout + stderr);
  return Promise.resolve({ passed, failed: failed || (status === 0 && passed > 0 ? 0 : 1), skipped: count("pending") });
}

/** The suite by @vscode/test-electron, which tells by success or failure alone: one result. */
export async function byTestElectron(): Promise<Result> {
  const options = {
    extensionDevelopmentPath: root,
    extensionTestsPath: join(out, "node.cjs"),
    launchArgs: [copyOfWorkspace()],
    ...(process.env["VSCODE_DESKTOP"] ? {} : { vscodeExecutablePath: join(root, "test/editor/harness/code.ts") }),
  };
  const code = await runTests(options).catch((error: unknown) => error);
  if (code === 0) return { passed: 1, failed: 0, skipped: 0 };
  console.log("@vscode/test-electron:", code);
  return { passed: 0, failed: 1, skipped: 0 };
}
