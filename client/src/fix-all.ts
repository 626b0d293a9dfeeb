import * as vscode from "vscode";
import { numberOf } from "./numbers.ts";

const kind = vscode.CodeActionKind.SourceFixAll.append("plimsoll");

/** Applies every safe fix of the active editor's document, as one step to undo. */
export async function fixAllInFile(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  const { version } = document;
  const whole = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    kind.value,
    1,
  );
  const edit = actions.find((action) => action.kind && kind.contains(action.kind) && action.edit)?.edit;
  if (!edit || document.version !== version) return void say("Plimsoll: no problems here that can be fixed safely.");
  const edits = edit.entries().reduce((count, [, changes]) => count + changes.length, 0);
  if (await vscode.workspace.applyEdit(edit)) say(`Plimsoll: ${numberOf(edits, "safe change")} made.`);
}

const say = (text: string): vscode.Disposable => vscode.window.setStatusBarMessage(text, 5000);
