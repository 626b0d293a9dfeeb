import * as vscode from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";
import { Catalogue } from "./catalogue.ts";
import { registerCommands } from "./commands.ts";
import { onlyLiveDocuments, selector } from "./documents.ts";
import { serveRulePages } from "./explain.ts";
import { serveFiles } from "./files.ts";
import { Findings } from "./findings.ts";
import { FindingsTree, type TreeSnapshot } from "./findings-tree.ts";
import { Scanner } from "./scan.ts";
import { Status } from "./status.ts";

/** What runs until the extension is deactivated. */
export interface Extension {
  readonly api: Api;
  stop(): Promise<void>;
}

/** What other extensions, and the tests, may ask. */
export interface Api {
  /** Is the language server up? */
  running(): boolean;
  /** The tree of findings as it is shown, with every node open. */
  findings(): readonly TreeSnapshot[];
  /** The text of the status bar item; undefined while it is hidden. */
  status(): string | undefined;
}

/** What both entries share; `connect` makes the client that fits the place where the extension runs. */
export async function start(context: vscode.ExtensionContext, connect: (options: LanguageClientOptions) => BaseLanguageClient): Promise<Extension> {
  const output = vscode.window.createOutputChannel("Plimsoll", { log: true });
  const client = connect({
    documentSelector: [...selector],
    outputChannel: output,
    // Nothing pops up that the user did not cause: what goes wrong is in the output and in the status bar.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    initializationOptions: { commands: true },
    markdown: { isTrusted: { enabledCommands: ["plimsoll.explainRule"] } },
    middleware: onlyLiveDocuments,
  });
  const findings = new Findings();
  const catalogue = new Catalogue(client);
  const scanner = new Scanner(client);
  const tree = new FindingsTree(context.workspaceState, findings, catalogue, scanner);
  const status = new Status(client, findings, scanner);
  const commands = registerCommands({ client, output, findings, catalogue, scanner, tree });
  context.subscriptions.push(commands, status, tree, scanner, catalogue, findings, serveFiles(client), serveRulePages(client), output);

  await client.start().catch((error: unknown) => output.error(`The language server did not start: ${error}`));
  return {
    api: { running: () => client.isRunning(), findings: () => tree.snapshot(), status: () => status.text() },
    stop: async () => {
      if (client.needsStop()) await client.stop();
    },
  };
}
