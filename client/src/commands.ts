import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { Catalogue } from "./catalogue.ts";
import { explainRule } from "./explain.ts";
import type { Findings } from "./findings.ts";
import type { FindingsTree } from "./findings-tree.ts";
import { fixAllInFile } from "./fix-all.ts";
import type { TreeNode } from "./grouping.ts";
import type { ScanSummary } from "./protocol.ts";
import type { Scanner } from "./scan.ts";

interface Parts {
  readonly client: BaseLanguageClient;
  readonly output: vscode.LogOutputChannel;
  readonly findings: Findings;
  readonly catalogue: Catalogue;
  readonly scanner: Scanner;
  readonly tree: FindingsTree;
}

export function registerCommands({ client, output, findings, catalogue, scanner, tree }: Parts): vscode.Disposable {
  const commands: Readonly<Record<string, (argument?: unknown) => unknown>> = {
    "plimsoll.scanWorkspace": () => scanWorkspace(findings, scanner),
    "plimsoll.cancelScan": () => scanner.cancel(),
    "plimsoll.fixAllInFile": fixAllInFile,
    "plimsoll.explainRule": (argument) => explainRule(catalogue, ruleIn(argument)),
    "plimsoll.restartServer": () => restart(client),
    "plimsoll.showOutput": () => output.show(),
    "plimsoll.groupBySeverity": () => tree.groupBy("severity"),
    "plimsoll.groupByRisk": () => tree.groupBy("risk"),
    "plimsoll.showMenu": showMenu,
  };
  return vscode.Disposable.from(...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)));
}

/** Scans, with the findings in view; answers the scan's numbers. */
async function scanWorkspace(findings: Findings, scanner: Scanner): Promise<ScanSummary | undefined> {
  findings.markRelevant();
  void vscode.commands.executeCommand("plimsoll.findings.focus", { preserveFocus: true });
  const summary = await scanner.scan();
  vscode.window.setStatusBarMessage(`Plimsoll: ${summary ? scanner.report() : "the scan did not finish."}`, 5000);
  return summary;
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  await client.start();
}

/** The rule's name: as code actions and links give it, or of the tree's node that the command was called on. */
function ruleIn(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (typeof argument !== "object" || argument === null || !("kind" in argument)) return undefined;
  const node = argument as TreeNode; // VS Code hands a view's commands the view's own nodes
  return node.kind === "rule" ? node.rule : node.kind === "finding" ? node.finding.rule : undefined;
}

async function showMenu(): Promise<void> {
  const items: readonly (vscode.QuickPickItem & { readonly run?: readonly [command: string, argument?: string] })[] = [
    { label: "$(search) Scan Workspace", run: ["plimsoll.scanWorkspace"] },
    { label: "$(list-tree) Show Findings", run: ["plimsoll.findings.focus"] },
    { label: "$(book) Explain Rule…", run: ["plimsoll.explainRule"] },
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(gear) Settings", run: ["workbench.action.openSettings", "@ext:plimsoll.plimsoll-vscode"] },
    { label: "$(output) Show Output", run: ["plimsoll.showOutput"] },
    { label: "$(debug-restart) Restart Server", run: ["plimsoll.restartServer"] },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: "Plimsoll" });
  if (picked?.run) await vscode.commands.executeCommand(...picked.run);
}
