import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { Catalogue } from "./catalogue.ts";
import { Explain } from "./protocol.ts";

const scheme = "plimsoll-rule";

/** Serves every rule's page as a read-only document, `plimsoll-rule:NAME.md`. */
export function serveRulePages(client: BaseLanguageClient): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async ({ path }) => {
      const rule = path.replace(/\.md$/, "");
      try {
        return (await client.sendRequest(Explain, { rule })).markdown;
      } catch (error) {
        client.outputChannel.error(`No page for the rule "${rule}": ${error}`);
        return `# ${rule}\n\nThere is no page for this rule: the output "Plimsoll" says why.\n`;
      }
    },
  });
}

/** Shows the page of the named rule, or of the one that the user picks from all. */
export async function explainRule(catalogue: Catalogue, named: string | undefined): Promise<void> {
  const rule = named ?? (await pickRule(catalogue));
  if (!rule) return;
  const uri = vscode.Uri.from({ scheme, path: `${rule}.md` });
  try {
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  } catch {
    // The built-in Markdown extension can be disabled; the text reads well without it.
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

async function pickRule(catalogue: Catalogue): Promise<string | undefined> {
  const items = catalogue.all().map(({ name, title, risk, severity }) => ({ label: name, description: title, detail: `${severity} · ${risk}` }));
  const picked = await vscode.window.showQuickPick(items, {
    title: "Explain Rule",
    placeHolder: "A rule's name or title",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.label;
}
