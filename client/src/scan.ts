import * as vscode from "vscode";
import { type BaseLanguageClient, WorkDoneProgress } from "vscode-languageclient";
import { numberOf } from "./numbers.ts";
import { Scan, type ScanSummary } from "./protocol.ts";

/** A scan that takes longer than this, in milliseconds, shows a notification with its progress and a way to cancel it. */
const patience = 3000;

/** Has the server scan the whole workspace, one scan at a time, and shows how far it is. */
export class Scanner implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #changed = new vscode.EventEmitter<void>();
  #running: Promise<ScanSummary | undefined> | undefined;
  #cancellation: vscode.CancellationTokenSource | undefined;
  #last: ScanSummary | undefined;
  #scans = 0;

  readonly onDidChange = this.#changed.event;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** What the last scan found; undefined before the first. */
  get last(): ScanSummary | undefined {
    return this.#last;
  }

  /** The last scan's numbers as a sentence; undefined before the first. */
  report(): string | undefined {
    if (!this.#last) return undefined;
    const { files, analysed, cancelled, findings } = this.#last;
    const count = findings.error + findings.warning + findings.info + findings.hint;
    const found = count === 0 ? "No findings" : numberOf(count, "finding");
    return `${found} (${analysed} of ${numberOf(files, "file")} analysed${cancelled ? ", then cancelled" : ""}).`;
  }

  /** The numbers of this scan, or of the one that is already under way; undefined when it failed, which the output explains. */
  scan(): Promise<ScanSummary | undefined> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#cancellation = undefined;
      this.#announce();
    });
    this.#announce();
    return this.#running;
  }

  cancel(): void {
    this.#cancellation?.cancel();
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  async #run(): Promise<ScanSummary | undefined> {
    const cancellation = new vscode.CancellationTokenSource();
    this.#cancellation = cancellation;
    const messages = new vscode.EventEmitter<string>();
    const workDoneToken = `plimsoll-scan-${++this.#scans}`;
    const listener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.message) messages.fire(value.message);
    });
    try {
      const answer = this.#client.sendRequest(Scan, { workDoneToken }, cancellation.token);
      void vscode.window.withProgress({ location: { viewId: "plimsoll.findings" } }, () => settled(answer));
      const timer = setTimeout(() => void showProgress(answer, messages.event, cancellation), patience);
      this.#last = await answer.finally(() => clearTimeout(timer));
      return this.#last;
    } catch (error) {
      if (!cancellation.token.isCancellationRequested) this.#client.outputChannel.error(`The scan failed: ${error}`);
      return undefined;
    } finally {
      listener.dispose();
      messages.dispose();
      cancellation.dispose();
    }
  }

  #announce(): void {
    void vscode.commands.executeCommand("setContext", "plimsoll.scanning", this.running);
    this.#changed.fire();
  }
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

function showProgress(work: Promise<unknown>, messages: vscode.Event<string>, cancellation: vscode.CancellationTokenSource): Thenable<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: "Plimsoll is scanning the workspace", cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const listeners = [messages((message) => progress.report({ message })), token.onCancellationRequested(() => cancellation.cancel())];
    await settled(work);
    for (const listener of listeners) listener.dispose();
  });
}
