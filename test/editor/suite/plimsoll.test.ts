import * as vscode from "vscode";
import type { TreeSnapshot } from "../../../client/src/findings-tree.ts";
import type { ScanSummary } from "../../../client/src/protocol.ts";
import { equal, match, ok, until } from "./assert.ts";
import { api, file, finds, forgets, found, open, replace, revert, write } from "./workspace.ts";

const task = "deploy/task-definition.json";
const closed = "deploy/worker.json";
const rule = "privileged-container";

/** One finding of each kind of file: what is underlined, what the light bulb offers, and what the text has then. */
const cases = [
  { path: "web/Dockerfile", finding: "root-user", at: "node:22.11.0-bookworm-slim", fix: "Run as node", mended: "\nUSER node\nCMD" },
  { path: task, finding: rule, at: "true", fix: 'Set "privileged" to false', mended: '"privileged": false' },
  {
    path: "iam/policy.json",
    finding: "unrestricted-pass-role",
    beside: "privilege-escalation",
    at: '"*"',
    fix: 'Require "iam:PassedToService"',
    mended: '"iam:PassedToService": "ecs-tasks.amazonaws.com"',
  },
] as const;

suite("Plimsoll", () => {
  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  test("starts its server when a relevant language is opened", async () => {
    await open(task);
    ok((await api()).running());
  });

  for (const { path, finding, at, fix, mended, ...more } of cases) {
    test(`underlines and mends ${path}`, async () => {
      const document = await open(path);
      const { range } = await finds(document.uri, finding);
      equal(document.getText(range), at);
      equal(found(document.uri), "beside" in more ? [more.beside, finding] : [finding]);

      const actions = await actionsAt(document.uri, range);
      const action = actions.find(({ title }) => title.startsWith(fix));
      ok(action?.edit, actions.map(({ title }) => title).join());
      ok(await vscode.workspace.applyEdit(action.edit));
      ok(document.getText().includes(mended), document.getText());
      await forgets(document.uri, finding);
      await revert(document);
      await finds(document.uri, finding);
    });
  }

  test("says what is wrong, how bad it is, and where to read more", async () => {
    const document = await open(task);
    const { message, severity } = await finds(document.uri, rule);
    equal(severity, vscode.DiagnosticSeverity.Error);
    match(message, /^Container "web" runs privileged/);
  });

  test("is silent on a good file and on a look-alike, and hears what is typed there", async () => {
    const lookAlike = await open("config/look-alike.json");
    const good = await open("deploy/good.json");
    // A finding in the same file proves that the server has read it; that it is the only one, that it was silent.
    await replace(good, '"privileged": false', '"privileged": true');
    await finds(good.uri, rule);
    equal(found(good.uri), [rule]);
    await revert(good);
    await forgets(good.uri, rule);
    for (const { uri } of [lookAlike, good]) equal(found(uri), []);
  });

  test("underlines a secret in a file of variables, whatever language that is, as it is typed", async () => {
    const uri = file("web/.env");
    try {
      await write(uri, "DB_HOST=db\n");
      const document = await open("web/.env");
      await replace(document, "DB_HOST=db", "DB_PASSWORD=Rain-in-May-77");
      const { range } = await finds(uri, "hardcoded-secret");
      equal(document.getText(range), "Rain-in-May-77");
      await revert(document);
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });

  test("reads a document that was never saved", async () => {
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file(task)));
    const document = await vscode.workspace.openTextDocument({ language: "json", content });
    await vscode.window.showTextDocument(document);
    equal(document.uri.scheme, "untitled");
    await finds(document.uri, rule);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  test("makes all safe fixes of a file, and no other", async () => {
    const fargate = await open("deploy/fargate.json");
    await finds(fargate.uri, rule);
    equal(found(fargate.uri), [rule, rule]);
    await vscode.commands.executeCommand("plimsoll.fixAllInFile");
    ok(!fargate.getText().includes('"privileged": true'), fargate.getText());
    await forgets(fargate.uri, rule);
    await revert(fargate);

    const document = await open(task);
    await finds(document.uri, rule);
    await vscode.commands.executeCommand("plimsoll.fixAllInFile");
    equal(document.isDirty, false, "a fix that needs a review was made");
  });

  test("explains a finding in a hover, and its rule on a page", async () => {
    const document = await open(task);
    const { range } = await finds(document.uri, rule);
    const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>("vscode.executeHoverProvider", document.uri, range.start);
    const text = hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === "string" ? content : content.value))).join("\n");
    match(text, /privileged/);

    const actions = await actionsAt(document.uri, range);
    const explain = actions.find(({ title }) => title === `Explain ${rule}`)?.command;
    ok(explain, actions.map(({ title }) => title).join());
    await vscode.commands.executeCommand(explain.command, ...(explain.arguments ?? []));
    const page = await until("the rule's page", () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "plimsoll-rule"));
    match(page.getText(), /Container runs privileged/);
    await until("its preview", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes(rule));
  });

  test("scans files that are not open, and counts what it found", async () => {
    equal(found(file(closed)), []);
    const summary = await vscode.commands.executeCommand<ScanSummary>("plimsoll.scanWorkspace");
    ok(summary, "the scan ended");
    equal(summary.cancelled, false);
    ok(summary.analysed >= 5, `${summary.analysed} files were analysed`);
    await finds(file(closed), rule);
    await finds(file(task), rule);
    equal(found(file("config/look-alike.json")), []);

    const all = vscode.languages.getDiagnostics().flatMap(([, diagnostics]) => diagnostics.filter(({ source }) => source === "plimsoll"));
    const errors = all.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
    equal(summary.findings.error, errors, "the summary counts what Problems shows");
    equal(summary.findings.error + summary.findings.warning + summary.findings.info + summary.findings.hint, all.length);
  });

  test("shows a tree of findings with counts on every node", async () => {
    const { findings, status } = await api();
    const group = await until("the errors", () => findings().find(({ label }) => label === "Errors"));
    const node = group.children.find(({ label }) => label === rule);
    ok(node, JSON.stringify(group));
    equal(node.description, "2 · Container runs privileged");
    equal(
      node.children.map(({ label }) => label),
      ["task-definition.json:11", "worker.json:11"],
    );
    const total = (nodes: readonly TreeSnapshot[]): number => nodes.reduce((sum, { description }) => sum + Number.parseInt(description, 10), 0);
    equal(Number(group.description), total(group.children));
    match(status() ?? "", /^\$\(shield\) \d+·\d+$/);

    await vscode.commands.executeCommand("plimsoll.groupByRisk");
    ok(findings().some(({ label, children }) => label === "Container" && children.some((child) => child.label === rule)));
    await vscode.commands.executeCommand("plimsoll.groupBySeverity");
  });

  test("stops a scan when asked", async () => {
    const many = Array.from({ length: 200 }, (_, number) => file(`deploy/many/task-${number}.json`));
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file(closed)));
    await Promise.all(many.map((uri) => write(uri, text)));
    // A scan may be over before it hears of the wish.
    await until("a scan that was stopped", async () => {
      const scan = vscode.commands.executeCommand<ScanSummary | undefined>("plimsoll.scanWorkspace");
      await vscode.commands.executeCommand("plimsoll.cancelScan");
      return (await scan)?.cancelled !== false;
    });
    await vscode.workspace.fs.delete(file("deploy/many"), { recursive: true });
    const summary = await vscode.commands.executeCommand<ScanSummary>("plimsoll.scanWorkspace");
    equal(summary.cancelled, false);
    await Promise.all(many.map((uri) => forgets(uri, rule)));
  });

  test("forgets a file that is mended or deleted on disk", async () => {
    const copy = file("deploy/copy.json");
    await vscode.workspace.fs.copy(file(closed), copy);
    await finds(copy, rule);
    await vscode.workspace.fs.delete(copy);
    await forgets(copy, rule);
  });

  test("obeys the settings at once", async () => {
    const document = await open(task);
    await finds(document.uri, rule);
    const settings = vscode.workspace.getConfiguration("plimsoll");
    for (const [name, value] of [
      ["rules", { [rule]: "off" }],
      ["enable", false],
    ] as const) {
      await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
      await forgets(document.uri, rule);
      await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
      await finds(document.uri, rule);
    }
  });

  test("obeys the configuration file at once", async () => {
    const document = await open(task);
    await finds(document.uri, rule);
    const config = file(".plimsoll.yaml");
    await write(config, `rules:\n  ${rule}: hint\n`);
    await until("the new severity", async () => (await finds(document.uri, rule)).severity === vscode.DiagnosticSeverity.Hint);
    await vscode.workspace.fs.delete(config);
    await until("the old severity", async () => (await finds(document.uri, rule)).severity === vscode.DiagnosticSeverity.Error);
  });

  test("restarts its server, and finds the same", async () => {
    const document = await open(task);
    await finds(document.uri, rule);
    await vscode.commands.executeCommand("plimsoll.restartServer");
    ok((await api()).running());
    await finds(document.uri, rule);
  });

  test("shows files that are not open from the start, where a user wants that", async () => {
    await open(task);
    await vscode.commands.executeCommand("plimsoll.restartServer");
    await forgets(file(closed), rule);
    const settings = vscode.workspace.getConfiguration("plimsoll");
    await settings.update("workspaceDiagnostics", "always", vscode.ConfigurationTarget.Workspace);
    await finds(file(closed), rule);
    await settings.update("workspaceDiagnostics", undefined, vscode.ConfigurationTarget.Workspace);
  });
});

/**
 * What the light bulb holds. The editor calls a request off when the document changes meanwhile, be it by its own late work
 * after opening it, and a person would press the key again.
 */
async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return until("the light bulb's answer", async () => {
    try {
      return await vscode.commands.executeCommand<readonly vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range);
    } catch (error) {
      if (error instanceof Error && error.name === "Canceled") return undefined;
      throw error;
    }
  });
}
