import type * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { type Extension, start } from "./activate.ts";

let running: Extension | undefined;

/** VS Code's entry on the desktop, on a remote machine and in a container: the server is a process beside the extension host. */
export async function activate(context: vscode.ExtensionContext): Promise<Extension["api"]> {
  const server = { module: context.asAbsolutePath("dist/server/node.cjs"), transport: TransportKind.ipc };
  running = await start(context, (options) => new LanguageClient("plimsoll", "Plimsoll", server, options));
  return running.api;
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}
