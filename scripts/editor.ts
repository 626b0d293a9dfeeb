import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { root, temporaryFolder } from "../test/editor/harness/paths.ts";
import { remoteUri, startVSCode, workbenchUrl } from "../test/editor/harness/vscode.ts";
import { buildBundles } from "./bundles.ts";

// npm start -- --editor: the examples in a real VS Code with the extension. The user's own where there is one; else the one from npm.
await buildBundles(["client", "webClient", "server", "webServer"], { production: false });
const examples = join(root, "examples");
const dockerfile = join(examples, "shop/web/Dockerfile");

const { status } = spawnSync("code", [`--extensionDevelopmentPath=${root}`, examples, dockerfile], {
  stdio: "ignore",
  shell: process.platform === "win32",
});
if (status === 0) {
  console.log("VS Code opens the examples with the extension.");
} else {
  // The copy is the user's to mend: the examples stay leaky.
  const folder = join(temporaryFolder("copy"), "examples");
  cpSync(examples, folder, { recursive: true });
  const vscode = await startVSCode({ testDriver: true });
  const address = workbenchUrl(vscode, folder, [
    ["extensionDevelopmentPath", remoteUri(vscode, root)],
    ["openFile", remoteUri(vscode, join(folder, "shop/web/Dockerfile"))],
  ]);
  console.log(`VS Code with the extension, on a copy of the examples (Ctrl+C ends it):\n\n  ${address}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void vscode.stop().then(() => process.exit(0)));
  await vscode.ended;
}
