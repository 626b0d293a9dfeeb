import type { Instruction } from "./build.ts";
import type { Field } from "./field.ts";

/** The sources of COPY and ADD; none for what comes from another stage or image (`--from`), and for other instructions. */
export const copiedFrom = ({ keyword, flags, words }: Instruction): readonly Field<string>[] =>
  ["COPY", "ADD"].includes(keyword) && !flags.some((f) => f.name === "from") ? words.slice(0, -1) : [];

/** Does COPY itself leave something out? */
export const excludes = ({ flags }: Instruction): boolean => flags.some((f) => f.name === "exclude");
