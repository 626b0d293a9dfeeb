import type { Edit, Source } from "../../text/source.ts";
import type { LexedInstruction, Piece } from "./lex.ts";

/** Put an instruction, given without line end, on a line of its own behind another one. None where that one swallows what follows. */
export function insertAfter(source: Source, instruction: LexedInstruction, text: string): readonly Edit[] {
  if (instruction.open) return [];
  const end = contentEnd(source, instruction.lines);
  return [{ at: source.at(end), text: `${source.eol}${source.indent(instruction.at[0])}${text}` }];
}

/** Put an instruction on a line of its own before another one, above the comment lines that stand right on it. */
export function insertBefore(source: Source, pieces: readonly Piece[], instruction: LexedInstruction, text: string): readonly Edit[] {
  let index = pieces.indexOf(instruction.lines);
  while (pieces[index - 1]?.kind === "comment") index--;
  const start = pieces[index]?.start ?? instruction.lines.start;
  return [{ at: source.at(start), text: `${source.indent(instruction.at[0])}${text}${source.eol}` }];
}

/** Take an instruction out with its lines; the text ends in a line end as it did before. */
export function removeInstruction(source: Source, { lines }: LexedInstruction): readonly Edit[] {
  const { text } = source;
  const last = lines.end === text.length && text[lines.end - 1] !== "\n";
  let { start } = lines;
  if (last && start > 0) start -= text[start - 2] === "\r" ? 2 : 1;
  return [{ at: source.at(start, lines.end), text: "" }];
}

/** Where the last line of a piece ends, its line end not included. */
function contentEnd({ text }: Source, { start, end }: Piece): number {
  let i = end;
  if (text[i - 1] === "\n") i--;
  while (i > start && text[i - 1] === "\r") i--;
  return i;
}
