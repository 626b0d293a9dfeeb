import { CodeActionKind, type Connection, DocumentDiagnosticReportKind, TextDocumentSyncKind, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Source } from "../text/source.ts";
import { type Shell, Workspace } from "../workspace/workspace.ts";
import { toCodeAction, toDiagnostic, toRange } from "./convert.ts";

/** Serve one editor. Knows the protocol and nothing of the rules; runs in Node and in a web worker alike. */
export function serve(connection: Connection, shell: Shell): void {
  const workspace = new Workspace(shell);
  const documents = new TextDocuments(TextDocument);

  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      diagnosticProvider: { identifier: "plimsoll", interFileDependencies: true, workspaceDiagnostics: false },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    },
  }));

  documents.onDidChangeContent(({ document }) => {
    workspace.update(new Source(document.uri, document.getText(), document.version, document.languageId));
    workspace.settle();
  });

  connection.languages.diagnostics.on(({ textDocument: { uri } }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: workspace.findings(uri).map(toDiagnostic),
  }));

  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    workspace
      .findings(uri)
      .filter((f) => {
        const { start, end } = toRange(f.at);
        return start.line <= range.end.line && end.line >= range.start.line;
      })
      .flatMap((f) => (f.fixes ?? []).filter((fix) => workspace.proves(f, fix)).map((fix) => toCodeAction(f, fix))),
  );

  documents.listen(connection);
  connection.listen();
}
