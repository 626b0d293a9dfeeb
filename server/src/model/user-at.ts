import type { Instruction, Stage } from "./build.ts";
import type { Field } from "./field.ts";

/** The user in force at each instruction of the stage: what the last USER above it says, or a parent's; unset where the image's own holds. */
export function usersAt(stage: Stage): ReadonlyMap<Instruction, Field<string> | undefined> {
  const users = new Map<Instruction, Field<string> | undefined>();
  let user: Field<string> | undefined = stage.parent?.user.unset ? undefined : stage.parent?.user;
  for (const instruction of stage.instructions) {
    if (instruction.keyword === "USER" && instruction.words[0]) user = instruction.words[0];
    users.set(instruction, user);
  }
  return users;
}

/** Does what USER or --chown says name root? An empty one is root too. */
export const isRoot = (user: string): boolean => /^(?:root|0+)?(?::|$)/.test(user);

/** `app` of `app:app`. */
export const withoutGroup = (user: string): string => user.split(":", 1)[0] ?? "";
