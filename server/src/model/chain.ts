import type { Command, Stage } from "./build.ts";

/** A stage, the stage that it is built on, and so on: what ends in its image. */
export function chain(stage: Stage): readonly Stage[] {
  const stages: Stage[] = [];
  for (let s: Stage | undefined = stage; s; s = s.parent) stages.push(s);
  return stages;
}

/** All simple commands that were run on what ends in the stage's image, the last stage's first. */
export const commandsOf = (stage: Stage): readonly Command[] => chain(stage).flatMap((s) => s.commands);

/** The stages above one in the file, whether it builds on them or not: what its COPY --from may name. */
export const earlier = (stage: Stage): readonly Stage[] => stage.stages.slice(0, stage.stages.indexOf(stage));
