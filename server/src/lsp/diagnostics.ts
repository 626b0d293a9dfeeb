import {
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { readConfig } from "../engine/config.ts";
import { isConfig } from "./configuration.ts";
import { problemDiagnostic, toDiagnostic } from "./convert.ts";
import { sourceOf } from "./documents.ts";
import type { Changes, Session } from "./session.ts";

/** How many files one message tells of. */
const chunk = 50;

/** A request for the findings of the whole workspace, held open until there is something to say. */
interface Held {
  /** What the client holds, by file. */
  readonly ids: Map<string, string>;
  /** Undefined for a client that takes no parts: the first that there is to say is the answer then. */
  readonly part: ((items: WorkspaceDocumentDiagnosticReport[]) => void) | undefined;
  readonly answer: (report: WorkspaceDiagnosticReport) => void;
}

/** Tells the client what is found, in the way that it asks for: by document, by workspace, or unasked. */
export class Diagnostics {
  readonly #session: Session;
  /** What was last answered for each open document, and of which version. */
  readonly #answered = new Map<string, { readonly id: string; readonly version: number }>();
  /** Files that were last pushed with findings. */
  readonly #pushed = new Set<string>();
  /** Closed files whose findings in the client's hands may be those of the text that was open. */
  readonly #closed = new Set<string>();
  #held: Held | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Answer for one document: at once, unless what is configured for it is still being read. */
  pull({ textDocument: { uri }, previousResultId }: DocumentDiagnosticParams): DocumentDiagnosticReport | Promise<DocumentDiagnosticReport> {
    const answer = (): DocumentDiagnosticReport => {
      const items = this.#items(uri);
      const resultId = idOf(items);
      const document = this.#session.documents.get(uri);
      if (document) this.#answered.set(uri, { id: resultId, version: document.version });
      if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
      return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
    };
    return this.#session.ready(uri)?.then(answer) ?? answer();
  }

  /** Hold a request for the workspace: parts go out as they come up, the answer only when it is called off. */
  hold(previous: readonly PreviousResultId[], part: Held["part"]): { readonly report: Promise<WorkspaceDiagnosticReport>; readonly end: () => void } {
    this.end();
    let end = (): void => {};
    const report = new Promise<WorkspaceDiagnosticReport>((resolve) => {
      const held: Held = { ids: new Map(previous.map((p) => [this.#session.spelled(p.uri), p.value])), part, answer: resolve };
      end = () => {
        if (this.#held === held) this.#held = undefined;
        resolve({ items: [] });
      };
      this.#held = held;
    });
    if (this.#session.scanned) this.stream(this.#all());
    else this.stream(this.#closed);
    return { report, end };
  }

  /** Answer the request that is held, if one is. */
  end(): void {
    this.#held?.answer({ items: [] });
    this.#held = undefined;
  }

  /** Tell whoever holds a request for the workspace of those of the files whose findings are new to it. */
  stream(uris: Iterable<string>): void {
    const held = this.#held;
    if (!held) return;
    const { scanned, documents } = this.#session;
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    for (const uri of uris) {
      const closed = this.#closed.has(uri);
      if (!scanned && !closed) continue;
      const items = this.#items(uri);
      const resultId = idOf(items);
      const before = held.ids.get(uri);
      this.#closed.delete(uri);
      if (before === resultId || (items.length === 0 && before === undefined && !closed)) continue;
      held.ids.set(uri, resultId);
      reports.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: documents.get(uri)?.version ?? null, resultId, items });
    }
    if (reports.length === 0) return;
    if (!held.part) {
      this.#held = undefined;
      held.answer({ items: reports });
      return;
    }
    for (let i = 0; i < reports.length; i += chunk) held.part(reports.slice(i, i + chunk));
  }

  /** Everything known, to everyone who wants it: a scan is done. */
  streamAll(): void {
    const all = this.#all();
    if (!this.#session.client.pulls) {
      for (const uri of all) this.push(uri);
      return;
    }
    this.stream(all);
    this.#refresh(all);
  }

  /** Send a document's findings to a client that does not ask. */
  push(uri: string): void {
    const document = this.#session.documents.get(uri);
    const items = document || this.#session.scanned ? this.#items(uri) : [];
    if (!document && items.length === 0 && !this.#pushed.has(uri)) return;
    if (items.length > 0) this.#pushed.add(uri);
    else this.#pushed.delete(uri);
    void this.#session.connection.sendDiagnostics({ uri, diagnostics: items, ...(document ? { version: document.version } : {}) });
  }

  /** A document was closed: what its editor shows may be of a text that was thrown away. */
  close(uri: string): void {
    this.#answered.delete(uri);
    this.#closed.add(uri);
    this.#held?.ids.delete(uri);
  }

  /** Pass on what changed. */
  tell({ touched }: Changes): void {
    if (!this.#session.client.pulls) {
      for (const uri of touched) this.push(uri);
      return;
    }
    this.stream(touched);
    this.#refresh(touched);
  }

  /** Have the client ask again where an open document has other findings by now: editors show those of their documents only as they ask for them. */
  #refresh(uris: ReadonlySet<string>): void {
    const { client, connection, log } = this.#session;
    if (!client.refreshes || ![...uris].some((uri) => this.#outdated(uri))) return;
    connection.languages.diagnostics.refresh().catch((error: unknown) => log.error("workspace/diagnostic/refresh", error));
  }

  /** Was the newest text of a document asked for, and answered otherwise than it would be now? An editor asks by itself only for what is being typed. */
  #outdated(uri: string): boolean {
    const answered = this.#answered.get(uri);
    return answered !== undefined && answered.version === this.#session.documents.get(uri)?.version && answered.id !== idOf(this.#items(uri));
  }

  #items(uri: string): Diagnostic[] {
    if (isConfig(uri)) return this.#problems(uri);
    return this.#session.current().findings(uri).map(toDiagnostic);
  }

  /** What is wrong in a configuration file. */
  #problems(uri: string): Diagnostic[] {
    const { configuration, documents, host } = this.#session;
    const document = documents.get(uri);
    const problems = document ? readConfig(sourceOf(document), host.rules).problems : configuration.files.find((f) => f.source.uri === uri)?.problems;
    return (problems ?? []).map(problemDiagnostic);
  }

  /** Every file that is known, and those that the client knows. */
  #all(): ReadonlySet<string> {
    const { configuration } = this.#session;
    return new Set([
      ...this.#session.current().uris,
      ...configuration.files.map((f) => f.source.uri),
      ...(this.#held?.ids.keys() ?? []),
      ...this.#closed,
      ...this.#pushed,
    ]);
  }
}

/** The same for the same findings, so that nothing is sent twice. FNV-1a over two halves: 64 bits. */
function idOf(items: readonly Diagnostic[]): string {
  const text = JSON.stringify(items);
  let a = 0x811c9dc5;
  let b = 0x050c5d1f;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x01000193) ^ (a >>> 7);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
