import type { Stage } from "../model/build.ts";
import type { Field } from "../model/field.ts";
import type { Deployment, Facts } from "../model/subjects.ts";

/** The containers of each file, joined with the Dockerfile that builds their image. */
export function link(files: readonly (readonly [uri: string, facts: Facts])[]): ReadonlyMap<string, readonly Deployment[]> {
  const builds = finalStages(files);
  const deployments = new Map<string, readonly Deployment[]>();
  for (const [uri, { container }] of files) {
    if (container.length === 0) continue;
    deployments.set(
      uri,
      container.map((c) => ({ address: c.address, container: c, build: builds.get(repository(c.image)) })),
    );
  }
  return deployments;
}

/** What other files can see of a file: values, not places. Typing elsewhere in it changes nothing for them. */
export function digest({ container, stage }: Facts): string {
  const state = <T>(f: Field<T>): T | string => f.value ?? f.state;
  return JSON.stringify([
    container.map((c) => [state(c.name), state(c.image), state(c.user)]),
    stage.map((s) => [s.final, state(s.image), state(s.user)]),
  ]);
}

/** Final stages by the name of the directory that holds their Dockerfile; a name that two directories have stands for neither. */
function finalStages(files: readonly (readonly [uri: string, facts: Facts])[]): ReadonlyMap<string, Stage> {
  const stages = new Map<string, Stage>();
  const ambiguous = new Set<string>();
  for (const [uri, { stage }] of files) {
    const final = stage.find((s) => s.final);
    const name = uri.split("/").at(-2);
    if (!final || !name) continue;
    if (stages.has(name)) ambiguous.add(name);
    stages.set(name, final);
  }
  for (const name of ambiguous) stages.delete(name);
  return stages;
}

/** The last path segment of an image reference: `1234.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1` is "web". */
const repository = (image: Field<string>): string => /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image.value ?? "")?.[1] ?? "";
