import type { Instruction, Stage } from "./build.ts";
import { chain } from "./chain.ts";
import type { Field } from "./field.ts";

/** The user in force at an instruction of the stage: what the last USER above it says, or a parent's; undefined where the image's own holds. */
export function userAt(stage: Stage, instruction: Instruction): Field<string> | undefined {
  for (const s of chain(stage)) {
    const user = s.instructions.findLast((i) => i.keyword === "USER" && i.words.length > 0 && (s !== stage || i.at.start < instruction.at.start));
    if (user) return user.words[0];
  }
  return undefined;
}

/** Does what USER or --chown says name root? An empty one is root too. */
export const isRoot = (user: string): boolean => /^(?:root|0+)?(?::|$)/.test(user);

/** `app` of `app:app`. */
export const withoutGroup = (user: string): string => user.split(":", 1)[0] ?? "";
