import {
  type CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Position,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Problem } from "../engine/config.ts";
import type { Finding } from "../engine/run.ts";
import type { AnyRule } from "../kit/rule.ts";
import { type Edit, isAbsent, type Place, type Source } from "../text/source.ts";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** Where a rule's page is published. */
export const pageAddress = ({ name }: Pick<AnyRule, "name">): string => `https://github.com/plimsoll/plimsoll/blob/main/docs/rules/${name}.md`;

export function toRange({ source, start, end }: Place): Range {
  return { start: toPosition(source, start), end: toPosition(source, end) };
}

/** Lines and characters as the protocol counts them: both from zero, characters in UTF-16 code units. */
function toPosition(source: Source, offset: number): Position {
  const line = source.lineOf(offset);
  return { line, character: offset - (source.lines[line] ?? 0) };
}

/** The offset of a position; one beyond the text or its line is the nearest that there is. */
export function toOffset(source: Source, { line, character }: Position): number {
  const start = source.lines[line];
  if (start === undefined) return source.text.length;
  return Math.min(start + character, source.lines[line + 1] ?? source.text.length);
}

export function toPlace(source: Source, { start, end }: Range): Place {
  return source.at(toOffset(source, start), toOffset(source, end));
}

export function toDiagnostic({ rule, severity, confidence, subject, at, message, related = [] }: Finding): Diagnostic {
  return {
    range: toRange(at),
    severity: severities[severity],
    source: "plimsoll",
    code: rule.name,
    codeDescription: { href: pageAddress(rule) },
    message,
    // What says nothing any more is faded out, as unused code is.
    ...(rule.name === "unused-allow" ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length > 0
      ? { relatedInformation: related.map((r) => ({ location: { uri: r.at.source.uri, range: toRange(r.at) }, message: r.message })) }
      : {}),
    data: { risk: rule.risk, confidence, subject },
  };
}

export const problemDiagnostic = ({ at, message }: Problem): Diagnostic => ({
  range: toRange(at),
  severity: DiagnosticSeverity.Error,
  source: "plimsoll",
  code: "configuration",
  message,
});

/** The version of the text that edits of a source are for: null for a file on the disk, undefined where the text is another one by now. */
export type VersionOf = (source: Source) => number | null | undefined;

/**
 * Versioned edits: a client whose text is another one by now refuses them. Undefined where that is known already, or where a file would have to be made
 * and the client makes none.
 */
export function toWorkspaceEdit(edits: readonly Edit[], versionOf: VersionOf, createsFiles = false): WorkspaceEdit | undefined {
  const bySource = new Map<Source, TextEdit[]>();
  for (const { at, text } of edits) {
    const held = bySource.get(at.source) ?? [];
    held.push({ range: toRange(at), newText: text });
    bySource.set(at.source, held);
  }
  const changes: (CreateFile | TextDocumentEdit)[] = [];
  for (const [source, inText] of bySource) {
    const isNew = isAbsent(source);
    const version = isNew ? null : versionOf(source);
    if (version === undefined || (isNew && !createsFiles)) return undefined;
    // Neither is it written over nor added to where it is there by now: the client refuses the edit.
    if (isNew) changes.push({ kind: "create", uri: source.uri });
    changes.push({ textDocument: { uri: source.uri, version }, edits: inText });
  }
  return { documentChanges: changes };
}

/** The one edit that makes one text the other: from the first to the last character that differs. */
export function difference(before: Source, after: string): Edit {
  const { text } = before;
  const most = Math.min(text.length, after.length);
  let head = 0;
  while (head < most && text[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && text[text.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  // Both halves of a pair, and both characters of a line end, go together.
  while (head > 0 && inside(text, head)) head--;
  while (tail > 0 && inside(text, text.length - tail)) tail--;
  return { at: before.at(head, text.length - tail), text: after.slice(head, after.length - tail) };
}

const inside = (text: string, offset: number): boolean => /^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)$/.test(text.slice(offset - 1, offset + 1));
