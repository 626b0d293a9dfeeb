import { expect, it, vi } from "vitest";
import { CancellationTokenSource, CodeActionRequest, HoverRequest } from "vscode-languageserver/node";
import type * as hosts from "../../server/src/adapt/hosts.ts";
import { rule } from "../../server/src/kit/rule.ts";
import { connect, task, whole } from "./client.ts";
import { privileged } from "./rules.ts";

const uri = "file:///w/task.json";

/** A reader with a fault: it throws on one text. It also sees line comments, whether the host has them or not. */
vi.mock("../../server/src/adapt/hosts.ts", async (original) => {
  const real = await original<typeof hosts>();
  const { readApart } = real;
  return {
    ...real,
    readApart: (source: Parameters<typeof readApart>[0]) => {
      if (source.text.includes("unreadable")) throw new Error("the reader is broken");
      const comments = Array.from(source.text.matchAll(/\/\/.*/g), (m) => source.at(m.index, m.index + m[0].length));
      return { ...readApart(source), comments };
    },
  };
});

it("a reader that crashes costs one file's findings, until its text can be read again", async () => {
  const { editor } = await connect({ rules: [privileged], disk: { "file:///w/bad.json": task("unreadable"), "file:///w/good.json": task() } });
  const watch = editor.watch();
  await editor.open(uri, task());
  expect(await editor.codes(uri)).toEqual(["privileged-thing"]);
  await editor.type(uri, "web", "unreadable");
  expect(await editor.codes(uri)).toEqual([]);
  expect(await editor.actions(uri, whole)).toEqual([]);
  await editor.until(() => editor.logged.some((l) => l.includes(uri) && l.includes("the reader is broken")));
  expect(await editor.connection.sendRequest("plimsoll/scan", {})).toMatchObject({ files: 2, analysed: 1, cancelled: false });
  await editor.sync();
  expect(watch.last("file:///w/good.json")).toEqual(["privileged-thing"]);
  await editor.type(uri, "unreadable", "web");
  expect(await editor.codes(uri)).toEqual(["privileged-thing"]);
});

it("a rule that crashes on the fixed text costs the request its answer, not the server", async () => {
  const fragile = rule({
    ...privileged,
    *check({ privileged: field }) {
      if (!field.is(true)) throw new Error("this rule cannot stand its own fix");
      yield {
        at: field.at,
        message: "Privileged.",
        fixes: [{ title: "Break it", applicability: "safe", edits: [{ at: field.at, text: `"unreadable"` }] }],
      };
    },
  });
  const { editor } = await connect({ rules: [fragile] });
  await editor.open(uri, task());
  expect(await editor.actions(uri, whole)).toEqual([]);
  await editor.until(() => editor.logged.some((l) => l.startsWith("textDocument/codeAction: the reader is broken")));
  expect(await editor.codes(uri)).toEqual(["privileged-thing"]);
});

it("a request that is called off is not worked on", async () => {
  const { editor } = await connect({ rules: [privileged] });
  await editor.open(uri, task());
  const source = new CancellationTokenSource();
  const answer = editor.connection.sendRequest(
    CodeActionRequest.type,
    { textDocument: { uri }, range: whole, context: { diagnostics: [] } },
    source.token,
  );
  source.cancel();
  expect(await answer).toEqual([]);
  expect(await editor.actions(uri, whole)).not.toEqual([]);
});

it("a comment that accepts a finding takes it away, and hovering over the name tells what it is", async () => {
  const { editor } = await connect({ rules: [privileged] });
  await editor.open(uri, task().replace("    {", "    // plimsoll: allow privileged-thing -- it must\n    {"));
  expect(await editor.codes(uri)).toEqual([]);
  const position = { line: 3, character: "    // plimsoll: allow privi".length };
  const hover = await editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  expect(hover?.contents).toMatchObject({ value: expect.stringContaining("It owns the host.") });
  expect(hover?.range && editor.covered(uri, hover.range)).toBe("privileged-thing");
});
