import type { Stage } from "./build.ts";

/** Has the frontend that the file names what came with docker/dockerfile 1.`minor`? One that is not named is Docker's own, which is taken to be new. */
export function isFrontendSince({ frontend }: Pick<Stage, "frontend">, since: number): boolean {
  const [, major = "1", minor] = /^docker(?:\.io\/docker)?\/dockerfile:(\d{1,3})(?:\.(\d{1,3}))?/.exec(frontend?.value ?? "") ?? [];
  return Number(major) > 1 || minor === undefined || Number(minor) >= since;
}
