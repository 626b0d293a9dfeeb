import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";
import { MessageChannel } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createProtocolConnection,
  type DataCallback,
  type Event,
  type InitializeResult,
  type Message,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { buildBundles } from "../../scripts/bundles.ts";
import { read } from "../../server/src/adapt/hosts.ts";
import { run as runRules } from "../../server/src/engine/run.ts";
import { defaultSettings } from "../../server/src/engine/settings.ts";
import { rules } from "../../server/src/rules/index.ts";
import { Source } from "../../server/src/text/source.ts";
import { Editor, modern, task, whole } from "./client.ts";

/** What is shipped, as it is shipped: one bundle as a process, one as a web worker. Both have the same conversation. */
const out = mkdtempSync(join(tmpdir(), "plimsoll-lsp-"));
beforeAll(() => buildBundles(["server", "webServer"], { production: true, into: out }));
afterAll(() => rmSync(out, { recursive: true, force: true }));

async function converse(editor: Editor, folder: string): Promise<void> {
  await editor.start({ capabilities: modern, workspaceFolders: [{ uri: folder, name: "w" }] });
  expect(editor.initialized?.serverInfo?.name).toBe("plimsoll");
  const uri = `${folder}/task.json`;
  await editor.open(uri, task("é😀"));
  const { items } = await editor.pull(uri);
  const found = items.find((d) => d.code === "privileged-container");
  expect(found && editor.covered(uri, found.range)).toBe("true");
  const fixes = await editor.actions(uri, found?.range ?? whole, { only: ["quickfix"] });
  const fix = fixes.find((a) => a.title.startsWith(`Set "privileged" to false`));
  expect(editor.applied(fix?.edit, uri)).toBe(task("é😀", { privileged: false }));
  await editor.type(uri, "true", "false");
  expect(await editor.codes(uri)).not.toContain("privileged-container");

  const watch = editor.watch();
  const summary = await editor.connection.sendRequest<{ readonly analysed: number; readonly cancelled: boolean }>("plimsoll/scan", {});
  expect(summary).toMatchObject({ analysed: 2, cancelled: false });
  const other = await editor.until(() => watch.reports.find((r) => r.uri.endsWith("/deploy/other.json")));
  expect("items" in other && other.items.map((d) => d.code)).toContain("privileged-container");
  expect(other.version).toBeNull();
  const { markdown } = await editor.connection.sendRequest<{ readonly markdown: string }>("plimsoll/explain", { rule: "privileged-container" });
  expect(markdown).toMatch(/^# Container runs privileged/);
  // The configuration reaches closed files too.
  await editor.open(`${folder}/.plimsoll.json`, `{ "rules": { "privileged-container": "off" } }`);
  await editor.until(() => watch.last(other.uri)?.every((code) => code !== "privileged-container"));
  expect(editor.logged).toEqual([]);
}

describe("the bundle for Node", () => {
  it("serves over standard input and output, and ends when it is told to", async () => {
    const folder = join(out, "a folder");
    mkdirSync(join(folder, "deploy"), { recursive: true });
    mkdirSync(join(folder, "node_modules/x"), { recursive: true });
    writeFileSync(join(folder, "task.json"), task());
    writeFileSync(join(folder, "deploy/other.json"), task("other"));
    writeFileSync(join(folder, "node_modules/x/vendored.json"), task("vendored"));
    const child = spawn(process.execPath, [join(out, "dist/server/node.cjs"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    const editor = new Editor(createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)));
    try {
      await converse(editor, pathToFileURL(folder).href);
      await editor.connection.sendRequest("shutdown");
      await editor.connection.sendNotification("exit");
      expect(await ended).toBe(0);
    } finally {
      child.kill();
    }
  });
});

describe("the bundle for a web worker", () => {
  it("needs nothing that Node alone has, and reads files by its client", async () => {
    const { worker, reader, writer } = realm();
    runInContext(readFileSync(join(out, "dist/server/browser.js"), "utf8"), worker);
    const editor = new Editor(createProtocolConnection(reader, writer));
    const files: Readonly<Record<string, string>> = {
      "memfs:/w/task.json": task(),
      "memfs:/w/deploy/other.json": task("other"),
      "memfs:/w/README.json": "{}",
    };
    editor.connection.onRequest("plimsoll/findFiles", ({ folder }: { readonly folder: string }) => ({
      uris: Object.keys(files).filter((f) => f.startsWith(`${folder}/`)),
    }));
    editor.connection.onRequest("plimsoll/readFile", ({ uri }: { readonly uri: string }) => ({ text: files[uri] ?? null }));
    await converse(editor, "memfs:/w");
  });
});

/** A realm that holds ECMAScript and what every web worker has, wired to a transport. Messages are copied, as they are between threads. */
function realm(): { readonly worker: object; readonly reader: MessageReader; readonly writer: MessageWriter } {
  let listen: DataCallback = () => {};
  const worker: Record<string, unknown> & { onmessage?: (event: { readonly data: unknown }) => void } = {
    addEventListener: () => {},
    postMessage: (data: Message) => {
      const copy = structuredClone(data);
      setImmediate(() => listen(copy));
    },
    setTimeout,
    clearTimeout,
    TextEncoder,
    TextDecoder,
    MessageChannel,
    crypto,
    console,
  };
  worker["self"] = worker;
  const nothing: Event<never> = () => ({ dispose: () => {} });
  return {
    worker: createContext(worker),
    reader: {
      onError: nothing,
      onClose: nothing,
      onPartialMessage: nothing,
      listen: (callback) => {
        listen = callback;
        return { dispose: () => {} };
      },
      dispose: () => {},
    },
    writer: {
      onError: nothing,
      onClose: nothing,
      write: async (message) => {
        const data = structuredClone(message);
        setImmediate(() => worker.onmessage?.({ data }));
      },
      end: () => {},
      dispose: () => {},
    },
  };
}

describe("the bundle of the command line", () => {
  const dist = join(out, "server/dist");
  const kept = join(dist, ".compiled/cli");
  beforeAll(() => buildBundles(["bin", "cli", "page", "lsp"], { production: true, into: out }));

  const run = (...args: readonly string[]): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(dist, "plimsoll.cjs"), ...args], { cwd: dist, encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout;
  };

  it("keeps what was compiled, and more of it when more was needed", () => {
    rmSync(kept, { force: true });
    const help = run("--help");
    const little = statSync(kept);
    expect(run("--help")).toBe(help);
    expect(statSync(kept).mtimeMs).toBe(little.mtimeMs);
    const page = run("explain", "root-user");
    expect(statSync(kept).size).toBeGreaterThan(little.size);
    expect(run("explain", "root-user")).toBe(page);
  });

  it("shows a rule's examples, which only the bundle of the pages has", () => {
    const [line = ""] = readFileSync(join(out, "server/dist/page.cjs"), "utf8").match(/RUN apt-get [^\\`]{20,60}/) ?? [];
    expect(line).not.toBe("");
    expect(readFileSync(join(dist, "cli.cjs"), "utf8")).not.toContain(line);
    expect(run("explain", "privileged-container")).toContain('"privileged": «true»');
  });

  it("finds the same without the examples as with them", () => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-bundle-"));
    const text = "FROM ubuntu:24.04\nRUN curl -k http://example.com/x | sh\nUSER root\n";
    writeFileSync(join(folder, "Dockerfile"), text);
    const { findings } = JSON.parse(run("scan", folder, "--format", "json", "--preset", "all", "--fail-on", "never"));
    rmSync(folder, { recursive: true });
    const { active } = defaultSettings(rules, "all");
    const expected = runRules(active, read(new Source("Dockerfile", text)).facts, () => expect.fail());
    expect(findings.map((f: { readonly rule: string }) => f.rule)).toEqual(expected.map((f) => f.rule.name));
    expect(expected.length).toBeGreaterThan(3);
  });

  it("runs its own code, whatever was kept", () => {
    const help = run("--help");
    const code = readFileSync(kept);
    writeFileSync(kept, code.fill(1, 100));
    expect(run("--help")).toBe(help);
    writeFileSync(kept, "");
    expect(run("--help")).toBe(help);
    // Another program of the same length: the engine itself would not see the difference.
    const program = join(dist, "cli.cjs");
    const text = readFileSync(program, "utf8");
    const [from, to] = ["finds what is wrong in", "FINDS WHAT IS WRONG IN"];
    expect(text.split(from).length).toBe(2);
    writeFileSync(program, text.replace(from, to));
    expect(run("--help")).toContain("FINDS WHAT IS WRONG IN");
    writeFileSync(program, text);
  });

  it("runs where nothing can be kept", () => {
    rmSync(join(dist, ".compiled"), { recursive: true, force: true });
    writeFileSync(join(dist, ".compiled"), "");
    expect(run("--version")).toMatch(/^\d/);
    rmSync(join(dist, ".compiled"));
    expect(existsSync(kept)).toBe(false);
  });

  it("serves an editor without a word on stderr", async () => {
    const server = spawn(process.execPath, [join(dist, "plimsoll.cjs"), "lsp", "--stdio"]);
    const ended = new Promise((resolve) => server.on("close", resolve));
    let said = "";
    server.stderr.on("data", (text) => {
      said += text;
    });
    const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.listen();
    const { serverInfo } = await connection.sendRequest<InitializeResult>("initialize", { processId: null, rootUri: null, capabilities: {} });
    expect(serverInfo?.name).toBe("plimsoll");
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    expect([await ended, said]).toEqual([0, ""]);
  });
});
