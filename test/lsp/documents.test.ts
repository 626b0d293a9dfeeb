import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { DiagnosticTag } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { difference } from "../../server/src/lsp/convert.ts";
import { update } from "../../server/src/lsp/documents.ts";
import { applyEdits, Source } from "../../server/src/text/source.ts";
import { connect, pushed, task, whole } from "./client.ts";
import { built, builtAsRoot, privileged, writable } from "./rules.ts";

const uri = "file:///w/task.json";

describe("an open document", () => {
  it("has its diagnostics as soon as it is asked for", async () => {
    const { editor } = await connect();
    await editor.open(uri, task());
    const { items } = await editor.pull(uri);
    expect(items.map((d) => [d.code, editor.covered(uri, d.range), d.severity, d.source])).toEqual([
      ["privileged-thing", "true", 1, "plimsoll"],
      ["writable-thing", "false", 2, "plimsoll"],
    ]);
    expect(items[0]?.codeDescription?.href).toMatch(/^https:.*privileged-thing\.md$/);
    expect(items[0]?.data).toEqual({ risk: "container", confidence: "high", subject: "web" });
  });

  it("follows incremental changes", async () => {
    const { editor } = await connect();
    await editor.open(uri, task());
    await editor.type(uri, `"privileged": true`, `"privileged": false`);
    await editor.type(uri, `"web"`, `"a longer name"`);
    const { items } = await editor.pull(uri);
    expect(items.map((d) => [d.code, editor.covered(uri, d.range)])).toEqual([["writable-thing", "false"]]);
  });

  it("is answered with `unchanged` where the client has it already", async () => {
    const { editor } = await connect();
    await editor.open(uri, task());
    const first = await editor.pull(uri);
    expect(await editor.pull(uri, first.resultId)).toMatchObject({ kind: "unchanged", resultId: first.resultId });
    await editor.type(uri, "true", "false");
    expect(await editor.pull(uri, first.resultId)).toMatchObject({ kind: "full" });
  });

  it("has positions in UTF-16 code units, whatever ends its lines", async () => {
    const { editor } = await connect({ rules: [privileged] });
    const text = task("😀 é 漢").replaceAll("\n", "\r\n");
    await editor.open(uri, text);
    const [found] = (await editor.pull(uri)).items;
    expect(found && editor.covered(uri, found.range)).toBe("true");
    await editor.type(uri, "😀", "😀😀");
    const [again] = (await editor.pull(uri)).items;
    expect(again && editor.covered(uri, again.range)).toBe("true");
    expect((again?.range.start.character ?? 0) - (found?.range.start.character ?? 0)).toBe(2);
    const [fix] = await editor.actions(uri, again?.range ?? whole, { only: ["quickfix"] });
    expect(editor.applied(fix?.edit, uri)).toBe(text.replace("😀", "😀😀").replace("true", "false"));
  });

  it("of no kind that rules are for has none", async () => {
    const { editor } = await connect();
    await editor.open("file:///w/package.json", `{"name": "x"}`);
    expect((await editor.pull("file:///w/package.json")).items).toEqual([]);
    await editor.open("untitled:Untitled-1", task());
    expect(await editor.codes("untitled:Untitled-1")).toEqual(["privileged-thing", "writable-thing"]);
  });

  it("loses the findings of a rule that crashes, no others; the log names the rule once", async () => {
    const { editor } = await connect();
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toEqual(["privileged-thing", "writable-thing"]);
    await editor.type(uri, "web:1", "web:2");
    expect(await editor.codes(uri)).toEqual(["privileged-thing", "writable-thing"]);
    await editor.until(() => editor.logged.length > 0);
    await editor.sync();
    expect(editor.logged.filter((l) => l.includes("crashing-thing: this rule is broken"))).toHaveLength(1);
  });

  it("tags what says nothing any more, and tells what is related", async () => {
    const unused = { ...writable, name: "unused-allow" };
    const { editor } = await connect({ rules: [unused, builtAsRoot] });
    await editor.open(built.uri, built.text, "dockerfile");
    await editor.open("file:///w/b.json", task());
    const { items } = await editor.pull("file:///w/b.json");
    expect(items.find((d) => d.code === "unused-allow")?.tags).toEqual([DiagnosticTag.Unnecessary]);
    const related = items.find((d) => d.code === "built-as-root")?.relatedInformation ?? [];
    expect(related.map((r) => [r.location.uri, editor.covered(built.uri, r.location.range), r.message])).toEqual([[built.uri, "root", "here"]]);
  });

  it("is asked for again when another file changes what is found in it", async () => {
    const { editor, clock } = await connect({ rules: [builtAsRoot] });
    await editor.open(built.uri, built.text, "dockerfile");
    await editor.open("file:///w/b.json", task());
    expect(await editor.codes("file:///w/b.json")).toEqual(["built-as-root"]);
    expect(await editor.codes(built.uri)).toEqual([]);
    clock.advance(200);
    await editor.sync();
    expect(editor.refreshes).toBe(0);
    await editor.type(built.uri, "root", "app");
    await editor.pull(built.uri);
    clock.advance(199);
    await editor.sync();
    expect(editor.refreshes).toBe(0);
    clock.advance(1);
    await editor.until(() => editor.refreshes > 0);
    expect(await editor.codes("file:///w/b.json")).toEqual([]);
    // The file that is typed in asks by itself.
    await editor.type("file:///w/b.json", `"web"`, `"api"`);
    await editor.sync();
    clock.advance(200);
    await editor.sync();
    expect(editor.refreshes).toBe(1);
  });
});

it("a text that only a machine can have made is left alone", async () => {
  const { editor } = await connect();
  await editor.open(uri, task());
  expect(await editor.codes(uri)).toHaveLength(2);
  await editor.type(uri, "shop", "x".repeat(1024 * 1024));
  expect(await editor.codes(uri)).toEqual([]);
});

describe("a client that cannot pull", () => {
  it("is told by version, of the file that is typed in and of those that it touches", async () => {
    const { editor, clock } = await connect({ capabilities: pushed, rules: [builtAsRoot] });
    expect(editor.initialized?.capabilities.diagnosticProvider).toBeUndefined();
    const [a, b] = [built.uri, "file:///w/b.json"];
    await editor.open(a, built.text, "dockerfile");
    await editor.open(b, task());
    await editor.until(() => editor.published.find((p) => p.uri === b && p.version === 1 && p.diagnostics.length === 1));
    await editor.type(a, "root", "app");
    await editor.until(() => editor.published.find((p) => p.uri === a && p.version === 2));
    expect(editor.published.findLast((p) => p.uri === b)?.diagnostics).toHaveLength(1);
    clock.advance(200);
    await editor.until(() => editor.published.findLast((p) => p.uri === b)?.diagnostics.length === 0);
  });

  it("is told that nothing is left of a document that was closed", async () => {
    const { editor, clock } = await connect({ capabilities: pushed, rules: [privileged] });
    await editor.open(uri, task());
    await editor.until(() => editor.published.find((p) => p.uri === uri && p.diagnostics.length === 1));
    await editor.close(uri);
    await editor.sync();
    clock.advance(200);
    await editor.until(() => editor.published.findLast((p) => p.uri === uri)?.diagnostics.length === 0);
  });
});

it("changes of many cursors are one pass over the text", () => {
  const lines = Array.from({ length: 500 }, () => "ab\n").join("");
  const changes = Array.from({ length: 500 }, (_, i) => ({
    range: { start: { line: 499 - i, character: 1 }, end: { line: 499 - i, character: 1 } },
    text: "x",
  }));
  const passes = vi.spyOn(TextDocument, "update");
  expect(update(TextDocument.create(uri, "json", 1, lines), changes, 2).getText()).toBe(lines.replaceAll("ab", "axb"));
  expect(passes.mock.calls.map(([, made]) => made.length)).toEqual([1]);
  passes.mockRestore();
});

it("the difference of two texts makes one the other, and splits no character", () => {
  const text = fc.array(fc.constantFrom("a", "b", "\n", "\r\n", "😀", "😁"), { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const source = new Source(uri, before);
      const edit = difference(source, after);
      expect(applyEdits(source, [edit]).text).toBe(after);
      for (const offset of [edit.at.start, edit.at.end]) {
        expect(before.slice(offset - 1, offset + 1)).not.toMatch(/^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)$/);
      }
    }),
  );
});

it("changes made in one pass are those made one by one", () => {
  const text = fc.array(fc.constantFrom("a", "b", "\n", "\r\n", "😀", " "), { maxLength: 60 }).map((parts) => parts.join(""));
  const cuts = fc.array(fc.tuple(fc.nat(60), fc.nat(3), fc.constantFrom("", "x", "\n", "yy")), { minLength: 8, maxLength: 20 });
  fc.assert(
    fc.property(text, cuts, fc.boolean(), (before, edits, descending) => {
      const document = TextDocument.create(uri, "json", 1, before);
      const ordered = descending ? edits.toSorted((a, b) => b[0] - a[0]) : edits;
      const changes = ordered.map(([at, length, inserted]) => ({
        range: { start: document.positionAt(at), end: document.positionAt(at + length) },
        text: inserted,
      }));
      const one = TextDocument.create(uri, "json", 1, before);
      for (const change of changes) TextDocument.update(one, [change], 2);
      const all = update(TextDocument.create(uri, "json", 1, before), changes, 2);
      expect(all.getText()).toBe(one.getText());
      expect(all.version).toBe(2);
    }),
  );
});
