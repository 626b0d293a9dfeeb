import { type Place, textOf } from "../text/source.ts";
import type { Instruction, Stage } from "./build.ts";

/** An instruction, or a flag of it, as it is written. */
export const writtenOf = ({ at }: Pick<Instruction, "at">): string => textOf(at);

/** A word as it is written. */
export interface WrittenWord {
  readonly text: string;
  readonly at: Place;
}

/** The words of FROM behind its keyword, flags among them; none where a comment stands between them. */
export function fromWords({ from }: Stage): readonly WrittenWord[] {
  const text = textOf(from);
  if (text.includes("#")) return [];
  return Array.from(text.matchAll(/\S+/g), (m) => ({ text: m[0], at: from.source.at(from.start + m.index, from.start + m.index + m[0].length) }))
    .slice(1)
    .filter((word) => word.text !== "\\" && word.text !== "`");
}

/** All from one word of an instruction to its end. */
export const toEnd = ({ at }: Instruction, word: { readonly at: Place }): Place => at.source.at(word.at.start, at.end);
