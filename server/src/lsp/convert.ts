import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Position,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Finding } from "../engine/run.ts";
import type { Fix } from "../kit/rule.ts";
import type { Edit, Place, Source } from "../text/source.ts";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toRange({ source, start, end }: Place): Range {
  return { start: toPosition(source, start), end: toPosition(source, end) };
}

/** Lines and characters as the protocol counts them: both from zero, characters in UTF-16 code units. */
function toPosition(source: Source, offset: number): Position {
  const line = source.lineOf(offset);
  return { line, character: offset - (source.lines[line] ?? 0) };
}

export function toDiagnostic({ rule, severity, at, message, related = [] }: Finding): Diagnostic {
  return {
    range: toRange(at),
    severity: severities[severity],
    source: "plimsoll",
    code: rule.name,
    message,
    relatedInformation: related.map((r) => ({ location: { uri: r.at.source.uri, range: toRange(r.at) }, message: r.message })),
  };
}

export function toCodeAction(finding: Finding, fix: Fix): CodeAction {
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(finding)], edit: toWorkspaceEdit(fix.edits) };
}

function toWorkspaceEdit(edits: readonly Edit[]): WorkspaceEdit {
  const bySource = new Map<Source, TextDocumentEdit>();
  for (const { at, text } of edits) {
    const { uri, version } = at.source;
    const change = bySource.get(at.source) ?? { textDocument: { uri, version }, edits: [] };
    change.edits.push({ range: toRange(at), newText: text });
    bySource.set(at.source, change);
  }
  return { documentChanges: [...bySource.values()] };
}
