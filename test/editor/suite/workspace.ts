import * as vscode from "vscode";
import type { Api } from "../../../client/src/activate.ts";
import { ok, until } from "./assert.ts";

/** The file of the workspace under test. */
export function file(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  ok(folder, "a workspace is open");
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The extension's own answers, once its server is up. */
export async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>("plimsoll.plimsoll-vscode");
  ok(extension, "the extension is installed");
  const exported = await extension.activate();
  await until("the language server", () => exported.running());
  return exported;
}

/** The rules found in a document or file, in the order of places. */
export function found(at: vscode.Uri): readonly string[] {
  return ours(at)
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map(ruleOf);
}

const ours = (at: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(at).filter(({ source }) => source === "plimsoll");

const ruleOf = ({ code }: vscode.Diagnostic): string => String(typeof code === "object" ? code.value : code);

export const finds = (at: vscode.Uri, rule: string): Promise<vscode.Diagnostic> =>
  until(`${rule} in ${at.path}`, () => ours(at).find((diagnostic) => ruleOf(diagnostic) === rule));

export const forgets = (at: vscode.Uri, rule: string): Promise<boolean> =>
  until(`${rule} to go from ${at.path}`, () => !ours(at).some((diagnostic) => ruleOf(diagnostic) === rule));

/** Gives the file the text, on disk: what another program would do. */
export const write = (at: vscode.Uri, text: string): Thenable<void> => vscode.workspace.fs.writeFile(at, new TextEncoder().encode(text));

/** Puts an open document back to what is on disk. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand("workbench.action.files.revert");
  await until("the document to be as saved", () => !document.isDirty);
}

export async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const start = document.getText().indexOf(before);
  ok(start >= 0, `"${before}" is in the document`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + before.length)), after);
  ok(await vscode.workspace.applyEdit(edit), "the edit was applied");
}
