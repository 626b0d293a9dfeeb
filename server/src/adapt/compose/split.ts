import { Field } from "../../model/field.ts";
import { type Edit, textOf } from "../../text/source.ts";

/** Stands for a placeholder in a text that is to be split. */
const hole = "\0";

/**
 * The pieces of a text that is several in one: `./data:/data:ro`. `cut` gives the lengths at which it is split, each separator one
 * character; a placeholder is one character, too. To set a piece writes the text anew.
 */
export function split(whole: Field<string>, cut: (text: string) => readonly string[]): readonly Field<string>[] {
  const text = whole.value ?? whole.parts.map((part) => part ?? hole).join("");
  const pieces = cut(text);
  const separators = pieces.map((piece, i) => {
    const end = pieces.slice(0, i).reduce((n, p) => n + p.length + 1, piece.length);
    return text.charAt(end);
  });
  const quote = /^["']/.test(textOf(whole.at)) ? 1 : 0;
  const isPlain = whole.value !== undefined && whole.at.source.text.startsWith(whole.value, whole.at.start + quote);
  let start = whole.at.start + quote;
  return pieces.map((piece, i) => {
    const at = isPlain ? whole.at.source.at(start, start + piece.length) : whole.at;
    start += piece.length + 1;
    if (piece.includes(hole)) return Field.opaque<string>(at, partsOf(piece));
    const set = (value: string): readonly Edit[] => whole.set(pieces.map((p, k) => (k === i ? value : p) + (separators[k] ?? "")).join(""));
    return Field.written(piece, at, { key: whole.key, set });
  });
}

const partsOf = (piece: string): readonly (string | undefined)[] =>
  piece.split(/(\0)/).flatMap((part) => (part === hole ? [undefined] : part === "" ? [] : [part]));
