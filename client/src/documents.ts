import * as vscode from "vscode";
import { type Middleware, vsdiag } from "vscode-languageclient";

/**
 * What the server reads: languages, of whose documents it tells from the content which are its business, and files that programs read their
 * credentials from, by name, for what language they are depends on the editor's other extensions.
 */
export const read: readonly ({ readonly language: string } | { readonly pattern: string })[] = [
  ...["dockerfile", "dockercompose", "json", "jsonc", "terraform", "yaml"].map((language) => ({ language })),
  { pattern: "**/{.env,.env.*,*.env,.npmrc,.netrc,_netrc,.pypirc,.git-credentials}" },
];

export const isRead = (document: vscode.TextDocument): boolean => vscode.languages.match(read, document) > 0;

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
