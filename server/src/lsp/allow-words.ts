import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { allowedNameAt } from "../engine/allow.ts";
import { toRange } from "./convert.ts";
import type { Session } from "./session.ts";

/** The rules that a comment may name where one is being written, those that find something in the file first; undefined elsewhere. */
export function rulesToAllow(session: Session, uri: string, offset: number): readonly CompletionItem[] | undefined {
  const workspace = session.current();
  const at = allowedNameAt(workspace.reading(uri)?.comments ?? [], offset);
  if (!at) return undefined;
  const found = new Set(workspace.findings(uri).map((f) => f.rule.name));
  return session.host.rules.map(({ name, title }) => ({
    label: name,
    detail: title,
    kind: CompletionItemKind.Reference,
    textEdit: { range: toRange(at), newText: name },
    sortText: `${found.has(name) ? 0 : 1}${name}`,
  }));
}
