import * as vscode from "vscode";
import type { Catalogue } from "./catalogue.ts";
import type { Findings } from "./findings.ts";
import { findingsOf, type GroupBy, groups, rulesOf, type TreeNode } from "./grouping.ts";
import { numberOf } from "./numbers.ts";
import type { Scanner } from "./scan.ts";

/** A node of the tree as the user sees it. */
export interface TreeSnapshot {
  readonly label: string;
  readonly description: string;
  readonly children: readonly TreeSnapshot[];
}

const stored = "plimsoll.groupBy";
/** A rule with more findings than this starts closed. */
const shownOpen = 20;

/** The view "Findings": groups, their rules, their findings, with a count on every node. */
export class FindingsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #findings: Findings;
  readonly #catalogue: Catalogue;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposables: readonly vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(memory: vscode.Memento, findings: Findings, catalogue: Catalogue, scanner: Scanner) {
    this.#findings = findings;
    this.#catalogue = catalogue;
    this.#memory = memory;
    this.#view = vscode.window.createTreeView("plimsoll.findings", { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#view,
      this.#changed,
      findings.onDidChange(() => this.#refresh(scanner)),
      catalogue.onDidLoad(() => this.#changed.fire()),
      scanner.onDidChange(() => this.#refresh(scanner)),
    ];
    this.groupBy(memory.get<GroupBy>(stored, "severity"));
    this.#refresh(scanner);
  }

  groupBy(by: GroupBy): void {
    void this.#memory.update(stored, by);
    void vscode.commands.executeCommand("setContext", stored, by);
    this.#changed.fire();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return [...this.#children(node)];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.kind === "finding" ? findingItem(node.finding) : this.#branchItem(node);
  }

  /** The whole tree with every node open. */
  snapshot(node?: TreeNode): readonly TreeSnapshot[] {
    return this.#children(node).map((child) => {
      const { label, description } = this.getTreeItem(child);
      return { label: String(label), description: String(description), children: this.snapshot(child) };
    });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #children(node?: TreeNode): readonly TreeNode[] {
    if (!node) return groups(this.#findings.all(), this.#memory.get<GroupBy>(stored, "severity"), this.#catalogue);
    if (node.kind === "group") return rulesOf(node, this.#catalogue);
    return node.kind === "rule" ? findingsOf(node) : [];
  }

  #branchItem(node: Exclude<TreeNode, { readonly kind: "finding" }>): vscode.TreeItem {
    const { id, kind, label, title, findings } = node;
    const many = kind === "rule" && findings.length > shownOpen;
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, many ? Collapsed : Expanded);
    const meaning = title ? `${label}: ${title}` : label;
    item.id = id;
    // The count comes first: a narrow view cuts off the rest.
    item.description = title ? `${findings.length} · ${title}` : String(findings.length);
    item.tooltip = `${meaning} (${numberOf(findings.length, "finding")})`;
    item.accessibilityInformation = { label: `${meaning}, ${numberOf(findings.length, "finding")}` };
    item.contextValue = kind;
    if (kind === "group") item.iconPath = severityIcon(node.severity);
    return item;
  }

  #refresh(scanner: Scanner): void {
    const findings = this.#findings.all();
    const urgent = findings.filter(({ diagnostic }) => diagnostic.severity <= vscode.DiagnosticSeverity.Warning).length;
    this.#view.badge =
      urgent > 0 ? { value: urgent, tooltip: `Plimsoll: ${numberOf(urgent, "error or warning", "errors and warnings")}` } : undefined;
    this.#view.message = findings.length === 0 ? (scanner.report() ?? "") : "";
    this.#changed.fire();
  }
}

function findingItem({ uri, diagnostic: { range, message } }: Extract<TreeNode, { readonly kind: "finding" }>["finding"]): vscode.TreeItem {
  const path = vscode.workspace.asRelativePath(uri);
  const line = range.start.line + 1;
  const item = new vscode.TreeItem(`${path.slice(path.lastIndexOf("/") + 1)}:${line}`);
  item.description = message;
  item.tooltip = `${path}:${line}\n${message}`;
  item.contextValue = "finding";
  item.accessibilityInformation = { label: `${path} line ${line}, ${message}` };
  item.command = { command: "vscode.open", title: "Open", arguments: [uri, { selection: range } satisfies vscode.TextDocumentShowOptions] };
  return item;
}

function severityIcon(severity: vscode.DiagnosticSeverity | undefined): vscode.ThemeIcon {
  switch (severity) {
    case vscode.DiagnosticSeverity.Error:
      return new vscode.ThemeIcon("error", new vscode.ThemeColor("problemsErrorIcon.foreground"));
    case vscode.DiagnosticSeverity.Warning:
      return new vscode.ThemeIcon("warning", new vscode.ThemeColor("problemsWarningIcon.foreground"));
    case vscode.DiagnosticSeverity.Information:
      return new vscode.ThemeIcon("info", new vscode.ThemeColor("problemsInfoIcon.foreground"));
    case vscode.DiagnosticSeverity.Hint:
      return new vscode.ThemeIcon("lightbulb");
    default:
      return new vscode.ThemeIcon("shield");
  }
}
