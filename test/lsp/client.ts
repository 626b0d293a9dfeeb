import { PassThrough } from "node:stream";
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionRequest,
  type ConfigurationParams,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProgressToken,
  ProgressType,
  ProposedFeatures,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  WorkDoneProgressCreateRequest,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { AnyRule } from "../../server/src/kit/rule.ts";
import { serve } from "../../server/src/lsp/server.ts";
import { crashing, privileged, writable } from "./rules.ts";

/** A clock that goes on when the test says so. */
export class Clock {
  #now = 0;
  readonly #calls = new Set<{ readonly at: number; readonly call: () => void }>();

  after(milliseconds: number, call: () => void): () => void {
    if (milliseconds === 0) {
      const immediate = setImmediate(call);
      return () => clearImmediate(immediate);
    }
    const entry = { at: this.#now + milliseconds, call };
    this.#calls.add(entry);
    return () => this.#calls.delete(entry);
  }
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const entry of [...this.#calls].filter((c) => c.at <= this.#now)) {
      this.#calls.delete(entry);
      entry.call();
    }
  }
}

/** What pull-capable editors such as VS Code say of themselves, as far as the server looks at it. */
export const modern: ClientCapabilities = {
  textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] } },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"], changeAnnotationSupport: {} },
  },
  window: { workDoneProgress: true },
};
/** One that waits to be told. */
export const pushed: ClientCapabilities = { workspace: { workspaceEdit: { documentChanges: true } } };

export interface Setup {
  readonly rules?: readonly AnyRule[];
  /** The disk, by URI. */
  readonly disk?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly string[];
  readonly options?: unknown;
  /** The section `plimsoll`, by folder. */
  readonly settings?: (folder: string | undefined) => unknown;
}

/** An editor over any transport. */
export class Editor {
  readonly connection: ProtocolConnection;
  readonly logged: string[] = [];
  readonly registered: string[] = [];
  readonly published: PublishDiagnosticsParams[] = [];
  refreshes = 0;
  initialized: InitializeResult | undefined;
  settings: (folder: string | undefined) => unknown = () => null;
  readonly #documents = new Map<string, TextDocument>();
  readonly #waiting = new Set<() => void>();

  constructor(connection: ProtocolConnection) {
    this.connection = connection;
    connection.onNotification(LogMessageNotification.type, ({ message }) => this.#note(() => this.logged.push(message)));
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => this.#note(() => this.published.push(params)));
    connection.onRequest(DiagnosticRefreshRequest.type, () => this.#note(() => this.refreshes++));
    connection.onRequest(WorkDoneProgressCreateRequest.type, () => {});
    connection.onRequest(RegistrationRequest.type, ({ registrations }) =>
      this.#note(() => this.registered.push(...registrations.map((r) => r.method))),
    );
    connection.onRequest(ConfigurationRequest.type, ({ items }: ConfigurationParams) => Promise.all(items.map((i) => this.settings(i.scopeUri))));
    connection.listen();
  }

  async start(params: Partial<InitializeParams> = {}): Promise<void> {
    this.initialized = await this.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities: modern,
      workspaceFolders: [{ uri: "file:///w", name: "w" }],
      ...params,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    await this.sync();
  }

  /** Until the server has read all that was sent. */
  async sync(): Promise<void> {
    for (let i = 0; i < 3; i++) await this.connection.sendRequest("plimsoll/rules", {});
  }
  /** Until what the server sends makes it true. */
  async until<T>(look: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async open(uri: string, text: string, language = "json"): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, language, 1, text));
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: language, version: 1, text } });
  }
  /** Replace a text that occurs once, as an editor sends it: incrementally. */
  async type(uri: string, before: string, after: string): Promise<void> {
    const document = this.document(uri);
    const start = document.getText().indexOf(before);
    if (start < 0) throw new Error(`${before} is not in ${uri}`);
    const change = { range: { start: document.positionAt(start), end: document.positionAt(start + before.length) }, text: after };
    TextDocument.update(document, [change], document.version + 1);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: document.version },
      contentChanges: [change],
    });
  }
  async close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }
  document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }

  async pull(
    uri: string,
    previousResultId?: string,
  ): Promise<{ readonly kind: string; readonly resultId: string; readonly items: readonly Diagnostic[] }> {
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
    return { kind: report.kind, resultId: report.resultId ?? "", items: "items" in report ? report.items : [] };
  }
  async codes(uri: string): Promise<readonly unknown[]> {
    return (await this.pull(uri)).items.map((d) => d.code);
  }
  /** The text that a range of an open document covers. */
  covered(uri: string, range: Range): string {
    return this.document(uri).getText(range);
  }

  async actions(uri: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<readonly CodeAction[]> {
    const answer = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...context },
    });
    // The server answers with actions only, never with bare commands.
    return (answer ?? []) as CodeAction[];
  }
  /** Apply an edit as an editor does: versions that are not the document's are refused. */
  applied(edit: WorkspaceEdit | undefined, uri: string): string | "refused" {
    const changes = (edit?.documentChanges ?? []).filter((c): c is TextDocumentEdit => "edits" in c && c.textDocument.uri === uri);
    const document = this.document(uri);
    if (changes.length === 0 || changes.some((c) => c.textDocument.version !== document.version)) return "refused";
    return changes.reduce(
      (_, c) =>
        TextDocument.applyEdits(
          document,
          c.edits.filter((e) => "newText" in e),
        ),
      "",
    );
  }

  /** Ask for the workspace and keep the request open; `reports` grows. */
  watch(previousResultIds: { uri: string; value: string }[] = [], partial = true): Watch {
    const token = `watch-${Math.random()}`;
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    let chunks = 0;
    const listening = this.connection.onProgress(new ProgressType<WorkspaceDiagnosticReport>(), token, ({ items }) =>
      this.#note(() => {
        reports.push(...items);
        chunks++;
      }),
    );
    const answer = this.connection
      .sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds, ...(partial ? { partialResultToken: token } : {}) })
      .finally(() => listening.dispose());
    return {
      reports,
      answer,
      chunks: () => chunks,
      last: (uri) => {
        const report = reports.findLast((r) => r.uri === uri);
        return report && "items" in report ? report.items.map((d) => d.code) : undefined;
      },
    };
  }
  progress(token: ProgressToken): { readonly kind: string; readonly message?: string; readonly percentage?: number }[] {
    const values: { readonly kind: string; readonly message?: string; readonly percentage?: number }[] = [];
    this.connection.onProgress(new ProgressType<(typeof values)[number]>(), token, (value) => this.#note(() => values.push(value)));
    return values;
  }

  #note(record: () => unknown): void {
    record();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

export interface Watch {
  readonly reports: readonly WorkspaceDocumentDiagnosticReport[];
  readonly answer: Promise<WorkspaceDiagnosticReport>;
  chunks(): number;
  /** The rules that the last report of a file names; undefined where none came. */
  last(uri: string): readonly unknown[] | undefined;
}

/** A server and its editor in one process, a disk in memory, and a clock that stands still. */
export async function connect(
  setup: Setup = {},
): Promise<{ readonly editor: Editor; readonly clock: Clock; readonly disk: Map<string, string>; readonly reads: string[] }> {
  const up = new PassThrough();
  const down = new PassThrough();
  const clock = new Clock();
  const disk = new Map(Object.entries(setup.disk ?? {}));
  const reads: string[] = [];
  const server = createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server, {
    rules: setup.rules ?? [privileged, writable, crashing],
    files: {
      async *find(folder, signal) {
        for (const uri of disk.keys()) {
          if (signal.aborted) return;
          if (uri.startsWith(`${folder}/`)) yield uri;
        }
      },
      async read(uri) {
        reads.push(uri);
        return disk.get(uri);
      },
    },
    after: (milliseconds, call) => clock.after(milliseconds, call),
    today: () => "2027-01-01",
  });
  const editor = new Editor(createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up)));
  if (setup.settings) editor.settings = setup.settings;
  await editor.start({
    capabilities: setup.capabilities ?? modern,
    workspaceFolders: (setup.folders ?? ["file:///w"]).map((uri) => ({ uri, name: uri })),
    ...(setup.options === undefined ? {} : { initializationOptions: setup.options }),
  });
  return { editor, clock, disk, reads };
}

export const whole: Range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };

/** A task definition with one container; both rules find something unless told otherwise. */
export const task = (
  name = "web",
  { privileged = true, readOnly = false }: { readonly privileged?: boolean; readonly readOnly?: boolean } = {},
): string =>
  `{\n  "family": "shop",\n  "containerDefinitions": [\n    { "name": "${name}", "image": "web:1", "privileged": ${privileged}, "readonlyRootFilesystem": ${readOnly} }\n  ]\n}\n`;
