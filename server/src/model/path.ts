import { withoutEnd } from "../text/ends.ts";
import type { Instruction, Stage } from "./build.ts";
import { chain } from "./chain.ts";

/** The path seen from a folder, without `.`, `..` and doubled slashes; undefined where one of the two has to be known and is not. */
export function absolute(path: string | undefined, from: string | undefined): string | undefined {
  if (path === undefined || (!path.startsWith("/") && from === undefined)) return undefined;
  const segments: string[] = [];
  for (const segment of (path.startsWith("/") ? path : `${from}/${path}`).split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** The path without slashes at its end; "/" stays what it is. */
export const barePath = (path: string): string => withoutEnd(path, "/") || path.slice(0, 1);

/**
 * The working directory at each instruction of the stage, a WORKDIR's own being what it sets. Undefined where it is not known: before any WORKDIR
 * it is the base's own, and what a variable makes of it may be anything.
 */
export function workdirs(stage: Stage): ReadonlyMap<Instruction, string | undefined> {
  const places = new Map<Instruction, string | undefined>();
  let here: string | undefined = stage.image.is("scratch") ? "/" : undefined;
  for (const { instructions } of chain(stage).toReversed()) {
    for (const instruction of instructions) {
      if (instruction.keyword === "WORKDIR") here = absolute(instruction.words[0]?.value, here);
      places.set(instruction, here);
    }
  }
  return places;
}
