import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Finding } from "../engine/run.ts";
import type { Applicability, Preset, Severity } from "../kit/rule.ts";
import { codeOf } from "../platform/node/text-file.ts";
import { type Outcome, reaches } from "../report/outcome.ts";
import { rangeOf } from "../report/position.ts";
import { rules } from "../rules/index.ts";
import { prover } from "../workspace/fix-all.ts";
import { Configs } from "./configs.ts";
import { type Exit, exit, note, Refusal } from "./exit.ts";
import { type Ground, load } from "./load.ts";
import { displayed, version } from "./paths.ts";
import { columnsOf, hasColor, type When } from "./terminal.ts";

export interface ScanOptions {
  readonly format: "pretty" | "concise" | "json" | "sarif";
  readonly output?: string;
  readonly fix?: true;
  readonly unsafeFixes?: true;
  readonly diff?: true;
  readonly failOn: Severity | "never";
  readonly preset?: Preset;
  readonly config?: string | false;
  readonly baseline?: string | false;
  readonly writeBaseline?: string;
  readonly color: When;
  readonly progress: boolean;
  readonly quiet?: true;
  readonly stdinFilename?: string;
}

/** Analyse, perhaps mend, and print. */
export async function scan(paths: readonly string[], options: ScanOptions): Promise<Exit> {
  const stdin = standardInput(paths, options);
  if (options.unsafeFixes && !options.fix && !options.diff)
    throw new Refusal("--unsafe-fixes says which fixes --fix or --diff makes: give one of these too");
  const { writeBaseline: toBaseline } = options;
  if (toBaseline !== undefined && (options.fix || options.diff))
    throw new Refusal("--write-baseline takes the findings as they are: give it without --fix and --diff");
  const configs = new Configs(rules, toBaseline === undefined ? options : { ...options, baseline: false });
  const ground = load(paths, { rules, configs, progress: options.progress && !options.quiet, ...(stdin === undefined ? {} : { stdin }) });
  for (const { at, message } of configs.problems) note(`${position(at.source.uri, at)}: ${message}`);
  let written = true;
  const failed = (): boolean => !written || configs.problems.length > 0 || ground.failures.size > 0;

  if (toBaseline !== undefined) {
    if (configs.problems.length > 0) throw new Refusal("no baseline is written under a configuration with mistakes");
    const { writeBaseline } = await import("./baselines.ts");
    const count = writeBaseline(toBaseline, ground);
    if (!options.quiet) note(`${count} ${count === 1 ? "finding is" : "findings are"} known from now on: ${displayed(resolve(toBaseline))}`);
    return ending(failed(), false, ground);
  }

  const mending = options.fix || options.diff;
  if (mending && configs.problems.length > 0) throw new Refusal("nothing is fixed under a configuration with mistakes");
  if (mending) {
    const { mend } = await import("./fix.ts");
    const wanted: readonly Applicability[] = options.unsafeFixes ? ["safe", "unsafe"] : ["safe"];
    const mended = mend(ground, wanted);
    if (options.diff) {
      await print(await mended.diff(), options);
      return ending(failed(), mended.changed > 0, ground);
    }
    if (stdin !== undefined) {
      process.stdout.write(mended.bytesOf(stdin) ?? ground.input ?? "");
      return ending(failed(), isGrave(findingsOf(ground), options.failOn), ground);
    }
    written = mended.write();
    if (!options.quiet && mended.applied > 0) note(`fixed ${mended.applied} in ${mended.changed} ${mended.changed === 1 ? "file" : "files"}`);
  }

  const outcome = outcomeOf(ground);
  const known = Array.from(ground.workspace.uris, (uri) => ground.workspace.known(uri)).reduce((sum, n) => sum + n, 0);
  if (known > 0 && !options.quiet) note(`${known} ${known === 1 ? "finding is" : "findings are"} in the baseline`);
  await print(await rendered(outcome, options), options);
  return ending(failed(), isGrave(outcome.findings, options.failOn), ground);
}

/** What `-` is taken for; undefined where there is none. */
function standardInput(paths: readonly string[], { stdinFilename }: ScanOptions): string | undefined {
  if (!paths.includes("-")) return undefined;
  if (paths.length > 1) throw new Refusal("- stands for standard input and cannot be combined with paths");
  if (stdinFilename === undefined) throw new Refusal("- needs --stdin-filename: the name tells what the text is");
  return stdinFilename;
}

const isGrave = (findings: readonly Finding[], failOn: ScanOptions["failOn"]): boolean =>
  failOn !== "never" && findings.some((f) => reaches(f.severity, failOn));

function ending(failed: boolean, found: boolean, { failures }: Ground): Exit {
  for (const failure of failures) note(`${failure}. This is a bug in Plimsoll; what else it found is right.`);
  return failed ? exit.failure : found ? exit.findings : exit.clean;
}

/** By path, then in the order of the text. */
function findingsOf({ workspace, loaded }: Ground): readonly Finding[] {
  const shown = Array.from(workspace.uris, (uri) => [displayed(loaded.get(uri)?.path ?? uri), uri] as const);
  return shown.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, uri]) => workspace.findings(uri));
}

function outcomeOf(ground: Ground): Outcome {
  const { workspace, loaded, files, failures } = ground;
  const pathOf = (uri: string): string => displayed(loaded.get(uri)?.path ?? uri);
  return {
    version: version(),
    files,
    findings: findingsOf(ground),
    get failures() {
      return [...failures];
    },
    pathOf,
    secrets: Array.from(workspace.uris).flatMap((uri) => workspace.secrets(uri)),
    // To prove is the dearest part, and not every format asks.
    fixesOf: prover(workspace, (uri) =>
      note(`${pathOf(uri)} has too many findings to prove every fix: the last ones are shown without, and --fix makes them all the same`),
    ),
  };
}

async function rendered(outcome: Outcome, options: ScanOptions): Promise<string> {
  switch (options.format) {
    case "pretty": {
      const [{ pretty }, { default: colors }] = await Promise.all([import("../report/pretty.ts"), import("picocolors")]);
      const paint = colors.createColors(hasColor(options.color, options.output === undefined ? process.stdout : {}));
      return lines(pretty(outcome, { paint, columns: columnsOf(options.output === undefined ? process.stdout : {}), summary: !options.quiet }));
    }
    case "concise":
      return lines((await import("../report/concise.ts")).concise(outcome));
    case "json":
      return lines([JSON.stringify((await import("../report/json.ts")).json(outcome), undefined, 2)]);
    case "sarif":
      return lines([JSON.stringify((await import("../report/sarif.ts")).sarif(outcome, rules), undefined, 2)]);
  }
}

const lines = (of: Iterable<string>): string => Array.from(of, (line) => `${line}\n`).join("");

async function print(text: string, { output }: ScanOptions): Promise<void> {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new Refusal(`${output} cannot be written (${codeOf(error)})`);
  }
}

function position(uri: string, at: Finding["at"]): string {
  const { line, column } = rangeOf(at).start;
  return `${displayed(fileURLToPath(uri))}:${line}:${column}`;
}
