import { DidChangeWatchedFilesNotification, FileChangeType, type FileEvent, type FileOperationRegistrationOptions } from "vscode-languageserver";
import { mayBeRelevant } from "../adapt/detect.ts";
import { vendored } from "../workspace/vendored.ts";
import { isConfig } from "./configuration.ts";
import type { Session } from "./session.ts";
import { canonical, relative } from "./uri.ts";

/** Files by the names of which something may depend. */
const globs = [
  "**/*{ocker,ontainer}file*",
  "**/*.{json,jsonc,yaml,yml,tf,tofu,tfvars,tpl,tmpl,template,tftpl,j2,jinja,jinja2}",
  "**/*.{dockerignore,containerignore,env}",
  "**/{.env.*,.npmrc,.netrc,_netrc,.pypirc,.git-credentials}",
];

/** Renames and deletions inside the editor come for every path: a folder takes its files with it. */
export const fileOperations: FileOperationRegistrationOptions = { filters: [{ pattern: { glob: "**" } }] };

export function watchFiles({ connection, client, log }: Session): void {
  if (!client.watches) return;
  connection.client
    .register(DidChangeWatchedFilesNotification.type, { watchers: globs.map((globPattern) => ({ globPattern })) })
    .catch((error: unknown) => log.error("watching files", error));
}

/** Take in what happened to files outside of the editor. */
export async function filesChanged(session: Session, events: readonly FileEvent[]): Promise<void> {
  if (events.some(({ uri }) => isConfig(uri) || session.configuration.isBaseline(uri))) await session.reconfigure();
  for (const { uri, type } of events) {
    if (type === FileChangeType.Deleted) session.forgetBelow(session.spelled(uri));
    else await readAgain(session, session.spelled(uri));
  }
}

/** Files have other names, or are gone where there is no new one. */
export async function filesMoved(session: Session, moves: readonly { readonly from: string; readonly to?: string }[]): Promise<void> {
  for (const { from, to } of moves) {
    const held = [...session.current().uris].filter((uri) => canonical(uri) === canonical(from) || relative(from, uri) !== undefined);
    session.forgetBelow(session.spelled(from));
    if (to === undefined) continue;
    for (const uri of held) {
      const path = relative(from, uri);
      // Paths are unescaped: what a path segment must not hold is escaped again.
      await readAgain(session, path === undefined ? to : `${to}/${path.split("/").map(encodeURIComponent).join("/")}`);
    }
  }
  if (moves.some(({ from, to = from }) => isConfig(from) || isConfig(to))) await session.reconfigure();
}

/** Read a file from the disk that is shown without being open: one that is known, or any that a scan would have found. */
export async function readAgain(session: Session, uri: string): Promise<void> {
  const known = session.current().source(uri) !== undefined;
  const folder = session.configuration.folderOf(uri);
  const path = folder === undefined ? undefined : relative(folder, uri);
  const wanted = session.scanned && path !== undefined && mayBeRelevant(uri) && !path.split("/").some((name) => vendored.has(name));
  if (!known && !wanted) return;
  const source = await session.text(uri);
  await session.ready(uri);
  session.take(uri, source?.text);
  session.wake();
}
