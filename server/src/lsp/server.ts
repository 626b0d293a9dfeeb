import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  type ProgressToken,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { nearest } from "../kit/nearest.ts";
import { page } from "../report/page.ts";
import { codeActions, kinds } from "./actions.ts";
import { type Client, clientOf, isRecord } from "./client.ts";
import { completion } from "./completion.ts";
import { isConfig } from "./configuration.ts";
import { Diagnostics } from "./diagnostics.ts";
import { guarded } from "./guard.ts";
import type { Host } from "./host.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay.ts";
import { Progress, type Work } from "./progress.ts";
import { type Summary, scan } from "./scan.ts";
import { Session } from "./session.ts";
import { fileOperations, filesChanged, filesMoved, readAgain, watchFiles } from "./watch.ts";

/** Serve one editor. Knows the protocol and nothing of the rules; runs in Node and in a web worker alike. */
export function serve(connection: Connection, host: Host): void {
  connection.onInitialize((params) => {
    const client = clientOf(params);
    wire(connection, host, client);
    return { capabilities: capabilitiesFor(client), serverInfo: { name: "plimsoll" } };
  });
  connection.listen();
}

const capabilitiesFor = ({ pulls }: Client): ServerCapabilities => ({
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  ...(pulls ? { diagnosticProvider: { identifier: "plimsoll", interFileDependencies: true, workspaceDiagnostics: true } } : {}),
  codeActionProvider: { codeActionKinds: Object.values(kinds) },
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['"', ":"] },
  inlayHintProvider: true,
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: { didRename: fileOperations, didDelete: fileOperations },
  },
});

/** Connect each message with what it is for. Each is guarded: what fails costs one answer. */
function wire(connection: Connection, host: Host, client: Client): void {
  const session = new Session(connection, host, client, (changes) => {
    if ([...changes.edited].some(isConfig)) reconfigure();
    tell(changes);
  });
  const { log, documents } = session;
  const diagnostics = new Diagnostics(session);
  const progress = new Progress(session);
  const nothing = (): void => {};
  const on = <A extends readonly unknown[]>(name: string, handle: (...args: A) => void | Promise<void>): ((...args: A) => void) =>
    guarded(log, name, nothing, handle);
  const tell = on("telling of findings", (changes: Parameters<Diagnostics["tell"]>[0]) => diagnostics.tell(changes));
  const reconfigure = on("reading the configuration", (settings?: unknown) =>
    settings === undefined ? session.reconfigure() : session.reconfigure(settings),
  );

  documents.listen(connection);
  documents.onDidChangeContent(
    on("textDocument/didChange", ({ document: { uri } }) => {
      session.edit(uri);
      if (client.pulls) return;
      const push = on("textDocument/publishDiagnostics", () => diagnostics.push(uri));
      host.after(0, () => void (session.ready(uri)?.then(push) ?? push()));
    }),
  );
  documents.onDidClose(
    on("textDocument/didClose", async ({ document: { uri } }) => {
      diagnostics.close(uri);
      if (isConfig(uri)) return session.reconfigure();
      const shown = session.scanned;
      session.forget(uri);
      if (shown) await readAgain(session, uri);
    }),
  );
  documents.onDidSave(
    on("textDocument/didSave", ({ document: { uri } }) => {
      // For clients that watch no files.
      if (isConfig(uri) || session.configuration.isBaseline(uri)) reconfigure();
    }),
  );

  connection.languages.diagnostics.on(
    guarded(
      log,
      "textDocument/diagnostic",
      () => ({ kind: "full", items: [] }) as const,
      (params) => diagnostics.pull(params),
    ),
  );
  connection.languages.diagnostics.onWorkspace(
    guarded(
      log,
      "workspace/diagnostic",
      () => ({ items: [] }),
      ({ previousResultIds }, token, _work, partial) => {
        const { report, end } = diagnostics.hold(previousResultIds, partial && ((items) => partial.report({ items })));
        token.onCancellationRequested(end);
        return report;
      },
    ),
  );
  connection.onCodeAction(
    guarded(
      log,
      "textDocument/codeAction",
      () => [],
      (params, cancel) => codeActions(session, params, cancel),
    ),
  );
  connection.onHover(
    guarded(
      log,
      "textDocument/hover",
      () => null,
      (params) => hover(session, params),
    ),
  );
  connection.onCompletion(
    guarded(
      log,
      "textDocument/completion",
      () => [],
      async (params) => [...(await completion(session, params))],
    ),
  );
  connection.languages.inlayHint.on(
    guarded(
      log,
      "textDocument/inlayHint",
      () => [],
      async (params) => [...(await inlayHints(session, params))],
    ),
  );

  const startScan = scanner(session, diagnostics);
  connection.onRequest("plimsoll/scan", (params: { readonly workDoneToken?: ProgressToken } | null, cancel: CancellationToken) =>
    startScan(progress.begin(scanning, params?.workDoneToken, cancel)),
  );
  connection.onRequest("plimsoll/rules", () => host.rules.map(({ name, title, risk, severity }) => ({ name, title, risk, severity })));
  connection.onRequest(
    "plimsoll/explain",
    guarded(
      log,
      "plimsoll/explain",
      () => ({ markdown: "" }),
      ({ rule }: { readonly rule: string }) => ({ markdown: explain(host, rule) }),
    ),
  );

  connection.onInitialized(
    on("initialized", async () => {
      progress.listen();
      watchFiles(session);
      if (client.registersSettings) {
        connection.client
          .register(DidChangeConfigurationNotification.type, { section: "plimsoll" })
          .catch((error: unknown) => log.error("client/registerCapability", error));
      }
      if (client.changesFolders) connection.workspace.onDidChangeWorkspaceFolders(on("workspace/didChangeWorkspaceFolders", foldersChanged));
      await scanIfWanted();
    }),
  );
  connection.onDidChangeConfiguration(
    on("workspace/didChangeConfiguration", async ({ settings }) => {
      await session.reconfigure(sectionOf(settings) ?? client.settings);
      await scanIfWanted();
    }),
  );
  connection.onDidChangeWatchedFiles(on("workspace/didChangeWatchedFiles", ({ changes }) => filesChanged(session, changes)));
  connection.workspace.onDidRenameFiles(
    on("workspace/didRenameFiles", ({ files }) =>
      filesMoved(
        session,
        files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri })),
      ),
    ),
  );
  connection.workspace.onDidDeleteFiles(
    on("workspace/didDeleteFiles", ({ files }) =>
      filesMoved(
        session,
        files.map(({ uri }) => ({ from: uri })),
      ),
    ),
  );
  connection.onShutdown(() => diagnostics.end());

  async function foldersChanged({
    added,
    removed,
  }: {
    readonly added: readonly { uri: string }[];
    readonly removed: readonly { uri: string }[];
  }): Promise<void> {
    const gone = new Set(removed.map((f) => f.uri));
    const { configuration } = session;
    configuration.folders = [...configuration.folders.filter((f) => !gone.has(f)), ...added.map((f) => f.uri)];
    for (const uri of gone) session.forgetBelow(uri);
    await session.reconfigure();
    if (session.scanned && added.length > 0) await startScan(progress.background(scanning));
    else await scanIfWanted();
  }

  /** Show closed files from the start where a person wants that. */
  async function scanIfWanted(): Promise<void> {
    if (session.scanned) return;
    const { configuration } = session;
    await Promise.all(configuration.folders.map((folder) => session.ready(`${folder}/x`)));
    if (configuration.folders.some((folder) => configuration.preferences(`${folder}/x`).workspaceDiagnostics === "always"))
      await startScan(progress.background(scanning));
  }
}

/** What a scan is called where its progress is shown. */
const scanning = "Scanning for container risks";

/** One scan at a time: a new one calls the one before off. */
function scanner(session: Session, diagnostics: Diagnostics): (work: Work) => Promise<Summary> {
  const none: Summary = { files: 0, analysed: 0, skipped: 0, findings: { error: 0, warning: 0, info: 0, hint: 0 }, cancelled: true };
  let running: { aborted: boolean } | undefined;
  return async (work) => {
    if (running) running.aborted = true;
    running = work.signal;
    let summary = none;
    try {
      summary = await scan(session, diagnostics, work);
    } catch (error) {
      session.log.error("plimsoll/scan", error);
    }
    work.end(summary.cancelled ? "cancelled" : `${summary.analysed} files`);
    return summary;
  };
}

function explain({ rules }: Host, name: string): string {
  const rule = rules.find((r) => r.name === name || r.was?.includes(name));
  if (rule) return page(rule, rules);
  const meant = nearest(
    name,
    rules.map((r) => r.name),
  );
  return `There is no rule \`${name}\`.${meant ? ` Did you mean \`${meant}\`?` : ""}`;
}

/** Clients send the section itself or all settings. */
function sectionOf(settings: unknown): unknown {
  return isRecord(settings) ? (settings["plimsoll"] ?? (Object.keys(settings).length > 0 ? settings : undefined)) : undefined;
}
