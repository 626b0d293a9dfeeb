import { describe, expect, it } from "vitest";
import { CancellationTokenSource, type CodeAction, WorkDoneProgressCancelNotification } from "vscode-languageserver/node";
import type { Summary } from "../../server/src/lsp/scan.ts";
import secretInContext from "../../server/src/rules/image/secret-in-build-context.ts";
import { connect, type Editor, pushed, task, whole } from "./client.ts";
import { built, builtAsRoot, privileged, writable } from "./rules.ts";

const rules = [privileged, writable];
const scan = (editor: Editor, params: object = {}): Promise<Summary> => editor.connection.sendRequest<Summary>("plimsoll/scan", params);
const folder = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`file:///w/${i}/task.json`, task(`c${i}`)]));
const changed = (editor: Editor, uri: string, type: 1 | 2 | 3): Promise<void> =>
  editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type }] });

describe("a request for the whole workspace", () => {
  it("is held open until a scan, then filled in parts, and stays open", async () => {
    const { editor, clock } = await connect({ rules, disk: { ...folder(120), "file:///w/package.json": "{}" } });
    const watch = editor.watch();
    await editor.open("file:///w/0/task.json", task("c0"));
    await editor.sync();
    clock.advance(200);
    await editor.sync();
    expect(watch.reports).toEqual([]);
    const summary = await scan(editor);
    expect(summary).toEqual({ files: 121, analysed: 120, skipped: 1, findings: { error: 120, warning: 120, info: 0, hint: 0 }, cancelled: false });
    await editor.sync();
    expect(watch.reports).toHaveLength(120);
    expect(watch.chunks()).toBeGreaterThan(1);
    expect(watch.reports.find((r) => r.uri === "file:///w/0/task.json")?.version).toBe(1);
    expect(watch.reports.find((r) => r.uri === "file:///w/1/task.json")?.version).toBeNull();
    // The same again says nothing new.
    await scan(editor);
    await editor.sync();
    expect(watch.reports).toHaveLength(120);
  });

  it("tells nothing of what the client has, and clears what is gone", async () => {
    const { editor } = await connect({ rules, disk: folder(2) });
    const first = editor.watch();
    await scan(editor);
    await editor.sync();
    const ids = first.reports.map((r) => ({ uri: r.uri, value: r.resultId ?? "" }));
    const second = editor.watch([...ids, { uri: "file:///w/gone/task.json", value: "old" }]);
    // The one before is answered: only one is held.
    expect(await first.answer).toEqual({ items: [] });
    await editor.sync();
    expect(second.reports).toMatchObject([{ uri: "file:///w/gone/task.json", items: [] }]);
  });

  it("is answered when it is called off", async () => {
    const { editor } = await connect({ rules });
    const source = new CancellationTokenSource();
    const answer = editor.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] }, source.token);
    await editor.sync();
    source.cancel();
    expect(await answer).toEqual({ items: [] });
  });

  it("of a client that takes no parts is answered with the first that there is to say", async () => {
    const { editor } = await connect({ rules, disk: folder(3) });
    const { answer } = editor.watch([], false);
    await scan(editor);
    expect((await answer).items.length).toBeGreaterThan(0);
  });

  it("follows the disk after a scan: changed, created, deleted, a folder deleted, renamed", async () => {
    const { editor, disk, clock } = await connect({ rules, disk: folder(3) });
    const watch = editor.watch();
    expect(editor.registered).toContain("workspace/didChangeWatchedFiles");
    await scan(editor);
    const settle = async (): Promise<void> => {
      await editor.sync();
      clock.advance(200);
      await editor.sync();
    };
    disk.set("file:///w/0/task.json", task("c0", { privileged: false }));
    await changed(editor, "file:///w/0/task.json", 2);
    await settle();
    expect(watch.last("file:///w/0/task.json")).toEqual(["writable-thing"]);
    disk.set("file:///w/new.json", task("new"));
    await changed(editor, "file:///w/new.json", 1);
    disk.set("file:///w/node_modules/x/task.json", task("vendored"));
    await changed(editor, "file:///w/node_modules/x/task.json", 1);
    await settle();
    expect(watch.last("file:///w/new.json")).toEqual(["privileged-thing", "writable-thing"]);
    expect(watch.last("file:///w/node_modules/x/task.json")).toBeUndefined();
    disk.delete("file:///w/new.json");
    await changed(editor, "file:///w/new.json", 3);
    await changed(editor, "file:///w/1", 3);
    await settle();
    expect(watch.last("file:///w/new.json")).toEqual([]);
    expect(watch.last("file:///w/1/task.json")).toEqual([]);
    disk.set("file:///w/two%20b/task.json", disk.get("file:///w/2/task.json") ?? "");
    disk.delete("file:///w/2/task.json");
    await editor.connection.sendNotification("workspace/didRenameFiles", { files: [{ oldUri: "file:///w/2", newUri: "file:///w/two%20b" }] });
    await settle();
    expect(watch.last("file:///w/2/task.json")).toEqual([]);
    expect(watch.last("file:///w/two%20b/task.json")).toEqual(["privileged-thing", "writable-thing"]);
    disk.delete("file:///w/two%20b/task.json");
    await editor.connection.sendNotification("workspace/didDeleteFiles", { files: [{ uri: "file:///w/two%20b" }] });
    await settle();
    expect(watch.last("file:///w/two%20b/task.json")).toEqual([]);
  });

  it("prefers what is typed to the disk, and goes back to the disk when that is thrown away", async () => {
    const uri = "file:///w/0/task.json";
    const { editor, clock } = await connect({ rules, disk: folder(1) });
    const watch = editor.watch();
    await editor.open(uri, task("c0", { privileged: false }));
    await scan(editor);
    await editor.sync();
    expect(watch.last(uri)).toEqual(["writable-thing"]);
    await changed(editor, uri, 2);
    await editor.sync();
    clock.advance(200);
    await editor.sync();
    expect(watch.last(uri)).toEqual(["writable-thing"]);
    await editor.close(uri);
    await editor.sync();
    clock.advance(200);
    await editor.until(() => watch.last(uri)?.length === 2);
    expect(await editor.codes(uri)).toEqual(["privileged-thing", "writable-thing"]);
  });

  it("tells again what the disk holds when a document is closed before anything was told of it", async () => {
    const uri = "file:///w/0/task.json";
    const { editor, clock } = await connect({ rules, disk: folder(1) });
    const watch = editor.watch();
    await scan(editor);
    await editor.open(uri, task("c0", { privileged: false }));
    expect(await editor.codes(uri)).toEqual(["writable-thing"]);
    await editor.close(uri);
    await editor.sync();
    clock.advance(200);
    await editor.until(() => watch.reports.length === 2);
    expect(watch.last(uri)).toEqual(["privileged-thing", "writable-thing"]);
  });

  it("clears a document that is closed even before any scan", async () => {
    const uri = "file:///w/0/task.json";
    const { editor, clock } = await connect({ rules, disk: folder(1) });
    const watch = editor.watch();
    await editor.open(uri, task());
    await editor.pull(uri);
    await editor.close(uri);
    expect((await editor.pull(uri)).items).toEqual([]);
    clock.advance(200);
    await editor.until(() => watch.last(uri)?.length === 0);
    expect(watch.reports).toHaveLength(1);
  });

  it("takes two spellings of one file for one", async () => {
    const { editor, disk } = await connect({ rules, folders: ["file:///c%3A/w"] });
    disk.set("file:///C:/w/a b.json", task());
    // The disk's folders are spelled as the disk does.
    disk.set("file:///c%3A/w/a b.json", task());
    await editor.open("file:///c%3A/w/a%20b.json", task());
    const watch = editor.watch();
    await scan(editor);
    await editor.sync();
    expect(watch.reports.map((r) => r.uri)).toEqual(["file:///c%3A/w/a%20b.json"]);
  });
});

it("a file that was scanned under another spelling is the one that is opened", async () => {
  const { editor, clock } = await connect({ rules, disk: { "file:///w/a b.json": task() } });
  const watch = editor.watch();
  await scan(editor);
  await editor.open("file:///w/a%20b.json", task());
  expect(await editor.codes("file:///w/a%20b.json")).toHaveLength(2);
  clock.advance(200);
  await editor.sync();
  // To say that nothing is left under the other spelling would take the findings away where both are one.
  expect(watch.last("file:///w/a b.json")).toHaveLength(2);
  expect(watch.last("file:///w/a%20b.json")).toHaveLength(2);
  const again = editor.watch(watch.reports.slice(-1).map((r) => ({ uri: "file:///w/a%20%62.json", value: r.resultId ?? "" })));
  await editor.sync();
  expect(again.reports).toEqual([]);
});

describe("a scan", () => {
  it("calls off the one before", async () => {
    const { editor } = await connect({ rules, disk: folder(500) });
    const first = scan(editor);
    const second = scan(editor);
    expect(await first).toMatchObject({ cancelled: true });
    expect(await second).toMatchObject({ cancelled: false, files: 500 });
  });

  it("shows its progress", async () => {
    const { editor } = await connect({ rules, disk: folder(40) });
    const values = editor.progress("t");
    await scan(editor, { workDoneToken: "t" });
    await editor.sync();
    expect(values[0]).toMatchObject({ kind: "begin", cancellable: true });
    expect(values.at(-1)).toMatchObject({ kind: "end" });
    const percentages = values.flatMap((v) => v.percentage ?? []);
    expect(percentages).toEqual(percentages.toSorted((a, b) => a - b));
    expect(percentages.at(-1)).toBe(100);
  });

  it("stops when it is called off, by its request and by its progress, with what it has", async () => {
    const { editor, reads } = await connect({ rules, disk: folder(500) });
    const source = new CancellationTokenSource();
    const values = editor.progress("t");
    const summary = editor.connection.sendRequest<Summary>("plimsoll/scan", { workDoneToken: "t" }, source.token);
    await editor.until(() => values.some((v) => (v.percentage ?? 0) > 0));
    source.cancel();
    const { cancelled, files } = await summary;
    expect(cancelled).toBe(true);
    expect(files).toBeLessThan(500);
    expect(reads.filter((r) => r.endsWith("/task.json")).length).toBeLessThan(500);
    const again = editor.progress("u");
    const second = scan(editor, { workDoneToken: "u" });
    await editor.until(() => again.some((v) => (v.percentage ?? 0) > 0));
    await editor.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token: "u" });
    expect(await second).toMatchObject({ cancelled: true });
    expect(again.at(-1)).toMatchObject({ kind: "end", message: "cancelled" });
  });

  it("leaves other requests their turn", async () => {
    const { editor } = await connect({ rules, disk: folder(500) });
    let done = false;
    const summary = scan(editor).then((s) => {
      done = true;
      return s;
    });
    await editor.open("file:///w/x.json", task());
    expect(await editor.codes("file:///w/x.json")).toEqual(["privileged-thing", "writable-thing"]);
    expect(done).toBe(false);
    expect(await summary).toMatchObject({ files: 500, cancelled: false });
  });

  it("pushes to a client that cannot pull, and takes back what is gone", async () => {
    const { editor, disk } = await connect({ rules: [privileged], disk: folder(2), capabilities: pushed });
    await scan(editor);
    await editor.sync();
    expect(editor.published.map((p) => [p.uri, p.diagnostics.length]).toSorted()).toEqual([
      ["file:///w/0/task.json", 1],
      ["file:///w/1/task.json", 1],
    ]);
    disk.delete("file:///w/1/task.json");
    await scan(editor);
    await editor.sync();
    expect(editor.published.findLast((p) => p.uri === "file:///w/1/task.json")?.diagnostics).toEqual([]);
  });

  it("joins files that are not open", async () => {
    const { editor } = await connect({ rules: [builtAsRoot], disk: { [built.uri]: built.text, "file:///w/b.json": task() } });
    const watch = editor.watch();
    await scan(editor);
    await editor.sync();
    expect(watch.last("file:///w/b.json")).toEqual(["built-as-root"]);
    expect(watch.last(built.uri)).toBeUndefined();
  });

  it("of a file that is deleted leaves no fix behind", async () => {
    const { editor } = await connect({ rules, disk: folder(1) });
    await scan(editor);
    await changed(editor, "file:///w/0", 3);
    expect(await editor.actions("file:///w/0/task.json", whole)).toEqual([] satisfies CodeAction[]);
  });
});

it("tells what a folder lacks once all of it was read, also of files that were open before", async () => {
  const uri = "file:///w/Dockerfile";
  const text = "FROM node:24-slim\nCOPY . /app\nUSER node\n";
  const { editor } = await connect({ rules: [secretInContext], disk: { [uri]: text, "file:///w/.env": "DB_PASSWORD=Rain-in-May-77\n" } });
  await editor.open(uri, text, "dockerfile");
  expect(await editor.codes(uri)).toEqual([]);
  await scan(editor);
  expect(await editor.codes(uri)).toEqual(["secret-in-build-context"]);
});
