import type { Instruction, Stage } from "./build.ts";
import { chain } from "./chain.ts";

/** What starts in a stage's image, as far as its Dockerfile says: the ENTRYPOINT and the CMD in force. An inherited CMD counts even where an ENTRYPOINT resets it. */
export const started = (stage: Stage): readonly Instruction[] => [...inForce(stage, "ENTRYPOINT"), ...inForce(stage, "CMD")];

export const startsSomething = (stage: Stage): boolean => started(stage).length > 0;

/** The words of what starts; where one is a shell's text, its own words. */
export const startWords = (stage: Stage): readonly string[] => started(stage).flatMap((i) => i.words.flatMap((w) => w.value?.split(" ") ?? []));

/** The last such instruction of the stage, else that of the nearest parent that has one; at most one. */
export const inForce = (stage: Stage, keyword: "ENTRYPOINT" | "CMD"): readonly Instruction[] =>
  chain(stage)
    .flatMap((s) => s.instructions.findLast((i) => i.keyword === keyword) ?? [])
    .slice(0, 1);
