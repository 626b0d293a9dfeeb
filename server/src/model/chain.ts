import type { Command, Stage } from "./build.ts";

/** A stage, the stage that it is built on, and so on: what ends in its image. */
export function chain(stage: Stage): readonly Stage[] {
  const stages: Stage[] = [];
  for (let s: Stage | undefined = stage; s; s = s.parent) stages.push(s);
  return stages;
}

/** All simple commands that were run on what ends in the stage's image, the last stage's first. */
export const commandsOf = (stage: Stage): readonly Command[] => chain(stage).flatMap((s) => s.commands);
