import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { DiagnosticSeverity } from "vscode-languageserver";
import { rules } from "../../server/src/rules/index.ts";
import { connect } from "./client.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "plimsoll-equal-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every example of every rule, each in a folder of its own. */
const files = rules.flatMap((rule) =>
  rule.examples.flatMap((example, i) => example.files.map(({ path, text }) => ({ path: `${rule.name}-${i}/${path}`, text }))),
);

const severities: Readonly<Record<string, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

it("the command line and the language server give equal findings for equal files", async () => {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const main = join(import.meta.dirname, "../../server/src/cli/main.ts");
  const { stdout, stderr } = spawnSync(process.execPath, [main, "scan", "--no-config", "--format", "json"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe("");
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
  const ofCommandLine = findings
    .map(({ path, rule, severity, message, range: { start, end } }) =>
      line(path, rule, severities[severity], message, [start.line - 1, start.column - 1, end.line - 1, end.column - 1]),
    )
    .toSorted();

  const { editor } = await connect({ rules, folders: [pathToFileURL(folder).href] });
  for (const { path, text } of files) {
    const language = /dockerfile|containerfile/i.test(path.replace(/^.*\//, "")) ? "dockerfile" : path.endsWith(".json") ? "json" : "yaml";
    await editor.open(pathToFileURL(join(folder, path)).href, text, language);
  }
  // What a folder lacks is known once it was looked through, as the command line has.
  await editor.connection.sendRequest("plimsoll/scan", {});
  const ofServer: string[] = [];
  for (const { path } of files) {
    const { items } = await editor.pull(pathToFileURL(join(folder, path)).href);
    for (const { code, severity, message, range } of items) {
      ofServer.push(
        line(path, String(code), severity, String(message), [range.start.line, range.start.character, range.end.line, range.end.character]),
      );
    }
  }
  expect(ofServer.length).toBeGreaterThan(rules.length);
  expect(ofServer.toSorted()).toEqual(ofCommandLine);
});

interface Position {
  readonly line: number;
  readonly column: number;
}
interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

const line = (path: string, rule: string, severity: DiagnosticSeverity | undefined, message: string, range: readonly number[]): string =>
  [path, range.join(":"), rule, severity, message].join(" ");
