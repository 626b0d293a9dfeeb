import { describe, expect, it } from "vitest";
import { type CodeAction, CodeActionTriggerKind, CreateFile, HoverRequest, type TextDocumentEdit } from "vscode-languageserver/node";
import { fix, rule } from "../../server/src/kit/rule.ts";
import secretInContext from "../../server/src/rules/image/secret-in-build-context.ts";
import { connect, modern, pushed, task, whole } from "./client.ts";
import { built, builtAsRoot, lateUser, privileged, writable } from "./rules.ts";

const uri = "file:///w/task.json";
const titles = (actions: readonly CodeAction[]): readonly string[] => actions.map((a) => a.title);
const two = task().replace(/\n {4}(\{.*\})\n/, (_, one: string) => `\n    ${one},\n    ${one.replace("web", "api")}\n`);

describe("quick fixes", () => {
  it("are offered at their finding, only when proved, as versioned edits", async () => {
    const { editor } = await connect({ rules: [privileged, writable] });
    await editor.open(uri, task());
    const [found] = (await editor.pull(uri)).items;
    const actions = await editor.actions(uri, found?.range ?? whole);
    const fixes = actions.filter((a) => a.edit && a.kind === "quickfix.plimsoll");
    // "Ask nicely" does not do away with its finding: nobody sees it.
    expect(fixes.map((a) => [a.title, a.isPreferred, a.diagnostics?.map((d) => d.code)])).toEqual([
      [`Set "privileged" to false (review)`, true, ["privileged-thing"]],
    ]);
    expect(fixes[0]?.edit?.documentChanges).toMatchObject([{ textDocument: { uri, version: 1 } }]);
    expect(editor.applied(fixes[0]?.edit, uri)).toBe(task("web", { privileged: false }));
  });

  it("made for a text that changed meanwhile are refused, and made anew when asked", async () => {
    const { editor } = await connect({ rules: [privileged] });
    await editor.open(uri, task());
    const { items } = await editor.pull(uri);
    const range = items[0]?.range ?? whole;
    const [before] = await editor.actions(uri, range, { diagnostics: [...items] });
    await editor.type(uri, "shop", "a shop");
    expect(editor.applied(before?.edit, uri)).toBe("refused");
    // The diagnostic of the text before, the text of now.
    const [now] = await editor.actions(uri, range, { diagnostics: [...items] });
    expect(editor.applied(now?.edit, uri)).toBe(task("web", { privileged: false }).replace("shop", "a shop"));
    await editor.type(uri, "true", "false");
    expect((await editor.actions(uri, range, { diagnostics: [...items] })).filter((a) => a.edit)).toEqual([]);
  });

  it("are not offered elsewhere, nor for other kinds, nor in text that cannot be read", async () => {
    const { editor } = await connect({ rules: [privileged] });
    await editor.open(uri, task());
    const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    expect(await editor.actions(uri, top)).toEqual([]);
    expect(await editor.actions(uri, whole, { only: ["refactor"] })).toEqual([]);
    expect(await editor.actions(uri, whole, { only: ["quick"] })).toEqual([]);
    expect(titles(await editor.actions(uri, whole, { only: ["quickfix.plimsoll"] }))[0]).toMatch(/^Set "privileged"/);
    await editor.type(uri, "]", "");
    expect((await editor.actions(uri, whole)).filter((a) => a.kind === "quickfix.plimsoll")).toEqual([]);
  });

  it("are not offered to a client that takes no versioned edits", async () => {
    const { editor } = await connect({ capabilities: { ...modern, workspace: {} } });
    await editor.open(uri, task());
    expect((await editor.actions(uri, whole)).filter((a) => a.edit)).toEqual([]);
    expect(await editor.actions(uri, whole, { only: ["source.fixAll"] })).toEqual([]);
  });

  it("with alternatives have no preferred one, and drafts are none that could be it", async () => {
    const many = rule({
      ...privileged,
      *check({ privileged: field }) {
        if (!field.is(true)) return;
        yield {
          at: field.at,
          message: "Privileged.",
          fixes: [...fix("Set it to false", "safe", field.set(false)), ...fix("Take a draft", "draft", field.set(false))],
        };
      },
    });
    const { editor } = await connect({ rules: [many] });
    await editor.open(uri, task());
    const fixes = (await editor.actions(uri, whole)).filter((a) => a.kind === "quickfix.plimsoll");
    expect(fixes.map((a) => [a.title, a.isPreferred])).toEqual([
      ["Set it to false", true],
      ["Take a draft (review)", undefined],
    ]);
  });

  it("of which each would do have no preferred one", async () => {
    const many = rule({
      ...privileged,
      *check({ privileged: field }) {
        if (!field.is(true)) return;
        yield {
          at: field.at,
          message: "Privileged.",
          fixes: [...fix("One way", "safe", field.set(false)), ...fix("Another", "safe", field.set(false))],
        };
      },
    });
    const { editor } = await connect({ rules: [many] });
    await editor.open(uri, task());
    const fixes = (await editor.actions(uri, whole)).filter((a) => a.kind === "quickfix.plimsoll");
    expect(fixes.map((a) => [a.title, a.isPreferred])).toEqual([
      ["One way", undefined],
      ["Another", undefined],
    ]);
  });

  it("in a file that is not open are made for what the disk holds now", async () => {
    const { editor, disk } = await connect({ rules: [builtAsRoot], disk: { [built.uri]: built.text } });
    await editor.connection.sendRequest("plimsoll/scan", {});
    await editor.open(uri, task());
    const mend = (actions: readonly CodeAction[]): unknown =>
      actions.find((a) => a.title.startsWith("Build it as app (review)"))?.edit?.documentChanges;
    expect(mend(await editor.actions(uri, whole))).toMatchObject([{ textDocument: { uri: built.uri, version: null } }]);
    disk.set(built.uri, `# a\n# b\n${built.text}`);
    const [change] = mend(await editor.actions(uri, whole)) as TextDocumentEdit[];
    expect(change?.edits[0]?.range.start.line).toBe(3);
    disk.set(built.uri, built.text.replace("root", "app"));
    expect(mend(await editor.actions(uri, whole))).toBeUndefined();
  });
});

describe("a fix that makes a file", () => {
  const dockerfile = "file:///w/web/Dockerfile";
  const ignoreFile = "file:///w/web/.dockerignore";
  const named = "with a new .dockerignore";
  const node = "FROM node:24-slim\nCOPY . /app\n";
  const secret = "DB_PASSWORD=Rain-in-May-77\n";
  const start = { line: 0, character: 0 };
  const made = (actions: readonly CodeAction[]): CodeAction | undefined => actions.find((a) => a.title.includes(named));

  it("names the file before its text, and asks nothing first", async () => {
    const { editor } = await connect({ rules: [secretInContext], disk: { "file:///w/web/.env": secret } });
    await editor.open(dockerfile, node);
    expect(made(await editor.actions(dockerfile, whole))).toBeUndefined();
    await editor.connection.sendRequest("plimsoll/scan", {});
    const fix = made(await editor.actions(dockerfile, whole));
    expect(fix?.edit).toEqual({
      documentChanges: [
        { kind: "create", uri: ignoreFile },
        { textDocument: { uri: ignoreFile, version: null }, edits: [{ range: { start: start, end: start }, newText: ".env\n" }] },
      ],
    });
  });

  it("is there as soon as a scan has found what it is for: the editor is told to ask again for the open Dockerfile", async () => {
    const { editor } = await connect({ rules: [secretInContext], disk: { "file:///w/web/.env": secret } });
    await editor.open(dockerfile, node);
    expect((await editor.pull(dockerfile)).items).toEqual([]);
    await editor.connection.sendRequest("plimsoll/scan", {});
    await editor.until(() => editor.refreshes > 0);
    expect((await editor.pull(dockerfile)).items.map((d) => d.code)).toEqual(["secret-in-build-context"]);
  });

  it("is not offered where the client makes no files, nor where the disk has it by now", async () => {
    const disk = { "file:///w/web/.env": secret };
    const old = await connect({ rules: [secretInContext], disk, capabilities: pushed });
    await old.editor.open(dockerfile, node);
    await old.editor.connection.sendRequest("plimsoll/scan", {});
    expect(made(await old.editor.actions(dockerfile, whole))).toBeUndefined();
    const { editor, disk: changing } = await connect({ rules: [secretInContext], disk });
    await editor.open(dockerfile, node);
    await editor.connection.sendRequest("plimsoll/scan", {});
    changing.set(ignoreFile, "dist\n");
    const titles = (await editor.actions(dockerfile, whole)).map((a) => a.title);
    expect(titles).toContain("Leave .env out with .dockerignore (review)");
  });
});

it("a menu for a whole file of many findings is about the first of them", async () => {
  const { editor } = await connect({ rules: [writable] });
  const many = Array.from({ length: 30 }, (_, i) => task(`c${i}`).split("\n")[3]?.trim());
  await editor.open(uri, `{ "family": "f", "containerDefinitions": [${many.join(",")}] }`);
  expect((await editor.pull(uri)).items).toHaveLength(30);
  const fixes = (await editor.actions(uri, whole)).filter((a) => a.kind === "quickfix.plimsoll");
  expect(fixes).toHaveLength(20);
  // What mends all mends all.
  const [all] = await editor.actions(uri, whole, { only: ["source.fixAll"] });
  expect(editor.applied(all?.edit, uri)).not.toContain("false");
});

it("a client that creates files takes versioned edits, whether it says so or not", async () => {
  const { editor } = await connect({ capabilities: { ...modern, workspace: { workspaceEdit: { resourceOperations: ["create"] } } } });
  await editor.open(uri, task());
  const [fix] = await editor.actions(uri, whole);
  expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { version: 1 } }]);
});

describe("fix all", () => {
  it("makes the safe fixes and no others", async () => {
    const { editor } = await connect({ rules: [privileged, writable] });
    await editor.open(uri, two);
    const actions = await editor.actions(uri, whole, { only: ["source.fixAll.plimsoll"], triggerKind: CodeActionTriggerKind.Automatic });
    expect(actions.map((a) => [a.title, a.kind])).toEqual([["Fix all safe Plimsoll problems", "source.fixAll.plimsoll"]]);
    expect(editor.applied(actions[0]?.edit, uri)).toBe(two.replaceAll("false", "true"));
    expect(titles(await editor.actions(uri, whole, { only: ["source"] }))).toEqual(["Fix all safe Plimsoll problems"]);
  });

  it("is not there when nothing is to be done", async () => {
    const { editor } = await connect({ rules: [privileged] });
    await editor.open(uri, two);
    expect(await editor.actions(uri, whole, { only: ["source.fixAll"] })).toEqual([]);
  });

  it("is in the menu after the fixes where it does more than one of them, and not in the light bulb's own request", async () => {
    const { editor } = await connect({ rules: [writable], options: { commands: true } });
    await editor.open(uri, two);
    const [found] = (await editor.pull(uri)).items;
    expect(titles(await editor.actions(uri, found?.range ?? whole, { only: ["quickfix"] }))).toEqual([
      "Make it read-only",
      "Fix all safe Plimsoll problems in this file",
      "Explain writable-thing",
      `Ignore writable-thing for "web" in .plimsoll.yaml`,
    ]);
    expect(titles(await editor.actions(uri, found?.range ?? whole, { triggerKind: CodeActionTriggerKind.Automatic }))).not.toContain(
      "Fix all safe Plimsoll problems in this file",
    );
  });
});

describe("harden", () => {
  const asked = { only: ["quickfix.plimsoll.harden"], triggerKind: CodeActionTriggerKind.Invoked };

  it("is one action for all that hardens one thing, and leaves others and what is graver alone", async () => {
    const { editor } = await connect({
      rules: [
        { ...privileged, severity: "info" },
        { ...writable, severity: "info" },
      ],
    });
    await editor.open(uri, two);
    const { start } = (await editor.pull(uri)).items[0]?.range ?? whole;
    const line = { start: { ...start, character: 0 }, end: { ...start, character: 1_000 } };
    const [harden, ...more] = await editor.actions(uri, line, asked);
    expect([harden?.title, harden?.kind, harden?.diagnostics?.map((d) => d.code)]).toEqual([
      `Harden "web" in 2 ways (review)`,
      "quickfix.plimsoll.harden",
      ["privileged-thing", "writable-thing"],
    ]);
    expect(more).toEqual([]);
    const { [start.line]: text = "", ...others } = two.split("\n");
    const hardened = text.replace(`"privileged": true, "readonlyRootFilesystem": false`, `"privileged": false, "readonlyRootFilesystem": true`);
    expect(editor.applied(harden?.edit, uri)).toBe(Object.values({ ...others, [start.line]: hardened }).join("\n"));
    expect(await editor.actions(uri, line, { ...asked, triggerKind: CodeActionTriggerKind.Automatic })).toEqual([]);
  });

  it("is not there for one finding, nor for what is graver", async () => {
    for (const rules of [[{ ...privileged, severity: "info" } as const], [privileged, writable]]) {
      const { editor } = await connect({ rules });
      await editor.open(uri, task());
      expect(await editor.actions(uri, whole, asked)).toEqual([]);
    }
  });
});

describe("Explain", () => {
  it("is a command for clients that know it, and nothing for others", async () => {
    for (const commands of [true, false]) {
      const { editor } = await connect({ rules: [privileged], options: { commands } });
      await editor.open(uri, task());
      const explained = (await editor.actions(uri, whole)).filter((a) => a.command);
      expect(explained.map((a) => a.command)).toEqual(
        commands ? [{ title: "Explain Rule", command: "plimsoll.explainRule", arguments: ["privileged-thing"] }] : [],
      );
    }
  });

  it("answers with the rule's page, and says so where there is none", async () => {
    const { editor } = await connect({ rules: [privileged] });
    expect(await editor.connection.sendRequest("plimsoll/rules", {})).toEqual([
      { name: "privileged-thing", title: "Container runs privileged", risk: "container", severity: "error" },
    ]);
    const page = await editor.connection.sendRequest<{ markdown: string }>("plimsoll/explain", { rule: "privileged-thing" });
    expect(page.markdown).toContain("It owns the host.");
    const none = await editor.connection.sendRequest<{ markdown: string }>("plimsoll/explain", { rule: "privileged-thin" });
    expect(none.markdown).toContain("Did you mean `privileged-thing`?");
    // A request that makes the server stumble costs its own answer.
    expect(await editor.connection.sendRequest("plimsoll/explain", null)).toEqual({ markdown: "" });
    await editor.until(() => editor.logged.some((l) => l.startsWith("plimsoll/explain: ")));
  });

  it("is a link in the hover", async () => {
    const { editor } = await connect({ rules: [privileged], options: { commands: true } });
    await editor.open(uri, task());
    const [found] = (await editor.pull(uri)).items;
    const hover = await editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: found?.range.start ?? whole.start });
    expect(hover?.range).toEqual(found?.range);
    expect(hover?.contents).toMatchObject({ kind: "markdown", value: expect.stringContaining("It owns the host.") });
    expect(hover?.contents).toMatchObject({ value: expect.stringContaining("(command:plimsoll.explainRule?%5B%22privileged-thing%22%5D)") });
    expect(await editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: whole.start })).toBeNull();
  });
});

describe("Ignore", () => {
  it("makes the configuration where there is none; with it the finding is gone", async () => {
    const { editor, disk } = await connect({ rules: [privileged] });
    await editor.open(uri, task());
    const ignore = (await editor.actions(uri, whole)).find((a) => a.title === `Ignore privileged-thing for "web" in .plimsoll.yaml`);
    const [create, change] = ignore?.edit?.documentChanges ?? [];
    expect(CreateFile.is(create) && create.uri).toBe("file:///w/.plimsoll.yaml");
    const edit = change as TextDocumentEdit;
    const [insert] = edit.edits;
    disk.set(edit.textDocument.uri, insert && "newText" in insert ? insert.newText : "");
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: edit.textDocument.uri, type: 1 }] });
    await editor.sync();
    expect(await editor.codes(uri)).toEqual([]);
  });

  it("adds to the configuration that holds, in the version that is open", async () => {
    const config = "file:///w/.plimsoll.json";
    const { editor, clock } = await connect({ rules: [privileged], disk: { [config]: `{ "exceptions": [] }` } });
    await editor.open(config, `{\n  "exceptions": [{ "rule": "privileged-thing", "files": ["other.json"], "reason": "r" }]\n}\n`);
    await editor.open(uri, task());
    // Until the text that is open has been taken in, an edit of it would be one of another text.
    expect((await editor.actions(uri, whole)).find((a) => a.title.startsWith("Ignore"))).toBeUndefined();
    clock.advance(200);
    await editor.sync();
    const ignore = (await editor.actions(uri, whole)).find((a) => a.title.startsWith("Ignore"));
    const edited = editor.applied(ignore?.edit, config);
    expect(edited).toContain(`"other.json"`);
    await editor.type(config, editor.document(config).getText(), edited);
    await editor.sync();
    clock.advance(200);
    await editor.sync();
    expect(await editor.codes(uri)).toEqual([]);
  });

  it("is a comment where the host has comments, above the whole instruction", async () => {
    const dockerfile = "file:///w/Dockerfile";
    const { editor } = await connect({ rules: [lateUser], options: { commands: true } });
    const text = "# syntax=docker/dockerfile:1\r\nFROM alpine:3.20\r\nUSER \\\r\n  root\r\n";
    await editor.open(dockerfile, text, "dockerfile");
    const [found] = (await editor.pull(dockerfile)).items;
    expect(found && editor.covered(dockerfile, found.range)).toBe("root");
    const ignore = (await editor.actions(dockerfile, found?.range ?? whole)).filter((a) => a.kind === "quickfix.plimsoll.ignore");
    expect(titles(ignore)).toEqual(["Ignore root-thing here"]);
    expect(editor.applied(ignore[0]?.edit, dockerfile)).toBe(text.replace("USER", "# plimsoll: allow root-thing\r\nUSER"));
  });
});

it("edits of two files are shown before they are made, those of one are not", async () => {
  const { editor } = await connect({ rules: [builtAsRoot] });
  await editor.open(built.uri, built.text, "dockerfile");
  await editor.open(uri, task());
  const asks = (await editor.actions(uri, whole))
    .filter((a) => a.title.startsWith("Build"))
    .map((a) => [a.title, a.edit?.documentChanges?.length, Object.values(a.edit?.changeAnnotations ?? {}).some((c) => c.needsConfirmation)]);
  expect(asks).toEqual([
    ["Build it as app (review)", 1, false],
    ["Build it as app, and run it so (review)", 2, true],
  ]);
});
