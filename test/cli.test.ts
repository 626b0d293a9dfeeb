import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import { applyPatch } from "diff";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { Configs } from "../server/src/cli/configs.ts";
import { load } from "../server/src/cli/load.ts";
import type { AnyRule } from "../server/src/kit/rule.ts";
import { nodeFiles } from "../server/src/platform/node/files.ts";
import { decode, encode, readText } from "../server/src/platform/node/text-file.ts";
import { walk } from "../server/src/platform/node/walk.ts";
import { rules } from "../server/src/rules/index.ts";

const main = fileURLToPath(new URL("../server/src/cli/main.ts", import.meta.url));
const manifest = JSON.parse(readFileSync(new URL("../server/package.json", import.meta.url), "utf8"));

/** Many short runs of the same program: it need not be compiled each time. */
const cache = join(tmpdir(), `plimsoll-compiled-${process.pid}`);
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** The rule that the end-to-end cases run; its fix is unsafe. All others are off, so that new rules change nothing here. */
const rule = "privileged-container";
const config = `rules:\n${rules.map((r) => `  ${r.name}: ${r.name === rule ? "error" : "off"}\n`).join("")}`;

const leaky = '{\n  "family": "shop",\n  "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": true }]\n}\n';
const tight = leaky.replace("true", "false");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-"));
  put(".plimsoll.yaml", config);
});
afterEach(() => {
  const shut = join(folder, "shut");
  if (existsSync(shut)) chmodSync(shut, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}
const get = (path: string): string => readFileSync(join(folder, path), "utf8");

interface Run {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}
/** The real program on the folder. */
function plimsoll(args: readonly string[], { input = "", env = {}, cwd = folder }: Run = {}): SpawnSyncReturns<string> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:NO_COLOR|FORCE_COLOR|TERM|NODE_OPTIONS|VITEST.*)$/.test(name)),
  );
  const given = { ...clean, NODE_COMPILE_CACHE: cache, ...env };
  // Reports name every rule.
  return spawnSync(process.execPath, [main, ...args], { cwd, input, encoding: "utf8", env: given, maxBuffer: 1 << 26 });
}
interface Json {
  readonly files: readonly { readonly path: string; readonly state: string; readonly reason?: string }[];
  readonly findings: readonly { readonly path: string; readonly fingerprint: string; readonly severity: string }[];
}
const json = (args: readonly string[] = [], how: Run = {}): Json => JSON.parse(plimsoll(["scan", "-f", "json", ...args], how).stdout);
const found = (args: readonly string[] = [], how: Run = {}): readonly string[] => json(args, how).findings.map((f) => f.path);

describe("a baseline", () => {
  it("keeps what is known, and shows what is new", () => {
    put("a/task.json", leaky);
    const written = plimsoll(["scan", "--write-baseline", "deploy-known.json"]);
    expect([written.status, written.stdout, written.stderr]).toEqual([0, "", "plimsoll: 1 finding is known from now on: deploy-known.json\n"]);
    put("a/task.json", `\n\n${leaky}`);
    const after = plimsoll(["scan", "-f", "concise", "--baseline", "deploy-known.json"]);
    expect([after.status, after.stdout, after.stderr]).toEqual([0, "", "plimsoll: 1 finding is in the baseline\n"]);
    put("b/task.json", leaky);
    expect(found(["--baseline", "deploy-known.json"])).toEqual(["b/task.json"]);
    expect(found()).toEqual(["a/task.json", "b/task.json"]);
  });

  it("is named in the configuration, relative to it, and is written in the same words again", () => {
    put("a/task.json", leaky);
    plimsoll(["scan", "--write-baseline", "plimsoll-baseline.json"]);
    const first = get("plimsoll-baseline.json");
    put(".plimsoll.yaml", `baseline: ./plimsoll-baseline.json\n${config}`);
    expect(found([], { cwd: join(folder, "a") })).toEqual([]);
    expect(found(["--no-baseline"])).toEqual(["a/task.json"]);
    plimsoll(["scan", "--write-baseline", "plimsoll-baseline.json"]);
    expect(get("plimsoll-baseline.json")).toBe(first);
  });

  it("that is not there or is none is refused", () => {
    put("task.json", leaky);
    expect(plimsoll(["scan", "--baseline", "none.json"])).toMatchObject({
      status: 2,
      stderr: "plimsoll: the baseline none.json does not exist; --write-baseline writes one\n",
    });
    expect(plimsoll(["scan", "--baseline", "task.json"])).toMatchObject({
      status: 2,
      stderr: "plimsoll: task.json is no baseline: --write-baseline writes one\n",
    });
    expect(plimsoll(["scan", "--fix", "--write-baseline", "x.json"]).status).toBe(2);
  });
});

describe("exit status", () => {
  it("is 0 where nothing is found", () => {
    put("task.json", tight);
    const { status, stdout, stderr } = plimsoll(["scan"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe("No problems (1 analysed)\n");
  });

  it("is 1 for findings at or above --fail-on, 0 below", () => {
    put("task.json", leaky);
    expect(plimsoll(["scan"]).status).toBe(1);
    expect(plimsoll(["scan", "--fail-on", "hint"]).status).toBe(1);
    expect(plimsoll(["scan", "--fail-on", "never"]).status).toBe(0);
    put(".plimsoll.yaml", config.replace(`${rule}: error`, `${rule}: warning`));
    expect(plimsoll(["scan"]).status).toBe(0);
    expect(plimsoll(["scan", "--fail-on", "warning"]).status).toBe(1);
  });

  it.each([
    [["scan", "nowhere"], "plimsoll: nowhere does not exist\n"],
    [["scann"], 'plimsoll: scann does not exist; did you mean the command "scan"?\n'],
    [["scan", "--fixx"], "error: unknown option '--fixx'\n(Did you mean --fix?)\n"],
    [["scan", "--format", "xml"], "Allowed choices are pretty, concise, json, sarif."],
    [["scan", "--fail-on", "high"], "Allowed choices are error, warning, info, hint, never."],
    [["scan", "--unsafe-fixes"], "give one of these too"],
    [["scan", "-"], "needs --stdin-filename"],
    [["scan", "-", "x", "--stdin-filename", "y"], "cannot be combined"],
    [["scan", "--config", "none.yaml"], "none.yaml does not exist"],
    [["scan", "-o", "no/such/folder/x"], "no/such/folder/x cannot be written (ENOENT)"],
    [["explain", "privileged-contaner"], 'did you mean "privileged-container"?'],
    [["explain", "zzz"], 'there is no rule "zzz" (plimsoll rules lists all)'],
    [["lsp"], "needs --stdio"],
  ])("is 2, with a sentence and nothing on stdout: %j", (args, message) => {
    const { status, stdout, stderr } = plimsoll(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("is 2 for a mistake in the configuration, and the findings are printed all the same", () => {
    put("task.json", leaky);
    put(".plimsoll.yaml", `${config}  privileged-contaner: off\n`);
    const { status, stdout, stderr } = plimsoll(["scan", "-f", "concise"]);
    expect(status).toBe(2);
    expect(stdout).toContain(rule);
    expect(stderr).toMatch(/^plimsoll: \.plimsoll\.yaml:\d+:3: There is no rule "privileged-contaner"\. Did you mean "privileged-container"\?\n$/);
  });

  it("mends nothing under a configuration with mistakes", () => {
    put("task.json", leaky);
    put(".plimsoll.yaml", `${config}nonsense: 1\n`);
    expect(plimsoll(["scan", "--fix", "--unsafe-fixes"]).status).toBe(2);
    expect(get("task.json")).toBe(leaky);
  });
});

describe("output", () => {
  beforeEach(() => {
    put("deploy/task.json", leaky);
    put("deploy/two words.json", leaky.replace("web", "été"));
    put("binary.json", Uint8Array.from([123, 0, 125]));
  });

  it.each(["pretty", "concise", "json"])("%s", async (format) => {
    const { status, stdout, stderr } = plimsoll(["scan", "-f", format]);
    expect([status, stderr]).toEqual([1, ""]);
    await expect(stdout.replaceAll(manifest.version, "VERSION")).toMatchFileSnapshot(`golden/cli-${format}.txt`);
  });

  it("json is valid by the schema that ships", () => {
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(new URL("../server/schema/findings.schema.json", import.meta.url), "utf8")),
    );
    expect(validate(json()), JSON.stringify(validate.errors)).toBe(true);
  });

  it("sarif tells the findings, their rules, and what was not read", () => {
    const { runs } = JSON.parse(plimsoll(["scan", "-f", "sarif"]).stdout);
    const [{ results, tool, invocations }] = runs;
    expect(tool.driver.rules.map((r: { id: string }) => r.id)).toEqual(rules.map((r) => r.name));
    expect(tool.driver.semanticVersion).toBe(manifest.version);
    expect(results.map((r: { ruleId: string }) => r.ruleId)).toEqual([rule, rule]);
    expect(results[1].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "deploy/two%20words.json", uriBaseId: "%SRCROOT%" },
      region: { startLine: 3, startColumn: 79, endLine: 3, endColumn: 83 },
    });
    expect(results[0].partialFingerprints["plimsoll/v1"]).toBe(json().findings[0]?.fingerprint);
    expect(invocations[0].toolExecutionNotifications.map((n: { message: { text: string } }) => n.message.text)).toEqual(["binary.json is binary."]);
  });

  it("goes to a file with -o, without colours", () => {
    const { status, stdout } = plimsoll(["scan", "-o", "out.txt"], { env: { FORCE_COLOR: "" } });
    expect([status, stdout]).toEqual([1, ""]);
    expect(get("out.txt")).toContain(`error[${rule}]`);
  });

  it("tells paths relative to the working directory, whatever was named", () => {
    expect(found(["deploy"])).toEqual(["deploy/task.json", "deploy/two words.json"]);
    expect(found([join(folder, "deploy/task.json")])).toEqual(["deploy/task.json"]);
    expect(found([".."], { cwd: join(folder, "deploy") })).toEqual(["task.json", "two words.json"]);
    mkdirSync(join(folder, "other"));
    expect(found(["../deploy/task.json"], { cwd: join(folder, "other") })).toEqual(["../deploy/task.json"]);
  });

  it("tells each file once, however often it was named", () => {
    expect(found([".", "deploy", "deploy/task.json"])).toHaveLength(2);
  });

  it("is the same without the word scan", () => {
    expect(plimsoll(["deploy", "-f", "concise"]).stdout).toBe(plimsoll(["scan", "deploy", "-f", "concise"]).stdout);
  });

  it("--quiet leaves the summary out", () => {
    expect(plimsoll(["scan", "-q"]).stdout).not.toContain("analysed");
  });

  it.each<[readonly string[], Readonly<Record<string, string>>, boolean]>([
    [[], {}, false],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [["--color", "always"], { NO_COLOR: "1" }, true],
    [["--color", "never"], { FORCE_COLOR: "1" }, false],
    [[], { NO_COLOR: "1", TERM: "xterm" }, false],
  ])("colours with %j and %j: %s", (args, env, coloured) => {
    expect(plimsoll(["scan", ...args], { env }).stdout.includes("\u001b[")).toBe(coloured);
  });

  // On a busy machine the terminal that `script` makes may close before it has passed everything on.
  it("on a terminal has colours, but not with NO_COLOR or TERM=dumb", { retry: 3 }, () => {
    const onTerminal = (env: string): string =>
      spawnSync("script", ["-qec", `env -u NO_COLOR ${env} ${process.execPath} ${main} scan`, "/dev/null"], { cwd: folder, encoding: "utf8" }).stdout;
    const hasScript = spawnSync("script", ["--version"]).status === 0;
    // Without util-linux there is no terminal to be had; the decision itself is covered above.
    expect(!hasScript || onTerminal("TERM=xterm").includes("\u001b[31m")).toBe(true);
    expect(hasScript && onTerminal("TERM=xterm NO_COLOR=1").includes("\u001b[31m")).toBe(false);
    expect(hasScript && onTerminal("TERM=dumb").includes("\u001b[31m")).toBe(false);
  });

  it("ends quietly when the reader goes away", async () => {
    for (let i = 0; i < 60; i++) put(`many/${i}.json`, leaky.replace("web", "w".repeat(5000)));
    const child = spawn(process.execPath, [main, "scan", "-f", "json"], { cwd: folder });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
  });

  it("that cannot be written ends with 2 and a line", () => {
    // Other systems have no device that is always full.
    if (!existsSync("/dev/full")) return;
    put("task.json", leaky);
    const { status, stderr } = spawnSync("sh", ["-c", `"$0" "$@" > /dev/full`, process.execPath, main, "scan"], { cwd: folder, encoding: "utf8" });
    expect([status, stderr]).toEqual([2, "plimsoll: the results cannot be written (ENOSPC)\n"]);
  });
});

describe("what is read", () => {
  it("honours .gitignore, nested ones, negations, and .git/info/exclude", () => {
    for (const path of ["a.json", "out/a.json", "keep/out/a.json", "sub/b.json", "sub/c.json", "sub/deep/b.json", "x/local.json"]) put(path, leaky);
    put(".gitignore", "out/\n*.tmp.json\n/a.json\n");
    put("keep/.gitignore", "!out/\n");
    put("sub/.gitignore", "b.json\n!/deep/b.json\n");
    mkdirSync(join(folder, ".git/info"), { recursive: true });
    put(".git/info/exclude", "local.json\n");
    expect(found()).toEqual(["keep/out/a.json", "sub/c.json", "sub/deep/b.json"]);
  });

  it("honours the .gitignore of folders above, inside one repository only", () => {
    put(".gitignore", "*.json\n");
    put("repo/a.json", leaky);
    put("repo/inner/b.json", leaky);
    put("repo/.gitignore", "b.json\n");
    mkdirSync(join(folder, "repo/.git"));
    expect(found(["repo/inner"])).toEqual([]);
    expect(found(["repo"])).toEqual(["repo/a.json"]);
  });

  it("reads what is named, ignored or not", () => {
    put(".gitignore", "out/\n");
    mkdirSync(join(folder, ".git"));
    put("out/a.json", leaky);
    put("node_modules/x/b.json", leaky);
    expect(found()).toEqual([]);
    expect(found(["out/a.json"])).toEqual(["out/a.json"]);
    expect(found(["out"])).toEqual(["out/a.json"]);
    expect(found(["node_modules/x"])).toEqual(["node_modules/x/b.json"]);
  });

  it("says of what a folder lacks only what it has looked at", () => {
    const named = "unfiltered-build-context";
    put(".plimsoll.yaml", config.replace(`${named}: off`, `${named}: info`));
    put("web/Dockerfile", "FROM node:24-slim\nCOPY . /app\n");
    expect(found(["web"])).toEqual(["web/Dockerfile"]);
    expect(found(["web/Dockerfile"])).toEqual([]);
    put(".dockerignore", ".git\n");
    expect(found(["web"])).toEqual([]);
  });

  it("judges no file that git ignores, but tells where a build takes one with secrets along", () => {
    const named = "secret-in-build-context";
    put(".plimsoll.yaml", config.replace(`${named}: off`, `${named}: warning`));
    put("web/Dockerfile", "FROM node:24-slim\nCOPY . /app\nUSER node\n");
    put("web/.env", "DB_PASSWORD=Rain-in-May-77\n");
    put(".gitignore", ".env\n");
    expect(found()).toEqual(["web/Dockerfile"]);
    expect(plimsoll(["scan", "--preset", "all"]).stdout).not.toContain("Rain");
    put("web/.dockerignore", ".env\n");
    expect(found()).toEqual([]);
  });

  it("leaves vendored folders and what the configuration excludes", () => {
    for (const path of ["vendor/a.json", "cdk.out/a.json", ".venv/lib/a.json", "examples/a.json", "a.gen.json", "b.json"]) put(path, leaky);
    put(".plimsoll.yaml", `exclude: ["examples/", "*.gen.json"]\n${config}`);
    expect(found()).toEqual(["b.json"]);
  });

  it("does not follow symbolic links on the way, so loops end; follows those that are named", () => {
    put("a/task.json", leaky);
    symlinkSync("..", join(folder, "a/up"));
    symlinkSync("loop", join(folder, "loop"));
    symlinkSync("a/task.json", join(folder, "link.json"));
    expect(found()).toEqual(["a/task.json"]);
    expect(found(["link.json"])).toEqual(["a/task.json"]);
    expect(plimsoll(["scan", "loop"]).stderr).toBe("plimsoll: loop is a symbolic link that leads to itself\n");
  });

  it("says on stderr what it may not read, and goes on", () => {
    put("task.json", leaky);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Uint8Array.from([0xe9]), Buffer.from(".json")]), leaky);
    const { status, stdout, stderr } = plimsoll(["scan", "-f", "concise"]);
    expect(status).toBe(1);
    expect(stdout).toContain("task.json");
    expect(stderr).toBe("plimsoll: \uFFFD.json has a name that is not UTF-8\n");
  });

  it("goes on after files and folders without permission", () => {
    put("task.json", leaky);
    put("shut/a.json", leaky);
    chmodSync(put("shut.json", leaky), 0);
    chmodSync(join(folder, "shut"), 0);
    chmodSync(folder, 0o755);
    // Root may read everything: somebody else has to look.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { stdout, stderr } = spawnSync(process.execPath, [main, "scan", "-f", "json"], { cwd: folder, encoding: "utf8", ...user });
    expect(stderr.split("\n").sort()).toEqual([
      "",
      "plimsoll: shut may not be read (no permission)",
      "plimsoll: shut.json may not be read (no permission)",
    ]);
    const { files, findings }: Json = JSON.parse(stdout);
    expect(findings.map((f) => f.path)).toEqual(["task.json"]);
    expect(files.map((f) => [f.path, f.reason])).toEqual([
      ["shut", "may not be read (no permission)"],
      ["shut.json", "may not be read (no permission)"],
      ["task.json", undefined],
    ]);
  });

  it("reads a byte order mark and UTF-16, and leaves large and binary files", () => {
    put("bom.json", `\ufeff${leaky}`);
    put("utf16.json", encode(leaky, { name: "utf-16le", mark: true }));
    put("utf16be.json", encode(leaky, { name: "utf-16be", mark: true }));
    put("large.json", leaky + " ".repeat(1024 * 1024));
    put("binary.json", "{\0}");
    const { files, findings } = json();
    expect(findings.map((f) => f.path)).toEqual(["bom.json", "utf16.json", "utf16be.json"]);
    expect(files.filter((f) => f.state === "skipped").map((f) => [f.path, f.reason])).toEqual([
      ["binary.json", "is binary"],
      ["large.json", "is larger than 1 MB"],
    ]);
  });

  it("takes standard input for what its name says", () => {
    const { status, stdout } = plimsoll(["scan", "-", "--stdin-filename", "deploy/task.json", "-f", "concise"], { input: leaky });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^deploy\/task\.json:3:79: error privileged-container /);
  });

  it("the nearest configuration holds, alone", () => {
    put("task.json", leaky);
    put("inner/task.json", leaky);
    put("inner/.plimsoll.json", `{ "rules": { "${rule}": "hint" } }`);
    expect(
      json()
        .findings.filter((f) => f.path === "inner/task.json")
        .map((f) => f.severity),
    ).toContain("hint");
    expect(
      json()
        .findings.filter((f) => f.path === "task.json")
        .map((f) => f.severity),
    ).toEqual(["error"]);
  });

  it("--config holds for all, --no-config for none", () => {
    put("task.json", leaky);
    put("other.yaml", config.replace(`${rule}: error`, `${rule}: off`));
    expect(found(["--config", "other.yaml"])).toEqual([]);
    put(".plimsoll.yaml", config.replace(`${rule}: error`, `${rule}: off`));
    expect(found()).toEqual([]);
    expect(found(["--no-config"])).toContain("task.json");
  });

  it("--preset is above the configuration's", () => {
    put("task.json", leaky);
    put(".plimsoll.yaml", "preset: strict\n");
    const names = (preset: string): readonly string[] =>
      plimsoll(["scan", "-f", "concise", "--preset", preset])
        .stdout.split("\n")
        .filter(Boolean)
        .map((line) => line.split(" ").at(2) ?? "");
    for (const preset of ["recommended", "all"]) expect(names(preset)).toContain(rule);
    const beyond = rules.filter((r) => (r.preset ?? "recommended") !== "recommended").map((r) => r.name);
    expect(names("recommended").filter((n) => beyond.includes(n))).toEqual([]);
  });
});

describe("mending", () => {
  const mend = ["scan", "--fix", "--unsafe-fixes"];

  it("makes no unsafe fix unasked", () => {
    put("task.json", leaky);
    expect(plimsoll(["scan", "--fix"]).status).toBe(1);
    expect(get("task.json")).toBe(leaky);
  });

  it("makes them when asked, says how many, and prints what is left", () => {
    put("a.json", leaky);
    put("b.json", leaky);
    const { status, stdout, stderr } = plimsoll(mend);
    expect([status, stdout, stderr]).toEqual([0, "No problems (2 analysed)\n", "plimsoll: fixed 2 in 2 files\n"]);
    expect([get("a.json"), get("b.json")]).toEqual([tight, tight]);
    expect(readdirSync(folder).sort()).toEqual([".plimsoll.yaml", "a.json", "b.json"]);
  });

  it.each([
    ["CRLF", Buffer.from(leaky.replaceAll("\n", "\r\n")), Buffer.from(tight.replaceAll("\n", "\r\n"))],
    ["a byte order mark", Buffer.from(`\ufeff${leaky}`), Buffer.from(`\ufeff${tight}`)],
    ["UTF-16", encode(leaky, { name: "utf-16le", mark: true }), encode(tight, { name: "utf-16le", mark: true })],
    ["UTF-16, the other way", encode(leaky, { name: "utf-16be", mark: true }), encode(tight, { name: "utf-16be", mark: true })],
    ["no line end at the end", Buffer.from(leaky.trimEnd()), Buffer.from(tight.trimEnd())],
  ])("keeps %s", (_, before, after) => {
    const path = put("task.json", before);
    expect(plimsoll(mend).status).toBe(0);
    expect(Buffer.compare(readFileSync(path), after)).toBe(0);
  });

  it("keeps the file's mode", () => {
    chmodSync(put("task.json", leaky), 0o640);
    expect(plimsoll(mend).status).toBe(0);
    expect(statSync(join(folder, "task.json")).mode & 0o777).toBe(0o640);
  });

  it("mends the file that a link leads to, and leaves the link", () => {
    put("real/task.json", leaky);
    symlinkSync("real/task.json", join(folder, "link.json"));
    expect(plimsoll([...mend, "link.json"]).status).toBe(0);
    expect(get("real/task.json")).toBe(tight);
    expect(get("link.json")).toBe(tight);
  });

  it("leaves a read-only file alone, says so, and prints its finding", () => {
    chmodSync(put("task.json", leaky), 0o444);
    put("b.json", leaky);
    const { status, stdout, stderr } = plimsoll([...mend, "-f", "concise"]);
    expect(status).toBe(2);
    expect(stdout).toContain("task.json:3:79");
    expect(stderr).toMatch(/plimsoll: task\.json (?:is read-only|cannot be written \(EACCES\)): not changed\n/);
    expect([get("task.json"), get("b.json")]).toEqual([leaky, tight]);
  });

  it("leaves a file with bytes that cannot be written back", () => {
    const path = put(
      "task.json",
      Buffer.concat([Buffer.from('{ "family": "'), Uint8Array.from([0xe9]), Buffer.from(`", ${leaky.slice(leaky.indexOf('"containerD'))}`)]),
    );
    const before = readFileSync(path);
    const { stderr } = plimsoll(mend);
    expect(stderr).toBe("plimsoll: task.json has bytes that are not utf-8: not fixed\n");
    expect(Buffer.compare(readFileSync(path), before)).toBe(0);
  });

  it("prints the mended text of standard input", () => {
    const { status, stdout } = plimsoll([...mend, "-", "--stdin-filename", "task.json"], { input: leaky });
    expect([status, stdout]).toEqual([0, tight]);
    expect(existsSync(join(folder, "task.json"))).toBe(false);
  });

  it.each([
    ["none of ours", Buffer.from("hello\r\n")],
    ["binary", Uint8Array.from([1, 0, 255])],
    ["damaged", Buffer.concat([Buffer.from(leaky), Uint8Array.from([0xe9])])],
  ])("gives standard input back as it came where nothing is mended: %s", (_, input) => {
    const { stdout } = spawnSync(process.execPath, [main, ...mend, "-", "--stdin-filename", "task.json"], { cwd: folder, input });
    expect(Buffer.compare(stdout, input)).toBe(0);
  });

  it("--diff prints a patch, writes nothing, and ends with 1; with 0 where there is none", () => {
    put("api/task.json", leaky.replaceAll("\n", "\r\n"));
    const { status, stdout } = plimsoll(["scan", "--diff", "--unsafe-fixes"]);
    expect(status).toBe(1);
    expect(stdout).toContain("--- a/api/task.json\n+++ b/api/task.json\n@@ ");
    expect(get("api/task.json")).toBe(leaky.replaceAll("\n", "\r\n"));
    expect(applyPatch(get("api/task.json"), stdout, { autoConvertLineEndings: false })).toBe(tight.replaceAll("\n", "\r\n"));
    expect(plimsoll(["scan", "--diff"])).toMatchObject({ status: 0, stdout: "" });
  });

  it("makes .dockerignore, shows it as a new file, and writes over none", () => {
    put(".plimsoll.yaml", config.replace(`secret-in-build-context: off`, `secret-in-build-context: warning`));
    put("my web/Dockerfile", "FROM node:24-slim\nCOPY . /app\nUSER node\n");
    put("my web/.env", "DB_PASSWORD=Rain-in-May-77\n");
    const { stdout } = plimsoll(["scan", "--diff", "--unsafe-fixes"]);
    expect(stdout).toBe("--- /dev/null\t\n+++ b/my web/.dockerignore\t\n@@ -0,0 +1,1 @@\n+.env\n");
    expect(spawnSync("git", ["apply", "--check"], { cwd: folder, input: stdout }).status).toBe(0);
    expect(plimsoll(["scan", "--fix", "--unsafe-fixes"]).status).toBe(0);
    expect(get("my web/.dockerignore")).toBe(".env\n");
  });

  it("--diff prints what git and patch take: byte order marks, names with blanks; and leaves UTF-16 out aloud", () => {
    const names = ["a b.json", 'a"b.json', "marked.json"];
    for (const name of names) put(name, encode(leaky, { name: "utf-8", mark: name === "marked.json" }));
    put("wide.json", encode(leaky, { name: "utf-16le", mark: true }));
    const { status, stdout, stderr } = plimsoll(["scan", "--diff", "--unsafe-fixes"]);
    expect([status, stderr]).toEqual([1, "plimsoll: wide.json is in utf-16le, which no patch can change: left out\n"]);
    expect(stdout).toContain("--- a/a b.json\t\n+++ b/a b.json\t\n");
    const git = spawnSync("git", ["apply", "-"], { cwd: folder, input: stdout, encoding: "utf8" });
    expect([git.status, git.stderr]).toEqual([0, ""]);
    expect(names.map((name) => decode(readFileSync(join(folder, name))))).toMatchObject(names.map(() => ({ text: tight })));
  });
});

describe("the other commands", () => {
  it("plimsoll alone, --help and --version", () => {
    const { status, stdout } = plimsoll([]);
    expect([status, plimsoll(["--help"]).stdout]).toEqual([0, stdout]);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(60);
    expect(plimsoll(["scan", "--help"]).stdout.split("\n").length).toBeLessThanOrEqual(60);
    expect(plimsoll(["--version"])).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
  });

  it("files tells what each file is taken for; --why also why, and what is left out", () => {
    put("api/task.json", leaky);
    put("package.json", "{}");
    put("node_modules/x/y.json", leaky);
    put("big.json", " ".repeat(1024 * 1024 + 1));
    expect(plimsoll(["files"]).stdout).toBe("ecs-task-definition  api/task.json\n");
    const { status, stdout } = plimsoll(["files", "--why"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ecs-task-definition {2}api\/task\.json: \S.*$/m);
    expect(stdout).toMatch(/^- {20}big\.json: is larger than 1 MB$/m);
    expect(stdout).toMatch(/^- {20}node_modules\/: holds vendored or generated files$/m);
    expect(stdout).toMatch(/^- {20}package\.json: \S.*$/m);
  });

  it("rules lists all, as a table and as JSON", () => {
    const lines = plimsoll(["rules"]).stdout.trim().split("\n");
    expect(lines).toHaveLength(rules.length + 1);
    const listed: readonly { readonly name: string; readonly severity: string }[] = JSON.parse(plimsoll(["rules", "--format", "json"]).stdout);
    expect(listed.map((r) => r.name)).toEqual(rules.map((r) => r.name));
    expect(listed.find((r) => r.name === rule)?.severity).toBe("error");
  });

  it("explain shows the page without marks of Markdown", () => {
    const { status, stdout } = plimsoll(["explain", rule]);
    expect(status).toBe(0);
    expect(stdout.startsWith("Container runs privileged\n")).toBe(true);
    expect(stdout).not.toMatch(/^## |^# Container|```|\*\*/m);
  });

  it("lsp answers an editor over standard input and output, and nothing else is on stdout", async () => {
    const child = spawn(process.execPath, [main, "lsp", "--stdio"], { cwd: folder });
    const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } });
    child.stdin.write(`Content-Length: ${request.length}\r\n\r\n${request}`);
    const answer = await new Promise<string>((resolve) => {
      let seen = "";
      child.stdout.on("data", (data) => {
        seen += data;
        if (seen.includes("}}")) resolve(seen);
      });
    });
    child.kill();
    expect(answer).toMatch(/^Content-Length: \d+\r\n\r\n\{.*"capabilities":\{/);
  });

  it("a scan loads neither the language server nor the printers that it does not use", () => {
    put("task.json", leaky);
    const trace = join(folder, "trace.mjs");
    writeFileSync(
      trace,
      "import { registerHooks } from 'node:module'; import { appendFileSync } from 'node:fs';\n" +
        `registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(join(folder, "loaded"))}, url + "\\n"); return next(url, context); } });\n`,
    );
    spawnSync(process.execPath, ["--import", pathToFileURL(trace).href, main, "scan", "-f", "concise"], { cwd: folder });
    const loaded = get("loaded");
    expect(loaded).toContain("report/concise.ts");
    expect(loaded).not.toMatch(
      /vscode-languageserver\/|vscode-jsonrpc|src\/lsp|report\/(?:sarif|json|pretty|page)\.ts|node_modules\/diff|cli\/(?:fix|explain)\.ts/,
    );
  });
});

describe("a rule that crashes", () => {
  const crashing: AnyRule = {
    name: "crashing",
    on: "container",
    title: "x",
    severity: "error",
    risk: "container",
    why: "x",
    refs: [],
    examples: [],
    check() {
      throw new Error("no such field");
    },
  };

  it("loses its own findings, and is told by name once", () => {
    const both = [crashing, ...rules.filter((r) => r.name === rule)];
    const paths = [put("a.json", leaky), put("b.json", leaky)];
    const ground = load(paths, { rules: both, configs: new Configs(both, { config: false }), progress: false });
    expect([...ground.failures]).toEqual(["The rule crashing failed: no such field"]);
    expect([...ground.workspace.uris].flatMap((uri) => ground.workspace.findings(uri).map((f) => f.rule.name))).toEqual([rule, rule]);
  });
});

describe("the files of this machine", () => {
  it("are found and read by URI, names with blanks and signs included", async () => {
    put("a b#é%.json", leaky);
    put("node_modules/x.json", leaky);
    put("notes.txt", "x");
    const files = nodeFiles({ mayBeRelevant: (p) => p.endsWith(".json") });
    const uris: string[] = [];
    for await (const uri of files.find(pathToFileURL(folder).href, { aborted: false })) uris.push(uri);
    expect(uris).toEqual([pathToFileURL(join(folder, "a b#é%.json")).href]);
    expect(await files.read(uris[0] ?? "")).toBe(leaky);
    expect(await files.read(pathToFileURL(join(folder, "none.json")).href)).toBeUndefined();
    expect(await files.read("untitled:x")).toBeUndefined();
  });

  it("end when they are no longer wanted", async () => {
    for (let i = 0; i < 300; i++) put(`f${i}.json`, "{}");
    const signal = { aborted: false };
    let seen = 0;
    for await (const _ of nodeFiles({ mayBeRelevant: () => true }).find(pathToFileURL(folder).href, signal)) if (++seen === 5) signal.aborted = true;
    expect(seen).toBe(5);
  });

  it("of a folder that is none are none", async () => {
    const uris = nodeFiles({ mayBeRelevant: () => true }).find(pathToFileURL(join(folder, "none")).href, { aborted: false });
    expect(await uris[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
    expect([...walk(join(folder, "none"), { mayBeRelevant: () => true })].map((m) => m.reason)).toEqual(["does not exist"]);
  });

  it("of a bad .gitignore are still found", () => {
    put(".gitignore", "[z-a]\n\\\n!\n//\n[\nb.json\n");
    put("a.json", "{}");
    put("b.json", "{}");
    const met = [...walk(folder, { mayBeRelevant: (p) => p.endsWith(".json") })].filter((m) => m.reason === undefined);
    expect(met.map((m) => m.path)).toEqual([join(folder, "a.json")]);
  });

  it("are read without throwing, whatever they are", () => {
    expect(readText(folder)).toMatchObject({ failed: false, reason: "is not a regular file" });
    expect(spawnSync("sh", ["-c", "mkfifo pipe"], { cwd: folder }).status === 0 ? readText(join(folder, "pipe")) : { failed: false }).toMatchObject({
      failed: false,
    });
    expect(readText(put("empty", ""))).toMatchObject({ text: "", damaged: false });
    expect(decode(Uint8Array.from([0x61, 0xff]))).toMatchObject({ text: "a\ufffd", damaged: true });
    expect(decode(Uint8Array.from([0xff, 0xfe, 0x61]))).toMatchObject({ damaged: true });
  });
});
