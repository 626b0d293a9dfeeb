import * as vscode from "vscode";

export interface Finding {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
  /** The rule's name. */
  readonly rule: string;
}

/** How long changes are gathered before anybody hears of them: a scan's findings arrive file by file. */
const quiet = 100;

/** The findings that Problems shows, read from there: so they are never older than what the user sees. */
export class Findings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: readonly vscode.Disposable[];
  /** The files that had findings when last looked at. */
  #files = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #relevant = false;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#disposables = [
      this.#changed,
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => this.#files.has(uri.toString()) || vscode.languages.getDiagnostics(uri).some(isOurs))) this.#announce();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document.languageId === "dockerfile") this.markRelevant();
      }),
    ];
    if (vscode.workspace.textDocuments.some((document) => document.languageId === "dockerfile")) this.markRelevant();
  }

  all(): readonly Finding[] {
    return vscode.languages
      .getDiagnostics()
      .flatMap(([uri, diagnostics]) => diagnostics.filter(isOurs).map((diagnostic) => ({ uri, diagnostic, rule: ruleOf(diagnostic) })));
  }

  /** Has this window shown anything yet that Plimsoll has to do with? Until then its view and its status bar item stay away. */
  get relevant(): boolean {
    return this.#relevant;
  }

  markRelevant(): void {
    if (this.#relevant) return;
    this.#relevant = true;
    void vscode.commands.executeCommand("setContext", "plimsoll.relevant", true);
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #announce(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#files = new Set(this.all().map(({ uri }) => uri.toString()));
      void vscode.commands.executeCommand("setContext", "plimsoll.hasFindings", this.#files.size > 0);
      if (this.#files.size > 0) this.markRelevant();
      this.#changed.fire();
    }, quiet);
  }
}

const isOurs = (diagnostic: vscode.Diagnostic): boolean => diagnostic.source === "plimsoll";

function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : (code ?? ""));
}
