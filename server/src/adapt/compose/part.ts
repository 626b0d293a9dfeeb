import { get, type MapNode, maps, opened, type Parsed, values } from "../../syntax/tree.ts";
import type { Place, Source } from "../../text/source.ts";
import { isOfCompose } from "../compose.ts";
import { includesStacks } from "./include.ts";

/**
 * A Compose file that is read with others: one that another lies over, that lies over another, or does where it is told to (`variant`), whose services
 * extend those of a file, or that includes such.
 */
export interface ProjectPart {
  readonly source: Source;
  readonly root: MapNode;
  readonly role: "base" | "override" | "variant" | "other";
  readonly broken: boolean;
  readonly comments: readonly Place[];
}

/** Undefined for files that nothing is added to, and that add to none. */
export function projectPartOf(source: Source, { roots, broken, comments }: Parsed): ProjectPart | undefined {
  const [root, ...others] = roots;
  if (root?.kind !== "map" || others.length > 0 || !root.entries.every(isOfCompose)) return undefined;
  const includes = includesStacks(root);
  if (get(root, "services")?.kind !== "map" && !includes) return undefined;
  const role = roleOf(source.uri);
  if (role === "other" && !includes && !maps(values(get(root, "services"))).some((service) => get(get(service, "extends"), "file"))) return undefined;
  return { source, root: broken ? opened(root) : root, role, broken, comments };
}

/** The names that Compose looks for by itself: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/. */
function roleOf(uri: string): ProjectPart["role"] {
  const match = /(?:^|\/)(?:docker-)?compose([.-][^/]{1,200})?\.ya?ml$/.exec(uri);
  if (!match) return "other";
  const [, more] = match;
  if (more === undefined) return "base";
  return more === ".override" ? "override" : "variant";
}

/** May it add to a file beside it without saying anything that is read by itself? */
export const mayAdd = (uri: string): boolean => ["override", "variant"].includes(roleOf(uri));

/** The one of several files of a role that Compose takes. */
export const firstOf = (role: ProjectPart["role"], parts: readonly ProjectPart[]): ProjectPart | undefined =>
  parts.filter((p) => p.role === role).toSorted((a, b) => rank(a) - rank(b))[0];
const order = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const rank = ({ source }: ProjectPart): number => order.indexOf(source.uri.slice(source.uri.lastIndexOf("/") + 1).replace(".override", ""));
