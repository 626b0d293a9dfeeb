import { newIgnoreFile } from "../adapt/ignore-file.ts";
import type { BuildContext, CredentialsFile } from "../model/build-context.ts";
import type { IgnoreFile } from "../model/ignore-file.ts";
import type { Property } from "../model/property.ts";
import type { Facts } from "../model/subjects.ts";
import type { Around, Join, Told } from "./join.ts";
import { contextPath, dockerfilePath, readable } from "./local-build.ts";

/** What a build may learn of the folders around it. */
type Telling =
  | { readonly ignoreFile: IgnoreFile }
  | { readonly credentials: readonly Property[]; readonly uri: string }
  /** The context with which a Compose file builds, as a person reads its address. */
  | { readonly context: string };

/** The context of each Dockerfile. */
export const buildContexts: Join<"buildContext", Telling> = {
  makes: "buildContext",
  tells,
  looks: ({ stage }) => stage.length > 0,
  see: (facts, uri, around) => [contextOf(facts, uri, around)].flatMap((c) => c ?? []),
};

/** The keys: an ignore file by its address, credentials by every folder that they are in, contexts by the Dockerfile, as a person reads its address. */
const ignoring = (uri: string): string => `ignoring ${uri}`;
const credentialsIn = (folder: string): string => `in ${folder}`;
const building = (dockerfile: string): string => `building ${dockerfile}`;

function* tells({ ignoreFile, property, container }: Facts, uri: string): Iterable<Told<Telling>> {
  for (const file of ignoreFile) yield { key: ignoring(uri), told: { ignoreFile: file } };
  const credentials = property.filter((p) => p.holder === "credentials");
  if (credentials.length > 0) for (const folder of above(uri)) yield { key: credentialsIn(folder), told: { credentials, uri } };
  for (const { build } of container) {
    const [dockerfile, context] = build ? [dockerfilePath(uri, build), contextPath(uri, build)] : [];
    if (dockerfile !== undefined && context !== undefined) yield { key: building(dockerfile), says: context, told: { context } };
  }
}

/**
 * The context of the Dockerfile at `uri`: what Compose builds it with, else its own folder. `isComplete` is whether the workspace has all that lies in a
 * folder. Undefined where Compose files name several, or one that the Dockerfile is not in; where none does and an ignore file of a folder above makes
 * that the context, more likely.
 */
function contextOf({ stage }: Facts, uri: string, { ask, isComplete }: Around<Telling>): BuildContext | undefined {
  const named = new Set(ask(building(readable(uri))).flatMap((t) => ("context" in t ? t.context : [])));
  const folder = named.size > 0 ? outerFolder(uri, named) : uri.slice(0, uri.lastIndexOf("/") + 1);
  if (folder === undefined) return undefined;
  const ignoreFileAt = (address: string): IgnoreFile | undefined => ask(ignoring(address)).flatMap((t) => ("ignoreFile" in t ? t.ignoreFile : []))[0];
  const ignoreFile = ignoreFileAt(`${uri}.dockerignore`) ?? ignoreFileAt(`${folder}.dockerignore`);
  if (named.size === 0 && !ignoreFile && above(folder).some((outer) => ignoreFileAt(`${outer}.dockerignore`))) return undefined;
  const credentials = ask(credentialsIn(folder)).flatMap((t): readonly CredentialsFile[] =>
    "credentials" in t ? [{ path: readable(t.uri.slice(folder.length)), properties: t.credentials }] : [],
  );
  const complete = isComplete(folder);
  const writable = ignoreFile ?? (complete ? newIgnoreFile(`${folder}.dockerignore`) : undefined);
  return { address: "", stages: stage, ignoreFile, complete, ignore: (patterns) => writable?.add(patterns) ?? [], credentials };
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
