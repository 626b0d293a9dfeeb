import { Field, type Lens } from "../../model/field.ts";
import { expand, known, type Lookup, type Parts, unknown } from "../../syntax/dockerfile/expand.ts";
import type { Joined } from "../../syntax/dockerfile/joined.ts";
import type { Lexed } from "../../syntax/dockerfile/lex.ts";
import { quote, type Style } from "../../syntax/dockerfile/quote.ts";
import type { Place, Source } from "../../text/source.ts";

/** A Dockerfile while it is read. */
export interface Document {
  readonly source: Source;
  readonly lexed: Lexed;
}

/** Where only the running container knows the variables. */
export const atRunTime: Lookup = () => unknown;

export const place = (document: Document, joined: Joined): Place => document.source.at(...joined.range());

/** What the build makes of a word; undefined where it is a syntax error to BuildKit. */
export const expanded = (document: Document, word: Joined, lookup: Lookup): Parts | undefined => expand(word.text, document.lexed.escape, lookup);

/** A word as a field: opaque where a part of it is unknown, and written anew in the given style. */
export function wordField(document: Document, word: Joined, parts: Parts | undefined, style: Style, more: Lens<string> = {}): Field<string> {
  const at = place(document, word);
  const set = (value: string) => {
    const text = quote(value, style, document.lexed.escape, word.text);
    return text === undefined ? [] : [{ at, text }];
  };
  return fieldOf(parts, at, { set, ...more });
}

/** A field of what is known of a text. */
export function fieldOf(parts: Parts | undefined, at: Place, lens: Lens<string> = {}): Field<string> {
  const value = parts && known(parts);
  if (value !== undefined) return Field.written(value, at, lens);
  return Field.opaque(at, parts?.some((p) => p !== undefined) ? parts : []);
}
