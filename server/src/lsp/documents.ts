import { type TextDocumentContentChangeEvent, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Source } from "../text/source.ts";

/** The open documents, as their editor last told them. */
export type Documents = TextDocuments<TextDocument>;

export const openDocuments = (): Documents => new TextDocuments({ create: TextDocument.create, update });

export const sourceOf = (document: TextDocument): Source => new Source(document.uri, document.getText(), document.version, document.languageId);

/**
 * Many changes in one message come from many cursors, the last in the text first: then no change moves those after it, and
 * all can be made in one pass over the text. One by one each would copy the whole text.
 */
export function update(document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number): TextDocument {
  if (changes.length < 8) return TextDocument.update(document, changes, version);
  const text = document.getText();
  const pieces: string[] = [];
  let end = text.length;
  for (const change of changes) {
    if (!("range" in change)) return TextDocument.update(document, changes, version);
    const from = document.offsetAt(change.range.start);
    const to = document.offsetAt(change.range.end);
    if (from > to || to > end) return TextDocument.update(document, changes, version);
    pieces.push(text.slice(to, end), change.text);
    end = from;
  }
  pieces.push(text.slice(0, end));
  return TextDocument.update(document, [{ text: pieces.toReversed().join("") }], version);
}
