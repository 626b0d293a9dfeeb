import type { CodeAction, WorkspaceEdit } from "vscode-languageserver";
import { formatOf } from "../adapt/detect.ts";
import { readConfig } from "../engine/config.ts";
import type { Finding } from "../engine/run.ts";
import { settingsFor } from "../engine/settings.ts";
import { applyEdits, Source } from "../text/source.ts";
import { commentEdits, exceptionEdits, newConfig } from "../workspace/accept.ts";
import type { ConfigFile } from "./configuration.ts";
import { toDiagnostic, toWorkspaceEdit } from "./convert.ts";
import type { Session } from "./session.ts";
import { basename, canonical, parent, relative } from "./uri.ts";

/** Accept a finding: by a comment above it, or by an entry in the configuration where the host has no comments. Offered only where it works. */
export function ignoreFinding(session: Session, finding: Finding, kind: string): readonly CodeAction[] {
  if (!session.client.versionedEdits) return [];
  const here = byComment(session, finding);
  const way = here ? { title: `Ignore ${finding.rule.name} here`, edit: here } : byConfiguration(session, finding);
  return way ? [{ ...way, kind, diagnostics: [toDiagnostic(finding)] }] : [];
}

function byComment(session: Session, finding: Finding): WorkspaceEdit | undefined {
  const { source } = finding.at;
  const named = formatOf(source.uri, source.language);
  // Our reader is lenient with JSON; what deploys it is not.
  if (!("format" in named) || named.format === "json") return undefined;
  const workspace = session.current();
  const reading = workspace.reading(source.uri);
  const { start } = finding.at;
  const block = reading?.facts.stage.flatMap((s) => s.instructions).find((i) => i.at.start <= start && start < i.at.end);
  const edits = commentEdits(finding, block?.at.start ?? start);
  // A comment that would not accept the finding, or that the host does not know, is not proved.
  if (!workspace.proves(finding, { title: "Ignore", applicability: "safe", edits })) return undefined;
  return toWorkspaceEdit(edits, (source) => session.versionOf(source));
}

function byConfiguration(session: Session, finding: Finding): Pick<CodeAction, "title" | "edit"> | undefined {
  const { uri } = finding.at.source;
  const held = session.configuration.file(uri);
  const folder = held?.folder ?? session.configuration.folderOf(uri) ?? parent(uri);
  const file = folder && relative(folder, uri);
  if (folder === undefined || file === undefined) return undefined;
  const exception = { rule: finding.rule.name, file: pattern(file), subject: finding.subject, reason: "Say here why this is acceptable" };
  const title = `Ignore ${finding.rule.name}${finding.subject ? ` for "${finding.subject}"` : ""} in ${basename(held?.source.uri ?? newName)}`;
  if (!held) {
    const config = new Source(`${folder}/${newName}`, newConfig(exception));
    if (!session.client.createsFiles || !accepts(session, config, file, finding)) return undefined;
    const insert = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: config.text };
    const create = { kind: "create", uri: config.uri, options: { ignoreIfExists: true } } as const;
    return { title, edit: { documentChanges: [create, { textDocument: { uri: config.uri, version: null }, edits: [insert] }] } };
  }
  const edits = exceptionEdits(held.source, exception);
  if (edits.length === 0 || !accepts(session, applyEdits(held.source, edits), file, finding)) return undefined;
  const edit = toWorkspaceEdit(edits, () => versionOf(session, held));
  return edit && { title, edit };
}

/** What a new configuration is called. */
const newName = ".plimsoll.yaml";

/** A path as a pattern that means this very file. */
const pattern = (path: string): string => `/${path.replace(/[\\*?[\]!#]/g, "\\$&")}`;

/** Would the configuration, read back, accept the finding? */
function accepts({ host }: Session, config: Source, path: string, finding: Finding): boolean {
  const { config: read } = readConfig(config, host.rules);
  return settingsFor(read, path, host.rules, host.today()).accepts(finding);
}

function versionOf({ documents }: Session, { source }: ConfigFile): number | null | undefined {
  const open = documents.all().find((d) => canonical(d.uri) === canonical(source.uri));
  return open ? (open.getText() === source.text ? open.version : undefined) : null;
}
