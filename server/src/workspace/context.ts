import { newIgnoreFile } from "../adapt/ignore-file.ts";
import type { BuildContext, CredentialsFile } from "../model/build-context.ts";
import type { IgnoreFile } from "../model/ignore-file.ts";
import type { Property } from "../model/property.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";
import { contextPath, dockerfilePath, readable } from "./local-build.ts";

/** What the folders of a workspace say to builds in them, by address. It holds texts' own places: it is made anew when one of these files changes. */
interface Folders {
  readonly ignoreFiles: ReadonlyMap<string, IgnoreFile>;
  readonly credentials: readonly { readonly uri: string; readonly properties: readonly Property[] }[];
  /** The contexts with which Compose files build a Dockerfile, all addresses as a person reads them. */
  readonly contexts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The context of each Dockerfile. */
export const buildContexts: Join<"buildContext", Folders> = {
  makes: "buildContext",
  holdsPlaces: true,
  says: (facts) => (isOfFolder(facts) ? "a part of a folder" : ""),
  index: foldersOf,
  looks: ({ stage }) => stage.length > 0,
  see: (facts, uri, folders, { isComplete }) => [contextOf(facts, uri, folders, isComplete)].flatMap((c) => c ?? []),
};

const isOfFolder = ({ ignoreFile, property, container }: Facts): boolean =>
  ignoreFile.length > 0 || property.some((p) => p.holder === "credentials") || container.some((c) => c.build);

function foldersOf(files: Iterable<readonly [uri: string, facts: Facts]>): Folders {
  const ignoreFiles = new Map<string, IgnoreFile>();
  const credentials: { readonly uri: string; readonly properties: readonly Property[] }[] = [];
  const contexts = new Map<string, Set<string>>();
  for (const [uri, { ignoreFile, property, container }] of files) {
    for (const { build } of container) {
      const [dockerfile, context] = build ? [dockerfilePath(uri, build), contextPath(uri, build)] : [];
      if (dockerfile !== undefined && context !== undefined) contexts.set(dockerfile, (contexts.get(dockerfile) ?? new Set()).add(context));
    }
    for (const file of ignoreFile) ignoreFiles.set(uri, file);
    const properties = property.filter((p) => p.holder === "credentials");
    if (properties.length > 0) credentials.push({ uri, properties });
  }
  return { ignoreFiles, credentials, contexts };
}

/**
 * The context of the Dockerfile at `uri`: what Compose builds it with, else its own folder. `isComplete` is whether the workspace has all that lies in a
 * folder. Undefined where Compose files name several, or one that the Dockerfile is not in; where none does and an ignore file of a folder above makes
 * that the context, more likely.
 */
function contextOf(
  { stage }: Facts,
  uri: string,
  { ignoreFiles, credentials, contexts }: Folders,
  isComplete: (folder: string) => boolean,
): BuildContext | undefined {
  const named = contexts.get(readable(uri));
  const folder = named ? outerFolder(uri, named) : uri.slice(0, uri.lastIndexOf("/") + 1);
  if (folder === undefined) return undefined;
  const ignoreFile = ignoreFiles.get(`${uri}.dockerignore`) ?? ignoreFiles.get(`${folder}.dockerignore`);
  if (!named && !ignoreFile && above(folder).some((outer) => ignoreFiles.has(`${outer}.dockerignore`))) return undefined;
  const within = credentials.flatMap((file): readonly CredentialsFile[] =>
    file.uri.startsWith(folder) ? [{ path: readable(file.uri.slice(folder.length)), properties: file.properties }] : [],
  );
  const complete = isComplete(folder);
  const writable = ignoreFile ?? (complete ? newIgnoreFile(`${folder}.dockerignore`) : undefined);
  return { address: "", stages: stage, ignoreFile, complete, ignore: (patterns) => writable?.add(patterns) ?? [], credentials: within };
}

/** The one of these folders, with its slash and spelt as in the file's address; undefined where there are several, or the file is not in it. */
function outerFolder(uri: string, folders: ReadonlySet<string>): string | undefined {
  const [folder = "", ...others] = folders;
  if (others.length > 0) return undefined;
  return [...above(uri)].find((outer) => readable(outer) === (folder === "" ? "" : `${folder}/`));
}

/** The folders that a file or folder lies in, each with its slash. */
function above(uri: string): readonly string[] {
  const found: string[] = [];
  let end = uri.lastIndexOf("/", uri.length - 2);
  // From before the beginning, lastIndexOf looks at the first character.
  for (; end > 0; end = uri.lastIndexOf("/", end - 1)) found.push(uri.slice(0, end + 1));
  return [...found, ...(end === 0 ? ["/"] : []), ""];
}
