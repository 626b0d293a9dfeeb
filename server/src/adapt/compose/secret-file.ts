import { get, type MapNode } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";

/** The folder in which the files of secrets are looked for where nothing else is said. */
const folder = "./secrets";

/** The path at which a service finds a secret that it is given. */
export const mountedAt = (secret: string): string => `/run/secrets/${secret}`;

/** Edits that give a service a secret, and declare that in the project as a file; none where one of them cannot be written. */
export function givenSecret(root: MapNode, service: MapNode, secret: string): readonly Edit[] {
  const given = get(service, "secrets");
  const declared = get(root, "secrets");
  const file = { file: `${folder}/${secret}.txt` };
  const give =
    given === undefined ? service.writer.set(service, "secrets", [secret]) : given.kind === "list" ? given.writer.append(given, secret) : [];
  const declare =
    declared === undefined
      ? root.writer.set(root, "secrets", { [secret]: file })
      : declared.kind === "map" && !get(declared, secret)
        ? declared.writer.set(declared, secret, file)
        : [];
  return give.length > 0 && declare.length > 0 ? [...give, ...declare] : [];
}
