import { rememberedOf } from "../../knowledge/remembered.ts";
import { type Entry, get } from "../../syntax/tree.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import type { Source } from "../../text/source.ts";

/** The services of a file, and of the files that it names itself. */
export interface OfOther {
  readonly services: readonly Entry[];
  readonly elsewhere: Elsewhere;
}
/** What stands in the Compose file at a path, which is seen from the file that names it; undefined where there is none to look at. */
export type Elsewhere = (path: string) => OfOther | undefined;

/** `find` finds a file by its path seen from the folder of the project. */
export const elsewhereIn =
  (find: (path: string) => Source | undefined, folder = ""): Elsewhere =>
  (path) => {
    const full = `${folder}${path}`;
    const source = find(full);
    const services = source && servicesIn(source);
    return services && { services, elsewhere: elsewhereIn(find, full.slice(0, full.lastIndexOf("/") + 1)) };
  };

const servicesIn = rememberedOf((source: Source): readonly Entry[] => {
  const { roots, broken } = parseYaml(source);
  const services = broken ? undefined : get(roots[0], "services");
  return services?.kind === "map" ? services.entries : [];
});
