import * as vscode from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import type { Findings } from "./findings.ts";
import { numberOf } from "./numbers.ts";
import type { Scanner } from "./scan.ts";

/** The one status bar item: `errors·warnings`, what the server is doing, and a menu behind it. */
export class Status implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("plimsoll.status", vscode.StatusBarAlignment.Left);
  readonly #client: BaseLanguageClient;
  readonly #findings: Findings;
  readonly #scanner: Scanner;
  readonly #disposables: readonly vscode.Disposable[];
  #shown = false;

  constructor(client: BaseLanguageClient, findings: Findings, scanner: Scanner) {
    this.#client = client;
    this.#findings = findings;
    this.#scanner = scanner;
    this.#item.name = "Plimsoll";
    this.#item.command = "plimsoll.showMenu";
    const update = () => this.#update();
    this.#disposables = [
      this.#item,
      client.onDidChangeState(update),
      findings.onDidChange(update),
      scanner.onDidChange(update),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("plimsoll")) update();
      }),
    ];
    update();
  }

  /** What the item shows; undefined while it is hidden. */
  text(): string | undefined {
    return this.#shown ? this.#item.text : undefined;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #update(): void {
    const mode = vscode.workspace.getConfiguration("plimsoll").get<string>("statusBar", "whenRelevant");
    this.#shown = mode === "always" || (mode !== "never" && this.#findings.relevant);
    if (!this.#shown) {
      this.#item.hide();
      return;
    }
    const { text, summary } = this.#describe();
    this.#item.text = text;
    this.#item.accessibilityInformation = { label: `Plimsoll: ${summary}`, role: "button" };
    this.#item.tooltip = new vscode.MarkdownString(
      ["**Plimsoll**", summary, this.#scanner.report() && `Last scan: ${this.#scanner.report()}`].filter(Boolean).join("\n\n"),
    );
    this.#item.show();
  }

  #describe(): { readonly text: string; readonly summary: string } {
    if (this.#client.state === State.Starting) return { text: "$(sync~spin)", summary: "The language server is starting." };
    if (!this.#client.isRunning()) return { text: "$(warning) Plimsoll", summary: "The language server is not running." };
    if (this.#scanner.running) return { text: "$(sync~spin) Plimsoll", summary: "Scanning the workspace." };
    const counts = [0, 0, 0, 0];
    for (const { diagnostic } of this.#findings.all()) counts[diagnostic.severity] = (counts[diagnostic.severity] ?? 0) + 1;
    const [errors = 0, warnings = 0, infos = 0, hints = 0] = counts;
    if (errors + warnings + infos + hints === 0) return { text: "$(shield)", summary: "No findings." };
    const parts = [numberOf(errors, "error"), numberOf(warnings, "warning"), numberOf(infos, "information", "information"), numberOf(hints, "hint")];
    return { text: `$(shield) ${errors}·${warnings}`, summary: `${parts.filter((part) => !part.startsWith("0 ")).join(", ")}.` };
  }
}
