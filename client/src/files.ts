import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { FindFiles, ReadFile } from "./protocol.ts";

/** Never worth a look, and often not worth a listing either, whatever the settings say. */
const vendored = "**/{node_modules,.git,.terraform,cdk.out,vendor}/**";
/** Larger files are not written by hand, in bytes. */
const largest = 2 * 1024 * 1024;

/** Answers a server that has no file system of its own, through the editor's: any scheme, the user's `files.exclude` honoured. */
export function serveFiles(client: BaseLanguageClient): vscode.Disposable {
  const findFiles = client.onRequest(FindFiles, async ({ folder }, token) => {
    const base = client.protocol2CodeConverter.asUri(folder);
    const uris = await vscode.workspace.findFiles(new vscode.RelativePattern(base, "**/*"), vendored, undefined, token);
    return { uris: uris.map(client.code2ProtocolConverter.asUri) };
  });
  const readFile = client.onRequest(ReadFile, async ({ uri }) => ({ text: await readText(client.protocol2CodeConverter.asUri(uri)) }));
  return vscode.Disposable.from(findFiles, readFile);
}

/** The file's text; null when it is gone, too large, or no text. */
async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > largest) return null;
    return new TextDecoder("utf-8", { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
