import type { Command, Instruction } from "../../model/build.ts";
import type { Lookup } from "../../syntax/dockerfile/expand.ts";
import type { LexedInstruction } from "../../syntax/dockerfile/lex.ts";
import type { Document } from "./word.ts";

/** The simple commands of a RUN. */
export function commandsOf(_document: Document, _lexed: LexedInstruction, _instruction: Instruction, _lookup: Lookup): readonly Command[] {
  return [];
}
