import type { Edit } from "../text/source.ts";
import type { Instruction } from "./build.ts";

/** Edits that take the word at an index out of EXPOSE, VOLUME and the like, or the instruction where it is the only one; none where that is not plain. */
export function removeWord(instruction: Instruction, index: number): readonly Edit[] {
  const { words, exec } = instruction;
  if (words.length === 1) return instruction.remove();
  const word = words[index];
  const neighbour = words[index > 0 ? index - 1 : 1];
  if (exec || !word || !neighbour) return [];
  const { source } = word.at;
  const at = index > 0 ? source.at(neighbour.at.end, word.at.end) : source.at(word.at.start, neighbour.at.start);
  // A comment between two words would go with the one or the other: who knows which.
  return source.text.slice(at.start, at.end).includes("#") ? [] : [{ at, text: "" }];
}
