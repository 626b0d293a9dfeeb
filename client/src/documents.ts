import * as vscode from "vscode";
import { type Middleware, vsdiag } from "vscode-languageclient";

/** The languages that the server reads; which of their documents are its business it tells from the content. */
export const languages = ["dockerfile", "dockercompose", "json", "jsonc", "terraform", "yaml"] as const;

export const isRead = (document: vscode.TextDocument): boolean => languages.some((language) => language === document.languageId);

/**
 * A document that somebody can edit: not the left side of a comparison with a commit, nor another extension's read-only view,
 * whose findings would be the same ones twice.
 */
function isLive({ uri: { scheme } }: vscode.TextDocument): boolean {
  return (
    scheme === "untitled" ||
    vscode.workspace.fs.isWritableFileSystem(scheme) === true ||
    (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.scheme === scheme)
  );
}

/** Keeps documents that are not live from the server. */
export const onlyLiveDocuments: Middleware = {
  didOpen: (document, next) => (isLive(document) ? next(document) : Promise.resolve()),
  didChange: (event, next) => (isLive(event.document) ? next(event) : Promise.resolve()),
  didSave: (document, next) => (isLive(document) ? next(document) : Promise.resolve()),
  didClose: (document, next) => (isLive(document) ? next(document) : Promise.resolve()),
  provideDiagnostics: (document, previous, token, next) =>
    document instanceof vscode.Uri || isLive(document)
      ? next(document, previous, token)
      : { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] },
};
