import { endOf, withoutEnd, withoutStart } from "../text/ends.ts";
import type { Edit, Place } from "../text/source.ts";
import type { Instruction, Stage } from "./build.ts";
import { isFrontendSince } from "./frontend.ts";

/** A name for a build secret, made of what the value is called: letters, digits and underscores. */
export function secretId(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/\W+/g, "_");
  return withoutStart(withoutEnd(words, "_"), "_").toUpperCase() || "PASSWORD";
}

/** Does the frontend that the file names put build secrets into variables? */
export const knowsSecretVariables = (stage: Stage): boolean => isFrontendSince(stage, 10);

/** Edits that give a RUN a build secret, as a variable where the frontend can, else as a file below /run/secrets. */
export function withSecret(stage: Stage, run: Instruction, id: string, options = ""): readonly Edit[] {
  if (run.keyword !== "RUN" || run.flags.some((f) => f.options.some((o) => o.name === "id" && o.value.is(id)))) return [];
  const asVariable = options === "" && knowsSecretVariables(stage) ? `,env=${id}` : options;
  const at = { ...run.keywordAt, start: run.keywordAt.end };
  return [{ at, text: ` --mount=type=secret,id=${id}${asVariable}` }];
}

/** Edits that put a build secret where a value stands in a RUN; none where the shell would not fill it in. */
export function readSecret(stage: Stage, run: Instruction, value: Place, id: string): readonly Edit[] {
  const word = endOf(run.at.source.text.slice(run.at.start, value.start), (c) => /\S/.test(c));
  if (word.includes("'") || run.exec || run.at.source.text.slice(run.at.start, run.at.end).includes("<<")) return [];
  const mount = withSecret(stage, run, id);
  const read = knowsSecretVariables(stage) ? `\${${id}}` : `$(cat /run/secrets/${id})`;
  return mount.length === 0 ? [] : [...mount, { at: value, text: read }];
}
