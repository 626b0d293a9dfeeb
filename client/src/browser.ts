import * as vscode from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { type Extension, start } from "./activate.ts";

let running: Extension | undefined;
let worker: Worker | undefined;

/** VS Code's entry in a browser: the server is a web worker, a new one at every start of the client. */
export async function activate(context: vscode.ExtensionContext): Promise<Extension["api"]> {
  const script = vscode.Uri.joinPath(context.extensionUri, "dist/server/browser.js").toString(true);
  const connect = () => {
    worker?.terminate();
    worker = new Worker(script, { name: "Plimsoll" });
    // Reader and writer rather than the worker itself: VS Code's worker is no instance of `Worker`, which the client asks for.
    return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
  };
  running = await start(context, (options) => new LanguageClient("plimsoll", "Plimsoll", connect, options));
  return running.api;
}

export async function deactivate(): Promise<void> {
  await running?.stop();
  worker?.terminate();
}
