// npm run bench: speed as ratios to something that runs beside it, interleaved in the same run. Milliseconds are for information.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { parseHcl } from "../server/src/syntax/hcl/hcl.ts";
import { parseYaml } from "../server/src/syntax/yaml.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { start } from "./client.ts";
import { corpus } from "./corpus.ts";
import { judgeDockerfiles } from "./dockerfiles.ts";
import { policies } from "./policies.ts";
import { dockerfile, policy, taskDefinition, template, terraform } from "./texts.ts";

const root = join(import.meta.dirname, "..");
const quick = process.argv.includes("--quick");
const rows: (readonly string[])[] = [];

if (process.argv.includes("--large")) large();
else {
  for (const { what, ours, floor, beside } of policies()) add(what, ours, floor, beside);
  await keystrokes();
  await dockerfiles();
  scan();
  coldStart();
  large();
  for (const { what, ours, floor, beside } of corpus()) add(what, ours, floor, beside);
}
print();

/** A character typed and its diagnostics, beside a server that answers at once with nothing. */
async function keystrokes(): Promise<void> {
  const documents = [
    ["Dockerfile, 30 lines", "dockerfile", "Dockerfile", dockerfile(30)],
    ["Dockerfile, 300 lines", "dockerfile", "Dockerfile", dockerfile(300)],
    ["task definition, 120 lines", "json", "task-definition.json", taskDefinition(120)],
    ["task definition, 5,000 lines", "json", "task-definition.json", taskDefinition(5_000)],
  ] as const;
  for (const [what, language, name, text] of documents) {
    const ours = await start([join(root, "dist/server/node.cjs"), "--stdio"]);
    const floor = await start([join(root, "bench/stand-in-server.ts")]);
    const uri = `file:///bench/${name}`;
    const times: { readonly ours: number[]; readonly floor: number[] } = { ours: [], floor: [] };
    for (const server of [ours, floor]) await server.open(uri, language, text);
    for (let version = 2; version < (quick ? 100 : 500); version++) {
      const us = await ours.keystroke(uri, version, 2, " ");
      const it = await floor.keystroke(uri, version, 2, " ");
      // The first edits warm the compiler up; a person's first keystrokes are a second apart.
      if (version > 40) {
        times.ours.push(us);
        times.floor.push(it);
      }
    }
    await Promise.all([ours.stop(), floor.stop()]);
    for (const p of [50, 99])
      add(`keystroke to diagnostics, ${what}, p${p}`, percentile(times.ours, p), percentile(times.floor, p), "bare protocol echo");
  }
}

/** Dockerfiles in memory, beside a validator of their syntax and a searcher for secrets that look at the same texts. */
async function dockerfiles(): Promise<void> {
  const { files, ours, theirs } = await judgeDockerfiles(quick ? 200 : 1_000, quick ? 3 : 7);
  const perSecond = (ms: number): string => Math.round((files * 1_000) / ms).toLocaleString("en");
  add(
    `${files.toLocaleString("en")} Dockerfiles in memory, ${perSecond(median(ours))} a second beside ${perSecond(median(theirs))}`,
    median(ours),
    median(theirs),
    "dockerfile-utils and secretlint",
  );
}

/** The scan of a folder by the command line, beside a process that walks it and reads every file. */
function scan(): void {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  try {
    const count = quick ? 300 : 1_500;
    for (let i = 0; i < count; i++) {
      const service = join(folder, `group-${i % 30}`, `service-${i}`);
      mkdirSync(service, { recursive: true });
      writeFileSync(join(service, "Dockerfile"), dockerfile(20 + (i % 80)));
      writeFileSync(join(service, "task-definition.json"), taskDefinition(40 + (i % 120)));
      writeFileSync(join(service, "policy.json"), policy(1 + (i % 6)));
      for (const noise of ["package.json", "index.js", "README.md"])
        writeFileSync(join(service, noise), JSON.stringify({ name: `service-${i}`, noise }).repeat(20));
    }
    const read = `const fs=require("fs"),p=require("path");(function w(d){for(const e of fs.readdirSync(d,{withFileTypes:true})){const f=p.join(d,e.name);e.isDirectory()?w(f):fs.readFileSync(f,"utf8")}})(process.argv[1])`;
    const times = interleaved(quick ? 3 : 7, [
      ["server/dist/plimsoll.cjs", "scan", folder, "--format", "json", "--fail-on", "never", "-o", join(folder, "out.txt")],
      ["-e", read, folder],
    ]);
    add(
      `cold scan of ${(count * 6).toLocaleString("en")} files, ${(count * 3).toLocaleString("en")} of them analysed`,
      median(times[0]),
      median(times[1]),
      "walking and reading them",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How long a person waits for the command line on one file, beside a Node that does nothing. */
function coldStart(): void {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  try {
    writeFileSync(join(folder, "Dockerfile"), dockerfile(30));
    const times = interleaved(quick ? 10 : 40, [
      ["server/dist/plimsoll.cjs", "scan", folder, "--fail-on", "never"],
      ["server/dist/plimsoll.cjs", "--version"],
      ["-e", "0"],
    ]);
    add("command line, one Dockerfile", median(times[0]), median(times[2]), "node -e 0");
    add("command line, --version", median(times[1]), median(times[2]), "node -e 0");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One large file read and judged with all recommended rules, beside its parser alone. */
function large(): void {
  const settings = defaultSettings(rules, "recommended");
  const files = [
    [
      "template of CloudFormation, 1 MB",
      "template.yaml",
      template(1_000_000),
      "its parser",
      (text: string) => parseYaml(new Source("template.yaml", text)),
    ],
    ["Terraform, 5,000 lines", "main.tf", terraform(5_000), "its parser", (text: string) => parseHcl(new Source("main.tf", text))],
  ] as const;
  for (const [what, name, text, beside, parse] of files) {
    const workspace = new Workspace({ settings: () => settings, ruleNames: rules.map((r) => r.name), onCrash: (_, error) => console.error(error) });
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round < (quick ? 4 : 12); round++) {
      // Each text is new to both.
      const own = `${text}# ${round}\n`;
      const started = performance.now();
      workspace.update(new Source(name, own));
      workspace.settle();
      const judged = performance.now();
      parse(own);
      if (round > 1) {
        ours.push(judged - started);
        floor.push(performance.now() - judged);
      }
    }
    const speed = (times: readonly number[]): string => `${(text.length / 1_000 / median(times)).toFixed(1)} MB/s`;
    add(`${what}, ${speed(ours)} beside ${speed(floor)}`, median(ours), median(floor), beside);
  }
}

function interleaved(rounds: number, commands: readonly (readonly string[])[]): readonly number[][] {
  const times: number[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    commands.forEach((args, i) => {
      const started = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
      if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
      times[i]?.push(performance.now() - started);
    });
  }
  return times;
}

function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN;
}

function median(values: readonly number[] = []): number {
  return percentile(values, 50);
}

function add(what: string, ours: number, floor: number, beside: string): void {
  rows.push([what, `${(ours / floor).toFixed(2)} ×`, beside, `${ours.toFixed(2)} ms`, `${floor.toFixed(2)} ms`]);
}

function print(): void {
  const table = [["measured", "ratio", "beside", "ours", "floor"], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row.map((cell, column) => (column === 0 || column === 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  "),
    );
}
