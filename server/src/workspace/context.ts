import type { BuildContext, CredentialsFile } from "../model/build-context.ts";
import type { IgnoreFile } from "../model/ignore-file.ts";
import type { Property } from "../model/property.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";
import { dockerfilePath, isElsewhere, readable } from "./local-build.ts";

/** What the folders of a workspace say to builds in them, by address. It holds texts' own places: it is made anew when one of these files changes. */
interface Folders {
  readonly ignoreFiles: ReadonlyMap<string, IgnoreFile>;
  readonly credentials: readonly { readonly uri: string; readonly properties: readonly Property[] }[];
  /** Dockerfiles, as a person reads their addresses, that Compose files build with another folder than their own. */
  readonly elsewhere: ReadonlySet<string>;
}

/** The context of each Dockerfile. */
export const buildContexts: Join<"buildContext", Folders> = {
  makes: "buildContext",
  holdsPlaces: true,
  says: (facts) => (isOfFolder(facts) ? "a part of a folder" : ""),
  index: foldersOf,
  looks: ({ stage }) => stage.length > 0,
  see: (facts, uri, folders, { complete }) => [contextOf(facts, uri, folders, complete)].flatMap((c) => c ?? []),
};

const isOfFolder = ({ ignoreFile, property, container }: Facts): boolean =>
  ignoreFile.length > 0 || property.some((p) => p.holder === "credentials") || container.some((c) => c.build && isElsewhere(c.build));

function foldersOf(files: Iterable<readonly [uri: string, facts: Facts]>): Folders {
  const ignoreFiles = new Map<string, IgnoreFile>();
  const credentials: { readonly uri: string; readonly properties: readonly Property[] }[] = [];
  const elsewhere = new Set<string>();
  for (const [uri, { ignoreFile, property, container }] of files) {
    for (const { build } of container) {
      const dockerfile = build && isElsewhere(build) ? dockerfilePath(uri, build) : undefined;
      if (dockerfile !== undefined) elsewhere.add(dockerfile);
    }
    for (const file of ignoreFile) ignoreFiles.set(uri, file);
    const properties = property.filter((p) => p.holder === "credentials");
    if (properties.length > 0) credentials.push({ uri, properties });
  }
  return { ignoreFiles, credentials, elsewhere };
}

/**
 * The context of the Dockerfile at `uri`; `isComplete` is whether the workspace has all that lies in a folder. Undefined where an ignore file of a folder
 * above makes that the context, more likely, or a Compose file names another.
 */
function contextOf({ stage }: Facts, uri: string, { ignoreFiles, credentials, elsewhere }: Folders, isComplete: boolean): BuildContext | undefined {
  if (elsewhere.has(readable(uri))) return undefined;
  const folder = uri.slice(0, uri.lastIndexOf("/") + 1);
  const ignoreFile = ignoreFiles.get(`${uri}.dockerignore`) ?? ignoreFiles.get(`${folder}.dockerignore`);
  if (!ignoreFile && above(folder).some((outer) => ignoreFiles.has(`${outer}.dockerignore`))) return undefined;
  const within = credentials.flatMap((file): readonly CredentialsFile[] =>
    file.uri.startsWith(folder) ? [{ path: readable(file.uri.slice(folder.length)), properties: file.properties }] : [],
  );
  return { address: "", stages: stage, ignoreFile, complete: isComplete, credentials: within };
}

/** The folders that a folder lies in, each with its slash. */
function above(folder: string): readonly string[] {
  const found: string[] = [];
  for (let end = folder.lastIndexOf("/", folder.length - 2); end >= 0; end = folder.lastIndexOf("/", end - 1)) found.push(folder.slice(0, end + 1));
  return [...found, ""];
}
