import * as vscode from "vscode";
import { type DocumentFilter, type Middleware, vsdiag } from "vscode-languageclient";

/**
 * What the server reads; which of these documents are its business it tells from the content. Ignore files of builds and files that programs read
 * credentials from have a language of another name in each editor and with each extension: their own names tell.
 */
export const selector: readonly DocumentFilter[] = [
  ...["dockerfile", "dockercompose", "json", "jsonc", "terraform", "yaml"].map((language) => ({ language })),
  { pattern: "**/*.{dockerignore,containerignore,env}" },
  { pattern: "**/{.env.*,.npmrc,.netrc,_netrc,.pypirc,.git-credentials}" },
];

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
