import { type Place, textOf } from "../text/source.ts";

/** Where a text stands within a place, from an offset of its own on; the whole place where it is not written there as it reads. */
export function partOf(at: Place, text: string, from = 0): Place {
  const found = text === "" ? -1 : textOf(at).indexOf(text, from);
  return found < 0 ? at : { ...at, start: at.start + found, end: at.start + found + text.length };
}
