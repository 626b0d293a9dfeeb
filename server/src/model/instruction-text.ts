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

/** The empty lines, with their ends, in the middle of an instruction whose lines go on behind `mark`; none of one with heredocs. */
export function emptyLines(instruction: Instruction, mark: string): readonly Place[] {
  const written = writtenOf(instruction);
  if (!written.includes("\n") || written.includes("<<")) return [];
  const { source, start } = instruction.at;
  const found: Place[] = [];
  let goesOn = false;
  let offset = start;
  for (const line of written.split("\n")) {
    const text = line.trim();
    const end = offset + line.length + 1;
    if (goesOn && text === "" && end <= instruction.at.end) found.push(source.at(offset, end));
    else if (!text.startsWith("#")) goesOn = text.endsWith(mark);
    offset = end;
  }
  return found;
}
