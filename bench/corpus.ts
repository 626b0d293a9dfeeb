// node bench/corpus.ts FOLDER, or PLIMSOLL_BENCH_CORPUS=FOLDER npm run bench: real files, format by format, each figure beside a bare parser of the
// same texts in the same run.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { parseEvents } from "js-yaml";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { parseHcl } from "../server/src/syntax/hcl/hcl.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import type { Measured } from "./policies.ts";

interface Format {
  readonly name: string;
  readonly of: RegExp;
  readonly parser: string;
  readonly parse: (text: string) => unknown;
}

const formats: readonly Format[] = [
  {
    name: "Dockerfiles",
    of: /(?:^|[./])(?:dockerfile|containerfile)[^/]*$/i,
    parser: "dockerfile-ast",
    parse: (text) => DockerfileParser.parse(text),
  },
  { name: "JSON", of: /\.json$/i, parser: "JSON.parse", parse: (text) => JSON.parse(text) },
  { name: "YAML", of: /\.ya?ml$/i, parser: "js-yaml's events", parse: (text) => parseEvents(text, {}) },
  { name: "Terraform", of: /\.tf$/i, parser: "the reader of HCL alone", parse: (text) => parseHcl(new Source("main.tf", text)) },
];

/** Reads and judges every file of the folder with the recommended rules, each in a folder of its own, as it stands in the list. */
export function* corpus(folder: string | undefined = process.env["PLIMSOLL_BENCH_CORPUS"]): Iterable<Measured> {
  if (folder === undefined) return;
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((e) => (e.isFile() ? join(e.parentPath, e.name) : []));
  for (const { name, of, parser, parse } of formats) {
    const files = names.filter((file) => of.test(file)).map((file) => ({ uri: `file:///${file}`, text: readFileSync(file, "utf8") }));
    if (files.length === 0) continue;
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round < 4; round++) {
      const us = time(() => judge(files));
      const it = time(() => {
        for (const { text } of files) tried(() => parse(text));
      });
      // The first round warms the compiler up.
      if (round === 0) continue;
      ours.push(us);
      floor.push(it);
    }
    const size = files.reduce((sum, { text }) => sum + text.length, 0);
    const speed = (times: readonly number[]): string => `${(size / 1_000 / median(times)).toFixed(1)} MB/s`;
    yield {
      what: `${files.length.toLocaleString("en")} real files, ${name}, ${(size / 1e6).toFixed(1)} MB, ${speed(ours)} beside ${speed(floor)}`,
      ours: median(ours),
      floor: median(floor),
      beside: parser,
    };
  }
}

const settings = defaultSettings(rules, "recommended");

function judge(files: readonly { readonly uri: string; readonly text: string }[]): void {
  const workspace = new Workspace({ settings: () => settings, ruleNames: rules.map((r) => r.name), onCrash: (_, error) => console.error(error) });
  for (const { uri, text } of files) workspace.update(new Source(uri, text));
  workspace.settle();
  for (const { uri } of files) workspace.findings(uri);
}

/** A parser may refuse what real files hold: it has read them by then. */
function tried(work: () => unknown): void {
  try {
    work();
  } catch {
    // The time until it gave up is its time.
  }
}

function time(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

if (import.meta.filename === process.argv[1])
  for (const { what, ours, floor, beside } of corpus(process.argv[2]))
    console.log(`${what.padEnd(90)} ${(ours / floor).toFixed(2).padStart(8)} × ${beside}`);
