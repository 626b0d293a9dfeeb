import * as vscode from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { type RuleSummary, Rules } from "./protocol.ts";

/** The server's rules by name, asked for once after every start. */
export class Catalogue implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #loaded = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  #rules: ReadonlyMap<string, RuleSummary> = new Map();

  readonly onDidLoad = this.#loaded.event;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    this.#listener = client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) void this.#load();
    });
  }

  get(name: string): RuleSummary | undefined {
    return this.#rules.get(name);
  }

  all(): readonly RuleSummary[] {
    return [...this.#rules.values()];
  }

  dispose(): void {
    this.#listener.dispose();
    this.#loaded.dispose();
  }

  async #load(): Promise<void> {
    try {
      const rules = await this.#client.sendRequest(Rules, {});
      this.#rules = new Map(rules.map((rule) => [rule.name, rule]));
      this.#loaded.fire();
    } catch (error) {
      this.#client.outputChannel.warn(`The server did not list its rules: ${error}`);
    }
  }
}
