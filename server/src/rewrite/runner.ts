import type { Instruction } from "../model/build.ts";
import { withoutEnd } from "../text/ends.ts";
import { textOf } from "../text/source.ts";
import type { Plan } from "./plan.ts";
import { askedAddress, execForm, plainWords } from "./start-form.ts";

/** What an instruction is in an image without a shell, comments not included. */
export function inRunner(instruction: Instruction, plan: Plan): string | undefined {
  switch (instruction.keyword) {
    case "USER":
      return `USER ${plan.runtime.user}`;
    case "ENTRYPOINT":
      // An entrypoint that is the image's own is left to it.
      return plan.verbatim ? textOf(instruction.at) : plan.entrypoint && execForm("ENTRYPOINT", plan.entrypoint);
    case "CMD":
      if (plan.verbatim) return textOf(instruction.at);
      return plan.cmd ? execForm("CMD", plan.cmd) : plan.entrypoint && execForm("ENTRYPOINT", plan.entrypoint);
    case "HEALTHCHECK":
      return healthCheck(instruction, plan);
    default:
      return textOf(instruction.at);
  }
}

function healthCheck(check: Instruction, { runtime: { interpreter }, ask, verbatim }: Plan): string | undefined {
  if (check.words[0]?.is((type) => type.toUpperCase() === "NONE")) return textOf(check.at);
  const flags = check.flags.map((f) => `${textOf(f.at)} `).join("");
  const words = plainWords(check);
  const name = words?.[0]?.replace(/^.*\//, "");
  const own = interpreter === undefined ? undefined : unversioned(interpreter.replace(/^.*\//, ""));
  if (words && interpreter !== undefined && name !== undefined && unversioned(name) === own)
    return execForm(`HEALTHCHECK ${flags}CMD`, [interpreter, ...words.slice(1)]);
  if (verbatim && words && /^(?:node|npm|yarn|python3?|java)$/.test(name ?? "")) return textOf(check.at);
  const address = ask && askedAddress(check);
  return address === undefined || /\n[ \t]*#/.test(textOf(check.at)) ? undefined : execForm(`HEALTHCHECK ${flags}CMD`, ask?.(address) ?? []);
}

/** `python3.13` is Python. */
const unversioned = (program: string): string => withoutEnd(program, "0123456789.");
