import { describe, expect, it } from "vitest";
import { baselineText } from "../../server/src/engine/baseline.ts";
import { defaultSettings } from "../../server/src/engine/settings.ts";
import { Source } from "../../server/src/text/source.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";
import { connect, modern, pushed, task } from "./client.ts";
import { onFargate, privileged, writable } from "./rules.ts";

const rules = [privileged, writable];
const uri = "file:///w/task.json";
const config = "file:///w/.plimsoll.json";

describe("a configuration file", () => {
  it("holds from the first answer on; the nearest one, alone", async () => {
    const { editor } = await connect({
      rules,
      disk: { [config]: `{ "rules": { "privileged-thing": "off" } }`, "file:///w/deep/.plimsoll.json": `{ "rules": { "writable-thing": "hint" } }` },
    });
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toEqual(["writable-thing"]);
    await editor.open("file:///w/deep/er/task.json", task());
    expect((await editor.pull("file:///w/deep/er/task.json")).items.map((d) => [d.code, d.severity])).toEqual([
      ["privileged-thing", 1],
      ["writable-thing", 4],
    ]);
  });

  it("is read again when it changes on the disk; open documents are asked for again", async () => {
    const { editor, disk, clock } = await connect({ rules });
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toHaveLength(2);
    disk.set(config, `{ "rules": { "privileged-thing": "off" } }`);
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: config, type: 1 }] });
    await editor.sync();
    clock.advance(200);
    await editor.until(() => editor.refreshes > 0);
    expect(await editor.codes(uri)).toEqual(["writable-thing"]);
  });

  it("holds as it is typed, shows its mistakes, and is the disk's again when it is closed", async () => {
    const { editor, clock } = await connect({ rules, disk: { [config]: "{}" } });
    await editor.open(uri, task());
    await editor.open(config, `{ "rules": { "privileged-thing": "off", "writable-thin": "off" } }`);
    await editor.sync();
    clock.advance(200);
    await editor.sync();
    expect(await editor.codes(uri)).toEqual(["writable-thing"]);
    const [problem] = (await editor.pull(config)).items;
    expect(problem && [editor.covered(config, problem.range), problem.code]).toEqual([`"writable-thin"`, "configuration"]);
    expect(problem?.message).toContain(`Did you mean "writable-thing"?`);
    await editor.close(config);
    await editor.sync();
    expect(await editor.codes(uri)).toHaveLength(2);
  });

  it("names a baseline, whose findings are not shown; it is read again when it changes", async () => {
    const { editor, disk, clock } = await connect({
      rules,
      disk: {
        [config]: `{ "baseline": "./plimsoll-baseline.json" }`,
        "file:///w/plimsoll-baseline.json": `{ "version": 1, "salt": "", "files": {} }`,
      },
    });
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toHaveLength(2);
    const workspace = new Workspace({ settings: () => defaultSettings(rules), ruleNames: [], onCrash: () => {} });
    workspace.update(new Source(uri, task()));
    disk.set("file:///w/plimsoll-baseline.json", baselineText("", new Map([["task.json", workspace.findings(uri).slice(0, 1)]])));
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: "file:///w/plimsoll-baseline.json", type: 2 }],
    });
    await editor.sync();
    clock.advance(200);
    await editor.until(() => editor.refreshes > 0);
    expect(await editor.codes(uri)).toEqual(["writable-thing"]);
  });

  it("excludes files, open or scanned", async () => {
    const { editor } = await connect({ rules, disk: { [config]: `{ "exclude": ["legacy"] }`, "file:///w/legacy/task.json": task() } });
    await editor.open("file:///w/legacy/open.json", task());
    expect(await editor.codes("file:///w/legacy/open.json")).toEqual([]);
    expect(await editor.connection.sendRequest("plimsoll/scan", {})).toMatchObject({ files: 1, analysed: 0 });
  });

  it("of each folder is its own, and folders come and go", async () => {
    const other = "file:///v/task.json";
    const { editor, disk, clock } = await connect({
      rules,
      folders: ["file:///w", "file:///v"],
      disk: { [config]: `{ "rules": { "privileged-thing": "off" } }`, [uri]: task(), [other]: task() },
    });
    const watch = editor.watch();
    await editor.connection.sendRequest("plimsoll/scan", {});
    await editor.sync();
    expect(watch.last(uri)).toEqual(["writable-thing"]);
    expect(watch.last(other)).toEqual(["privileged-thing", "writable-thing"]);
    disk.set("file:///u/task.json", task());
    await editor.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: [{ uri: "file:///u", name: "u" }], removed: [{ uri: "file:///v", name: "v" }] },
    });
    await editor.sync();
    clock.advance(200);
    await editor.until(() => watch.last(other)?.length === 0);
    await editor.until(() => watch.last("file:///u/task.json")?.length === 2);
    expect(watch.last(uri)).toEqual(["writable-thing"]);
  });
});

it("the files of a folder that is taken out of the workspace are forgotten", async () => {
  const { editor, clock } = await connect({ rules, folders: ["file:///w", "file:///v"], disk: { [uri]: task(), "file:///v/task.json": task() } });
  const watch = editor.watch();
  await editor.connection.sendRequest("plimsoll/scan", {});
  await editor.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [], removed: [{ uri: "file:///v", name: "v" }] },
  });
  await editor.sync();
  clock.advance(200);
  await editor.until(() => watch.last("file:///v/task.json")?.length === 0);
  expect(watch.last(uri)).toHaveLength(2);
});

describe("settings", () => {
  it("that are still awaited hold nobody up, and nothing is judged without them", async () => {
    let answer: (settings: unknown) => void = () => {};
    const late = new Promise((resolve) => {
      answer = resolve;
    });
    const { editor } = await connect({ rules, folders: ["file:///w", "file:///v"], settings: (folder) => (folder === "file:///w" ? late : null) });
    await editor.open(uri, task());
    await editor.open("file:///v/task.json", task());
    expect(await editor.codes("file:///v/task.json")).toHaveLength(2);
    answer({ rules: { "privileged-thing": "off" } });
    expect(await editor.codes(uri)).toEqual(["writable-thing"]);
  });

  it("are asked for by folder", async () => {
    const { editor } = await connect({
      rules,
      folders: ["file:///w", "file:///v"],
      settings: (folder) => (folder === "file:///v" ? { enable: false } : { rules: { "writable-thing": "error", "privileged-thing": "off" } }),
    });
    await editor.open(uri, task());
    await editor.open("file:///v/task.json", task());
    expect((await editor.pull(uri)).items.map((d) => [d.code, d.severity])).toEqual([["writable-thing", 1]]);
    expect(await editor.codes("file:///v/task.json")).toEqual([]);
  });

  it("choose the preset where no file does, and are read again when they change", async () => {
    const picky = { ...writable, preset: "strict" } as const;
    const { editor, disk, clock } = await connect({ rules: [privileged, picky] });
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toEqual(["privileged-thing"]);
    editor.settings = () => ({ preset: "strict" });
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await editor.sync();
    clock.advance(200);
    await editor.until(() => editor.refreshes > 0);
    expect(await editor.codes(uri)).toEqual(["privileged-thing", "writable-thing"]);
    disk.set(config, "{}");
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: config, type: 1 }] });
    await editor.sync();
    expect(await editor.codes(uri)).toEqual(["privileged-thing"]);
  });

  it("say where tasks run of which no file says it", async () => {
    const { editor } = await connect({ rules: [onFargate], settings: () => ({ launchType: "fargate" }) });
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toEqual(["fargate-thing"]);
  });

  it("of clients that cannot be asked come when it begins, or when they change", async () => {
    const { editor, clock } = await connect({ rules, capabilities: pushed, options: { settings: { rules: { "writable-thing": "off" } } } });
    await editor.open(uri, task());
    await editor.until(() => editor.published.findLast((p) => p.uri === uri)?.diagnostics.length === 1);
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: { plimsoll: { enable: false } } });
    await editor.sync();
    clock.advance(200);
    await editor.until(() => editor.published.findLast((p) => p.uri === uri)?.diagnostics.length === 0);
  });

  it("show closed files from the start where a person wants that, with progress once it takes long", async () => {
    const { editor, clock } = await connect({ rules, disk: { [uri]: task() }, settings: () => ({ workspaceDiagnostics: "always" }) });
    const watch = editor.watch();
    await editor.until(() => watch.last(uri)?.length === 2);
    clock.advance(300);
    await editor.sync();
    expect(watch.reports).toHaveLength(1);
  });

  it("that make no sense are the defaults, and a client that does not answer is not waited for", async () => {
    const { editor } = await connect({ rules, settings: () => ({ enable: "maybe", preset: 7, rules: ["x"], exclude: "y" }) });
    await editor.open(uri, task());
    expect(await editor.codes(uri)).toHaveLength(2);
    const silent = await connect({ rules, capabilities: modern, settings: () => new Promise(() => {}) });
    await silent.editor.open(uri, task());
    const answer = silent.editor.codes(uri);
    await silent.editor.sync();
    silent.clock.advance(5000);
    expect(await answer).toHaveLength(2);
  });
});
