import type * as vscode from "vscode";
import type { Catalogue } from "./catalogue.ts";
import type { Finding } from "./findings.ts";

export type GroupBy = "severity" | "risk";

/** A node of the findings tree: a group holds rules, a rule holds findings. */
export type TreeNode = GroupNode | RuleNode | FindingNode;
interface Branch {
  readonly id: string;
  readonly label: string;
  /** What the label means, where it does not say so itself. */
  readonly title: string | undefined;
  readonly findings: readonly Finding[];
}
export interface GroupNode extends Branch {
  readonly kind: "group";
  readonly severity: vscode.DiagnosticSeverity | undefined;
}
export interface RuleNode extends Branch {
  readonly kind: "rule";
  readonly rule: string;
}
export interface FindingNode {
  readonly kind: "finding";
  readonly finding: Finding;
}

const severityLabels = ["Errors", "Warnings", "Information", "Hints"];
const riskLabels: Readonly<Record<string, string>> = {
  image: "Image",
  registry: "Registry",
  orchestrator: "Orchestrator",
  container: "Container",
  host: "Host",
};
const riskOrder = Object.keys(riskLabels);

/** The top of the tree: the most severe first, or the risks in the order of NIST SP 800-190. */
export function groups(findings: readonly Finding[], by: GroupBy, catalogue: Catalogue): readonly GroupNode[] {
  if (by === "severity") {
    return [...grouped(findings, ({ diagnostic }) => diagnostic.severity)]
      .sort(([a], [b]) => a - b)
      .map(([severity, held]) => ({
        kind: "group",
        id: `severity:${severity}`,
        label: severityLabels[severity] ?? "",
        title: undefined,
        severity,
        findings: held,
      }));
  }
  const rank = (risk: string) => (riskOrder.includes(risk) ? riskOrder.indexOf(risk) : riskOrder.length);
  return [...grouped(findings, ({ rule }) => catalogue.get(rule)?.risk ?? "")]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([risk, held]) => ({
      kind: "group",
      id: `risk:${risk}`,
      label: riskLabels[risk] ?? "Configuration",
      title: undefined,
      severity: undefined,
      findings: held,
    }));
}

/** The rules of a group, most findings first, then by name. */
export function rulesOf(group: GroupNode, catalogue: Catalogue): readonly RuleNode[] {
  return [...grouped(group.findings, ({ rule }) => rule)]
    .sort(([a, these], [b, those]) => those.length - these.length || (a < b ? -1 : 1))
    .map(([rule, findings]) => ({ kind: "rule", id: `${group.id}/${rule}`, label: rule, title: catalogue.get(rule)?.title, rule, findings }));
}

/** The findings of a rule, by file and place. */
export function findingsOf({ findings }: RuleNode): readonly FindingNode[] {
  return [...findings]
    .sort((a, b) => compare(a.uri.path, b.uri.path) || a.diagnostic.range.start.compareTo(b.diagnostic.range.start))
    .map((finding) => ({ kind: "finding", finding }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function grouped<K>(findings: readonly Finding[], key: (finding: Finding) => K): ReadonlyMap<K, readonly Finding[]> {
  const result = new Map<K, Finding[]>();
  for (const finding of findings) {
    const held = result.get(key(finding));
    if (held) held.push(finding);
    else result.set(key(finding), [finding]);
  }
  return result;
}
