import {
  type CancellationToken,
  type CodeAction,
  type CodeActionContext,
  type CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  type Diagnostic,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Finding } from "../engine/run.ts";
import type { Applicability, Fix } from "../kit/rule.ts";
import { absent, type Edit, isAbsent, type Place } from "../text/source.ts";
import { fixAll, provedFixes } from "../workspace/fix-all.ts";
import { difference, pageAddress, toDiagnostic, toPlace, toWorkspaceEdit } from "./convert.ts";
import { ignoreFinding } from "./ignore.ts";
import type { Session } from "./session.ts";

export const kinds = {
  fix: "quickfix.plimsoll",
  harden: "quickfix.plimsoll.harden",
  fixFile: "quickfix.plimsoll.fixAll",
  explain: "quickfix.plimsoll.explain",
  ignore: "quickfix.plimsoll.ignore",
  fixAll: "source.fixAll.plimsoll",
} as const satisfies Readonly<Record<string, CodeActionKind>>;
type Kind = (typeof kinds)[keyof typeof kinds];

/** What a person, or a save, can have done about the findings in a range. All of it is proved on the text as it is now. */
export async function codeActions(session: Session, params: CodeActionParams, cancel: CancellationToken): Promise<CodeAction[]> {
  const { uri } = params.textDocument;
  await session.ready(uri);
  // Each key calls off what was asked before it: nothing is worked out that nobody waits for.
  await session.pause();
  if (cancel.isCancellationRequested) return [];
  const asked = (kind: Kind): boolean => includes(params.context.only, kind);
  const findings = findingsAt(session, params);
  if (asked(kinds.fix)) await refreshClosed(session, findings);
  // Reading closed files took time: what is offered is what holds now.
  const now = findingsAt(session, params);
  return [
    ...(asked(kinds.fix) ? now.flatMap((f) => fixesOf(session, f)) : []),
    ...(asked(kinds.harden) && params.context.triggerKind !== CodeActionTriggerKind.Automatic ? harden(session, uri, now) : []),
    ...(asked(kinds.fixFile) && params.context.triggerKind !== CodeActionTriggerKind.Automatic && now.length > 0 ? fixFile(session, uri) : []),
    ...(includes(params.context.only, kinds.fixAll) && params.context.only ? fixSafely(session, uri) : []),
    ...(asked(kinds.explain) && session.client.commands ? oncePerRule(now).map(explain) : []),
    ...(asked(kinds.ignore) ? now.flatMap((f) => ignoreFinding(session, f, kinds.ignore)) : []),
  ];
}

/** The client asks for a kind or for one above it: `quickfix` means `quickfix.plimsoll` too. */
const includes = (only: CodeActionContext["only"], kind: Kind): boolean =>
  only === undefined || only.some((o) => o === "" || kind === o || kind.startsWith(`${o}.`));

/** Findings that one menu is about: a proof each, and nobody reads a longer one. */
const most = 20;

/** The findings that a range touches, or that the client names. */
function findingsAt(session: Session, { textDocument: { uri }, range, context }: CodeActionParams): readonly Finding[] {
  const workspace = session.current();
  const source = workspace.source(uri);
  if (!source) return [];
  const asked = toPlace(source, range);
  const named = context.diagnostics.filter((d) => d.source === "plimsoll").map((d) => ({ code: d.code, at: toPlace(source, d.range) }));
  return workspace
    .findings(uri)
    .filter((f) => touches(f.at, asked) || named.some((n) => n.code === f.rule.name && n.at.start === f.at.start && n.at.end === f.at.end))
    .slice(0, most);
}

const touches = (a: Place, b: Place): boolean => a.start <= b.end && b.start <= a.end;

/** What a fix changes in files that are not open must be read again: nobody says that the disk still holds what was scanned. */
async function refreshClosed(session: Session, findings: readonly Finding[]): Promise<void> {
  const sources = new Set(findings.flatMap((f) => f.fixes).flatMap((f) => f.edits.map((e) => e.at.source)));
  for (const source of sources) {
    if (session.documents.get(source.uri)) continue;
    const now = await session.text(source.uri);
    if (isAbsent(source) ? now : now?.text !== source.text) session.take(source.uri, now?.text);
  }
}

function fixesOf(session: Session, finding: Finding): readonly CodeAction[] {
  const proved = provedFixes(session.current(), finding);
  const ready = proved.filter((f) => f.applicability !== "draft");
  return proved.flatMap((fix): readonly CodeAction[] => {
    const edit = editOf(session, fix.edits);
    if (!edit) return [];
    return [
      {
        title: titleOf(fix),
        kind: kinds.fix,
        diagnostics: [toDiagnostic(finding)],
        // With one click only where there is one thing to do.
        ...(ready.length === 1 && ready[0] === fix ? { isPreferred: true } : {}),
        edit: confirmed(session, fix, edit),
      },
    ];
  });
}

const titleOf = ({ title, applicability }: Fix): string => (applicability === "safe" ? title : `${title} (review)`);

/** Edits in several files are shown before they are made, where the client can. */
function confirmed(session: Session, fix: Fix, edit: WorkspaceEdit): WorkspaceEdit {
  const uris = new Set(fix.edits.map((e) => e.at.source.uri));
  if (!session.client.confirmsEdits || uris.size < 2) return edit;
  const id = "plimsoll";
  return {
    documentChanges: (edit.documentChanges ?? []).map((change) =>
      "edits" in change ? { ...change, edits: change.edits.map((e) => ({ ...e, annotationId: id })) } : { ...change, annotationId: id },
    ),
    changeAnnotations: { [id]: { label: fix.title, needsConfirmation: true } },
  };
}

/** One action for all that would harden a container, or what else a file is about: five findings in one place need not be five visits. */
function harden(session: Session, uri: string, findings: readonly Finding[]): readonly CodeAction[] {
  const ready = findings.filter((f) => f.severity === "info" && f.subject !== "" && f.fixes.some((fix) => fix.applicability !== "draft"));
  return [...new Set(ready.map((f) => f.subject))].flatMap((subject): readonly CodeAction[] => {
    const own = ready.filter((f) => f.subject === subject);
    if (own.length < 2) return [];
    const names = new Set(own.map((f) => f.rule.name));
    const among = (f: Finding): boolean => f.subject === subject && f.severity === "info" && names.has(f.rule.name);
    const { applied, edits } = allEdits(session, uri, ["safe", "unsafe"], among);
    const edit = applied > 1 ? editOf(session, edits) : undefined;
    return edit ? [{ title: `Harden "${subject}" in ${applied} ways (review)`, kind: kinds.harden, diagnostics: own.map(toDiagnostic), edit }] : [];
  });
}

/** For the light bulb, which shows no source actions: where it does more than one fix would. */
function fixFile(session: Session, uri: string): readonly CodeAction[] {
  const { applied, edits } = allEdits(session, uri, ["safe"]);
  const edit = applied > 1 ? editOf(session, edits) : undefined;
  return edit ? [{ title: "Fix all safe Plimsoll problems in this file", kind: kinds.fixFile, edit }] : [];
}

function fixSafely(session: Session, uri: string): readonly CodeAction[] {
  const { applied, edits } = allEdits(session, uri, ["safe"]);
  const edit = applied > 0 ? editOf(session, edits) : undefined;
  return edit ? [{ title: "Fix all safe Plimsoll problems", kind: kinds.fixAll, edit }] : [];
}

function allEdits(
  session: Session,
  uri: string,
  wanted: readonly Applicability[],
  among?: (finding: Finding) => boolean,
): { readonly applied: number; readonly edits: readonly Edit[] } {
  const workspace = session.current();
  const { applied, sources } = fixAll(workspace, [uri], wanted, among);
  const edits = Array.from(sources, ([changed, { text }]) => {
    return difference(workspace.source(changed) ?? absent(changed), text);
  });
  return { applied, edits };
}

const editOf = (session: Session, edits: readonly Edit[]): WorkspaceEdit | undefined =>
  session.client.versionedEdits ? toWorkspaceEdit(edits, (source) => session.versionOf(source), session.client.createsFiles) : undefined;

function explain(finding: Finding): CodeAction {
  const { name } = finding.rule;
  const diagnostics: Diagnostic[] = [toDiagnostic(finding)];
  return {
    title: `Explain ${name}`,
    kind: kinds.explain,
    diagnostics,
    command: { title: "Explain Rule", command: explainCommand, arguments: [name] },
  };
}

/** Our own extension's command; its argument is the rule's name. */
export const explainCommand = "plimsoll.explainRule";
/** The address of a rule's page, or the command that shows it inside the editor. */
export const explainLink = ({ commands }: Session["client"], rule: Finding["rule"]): string =>
  commands ? `command:${explainCommand}?${encodeURIComponent(JSON.stringify([rule.name]))}` : pageAddress(rule);

const oncePerRule = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map(findings.toReversed().map((f) => [f.rule.name, f])).values()].toReversed();
