import type { Instruction } from "../../model/build.ts";
import { Field } from "../../model/field.ts";
import type { LexedInstruction } from "../../syntax/dockerfile/lex.ts";
import { quote } from "../../syntax/dockerfile/quote.ts";
import { insertAfter, insertBefore } from "../../syntax/dockerfile/write.ts";
import type { Edit } from "../../text/source.ts";
import type { Document } from "./word.ts";

/** What says how the container starts: a USER goes above it. */
const starts: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);
/** What may stand among them and does not care for the user. */
const indifferent: ReadonlySet<string> = new Set(["ARG", "ENV", "EXPOSE", "LABEL", "MAINTAINER", "STOPSIGNAL"]);

/** An instruction in both its forms. */
export interface Pair {
  readonly lexed: LexedInstruction;
  readonly instruction: Instruction;
}

/**
 * The effective user of a stage. Its own last USER where it has one; else that of its parent, which setting does not touch: the stage
 * gets a USER of its own. So it does where a RUN follows its last USER, for that step was written for the user that it has.
 */
export function effectiveUser(document: Document, from: Pair, own: readonly Pair[], inherited: Field<string> | undefined): Field<string> {
  const lens = { set: (value: string) => insertUser(document, from, own, value) };
  const index = own.findLastIndex(({ instruction }) => instruction.keyword === "USER" && instruction.words.length > 0);
  const last = own[index]?.instruction;
  const word = last?.words[0];
  if (last && word) {
    if (word.state !== "written") return word;
    const needed = own.slice(index + 1).some(({ instruction }) => instruction.keyword === "RUN");
    return Field.written(word.value ?? "", word.at, { set: needed ? lens.set : (v) => word.set(v), remove: () => last.remove() });
  }
  if (!inherited || inherited.unset) return Field.unset(from.instruction.at, lens);
  if (inherited.opaque) return inherited;
  return Field.written(inherited.value ?? "", inherited.at, lens);
}

/** A new USER: above the ENTRYPOINT, CMD or HEALTHCHECK with which the stage ends, comments on it included, else at its end. */
function insertUser({ source, lexed }: Document, from: Pair, own: readonly Pair[], value: string): readonly Edit[] {
  const text = quote(value, "quoted", lexed.escape);
  if (text === undefined) return [];
  const firstOfTail = own.findLastIndex(({ instruction: { keyword } }) => !starts.has(keyword) && !indifferent.has(keyword)) + 1;
  const start = own.slice(firstOfTail).find(({ instruction }) => starts.has(instruction.keyword));
  if (start) return insertBefore(source, lexed.pieces, start.lexed, `USER ${text}`);
  return insertAfter(source, (own.at(-1) ?? from).lexed, `USER ${text}`);
}
