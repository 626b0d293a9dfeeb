import { rememberedOf } from "../../knowledge/remembered.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import type { Source } from "../../text/source.ts";
import { isOfCompose } from "../compose.ts";
import type { ProjectPart } from "./part.ts";

/** Files that one includes as one application, each lying over those before it. */
export interface Stack {
  readonly base: ProjectPart;
  readonly over: readonly ProjectPart[];
}

/** Does the file include some that lie over one another? A single one is read as it is by itself. */
export const includesStacks = (root: MapNode): boolean => pathsIn(root).some((paths) => paths.length > 1);

/**
 * The stacks of a file: https://docs.docker.com/reference/compose-file/include/. `find` finds a file by its path. Those of which one is not there, or
 * no Compose file, are left out.
 */
export const stacksIn = (root: MapNode, find: (path: string) => Source | undefined): readonly Stack[] =>
  pathsIn(root).flatMap((paths) => {
    const parts = paths.flatMap((path) => {
      const source = path === undefined ? undefined : find(path);
      return (source && partIn(source)) ?? [];
    });
    const [base, ...over] = parts;
    return base && over.length > 0 && parts.length === paths.length ? [{ base, over }] : [];
  });

const pathsIn = (root: MapNode): readonly (readonly (string | undefined)[])[] =>
  maps(values(get(root, "include"))).map((item) => {
    const path = get(item, "path");
    return path?.kind === "list" ? path.items.map(pathOf) : [pathOf(path)];
  });
const pathOf = (node: Node | undefined): string | undefined => (literal(node)?.includes("$") ? undefined : literal(node));

const partIn = rememberedOf((source: Source): ProjectPart | undefined => {
  const { roots, broken, comments } = parseYaml(source);
  const [root, ...others] = roots;
  const isOne = root?.kind === "map" && others.length === 0 && root.entries.every(isOfCompose) && get(root, "services")?.kind === "map";
  return isOne && !broken ? { source, root, role: "other", broken, comments } : undefined;
});
