import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isCredentialsName } from "../adapt/credentials.ts";
import { mayBeRelevant } from "../adapt/detect.ts";
import { isPart } from "../adapt/hosts.ts";
import { nearest } from "../kit/nearest.ts";
import type { AnyRule } from "../kit/rule.ts";
import { decode, type Encoding, readText, refusal, type TextFile, type Unread } from "../platform/node/text-file.ts";
import { type Met, walk } from "../platform/node/walk.ts";
import type { FileOutcome } from "../report/outcome.ts";
import { Source } from "../text/source.ts";
import { Workspace } from "../workspace/workspace.ts";
import { type Configs, isConfig } from "./configs.ts";
import { note, Refusal } from "./exit.ts";
import { displayed } from "./paths.ts";
import { Progress } from "./progress.ts";

/** A file that was taken in: where it is and how it is kept. */
export interface Loaded {
  readonly path: string;
  readonly encoding: Encoding;
  readonly damaged: boolean;
}

/** What was found below the paths and taken in. */
export interface Ground {
  readonly workspace: Workspace;
  /** By URI. */
  readonly loaded: ReadonlyMap<string, Loaded>;
  readonly files: readonly FileOutcome[];
  /** Why each file was taken for what it is, by path; and what was passed over on the way. */
  readonly why: ReadonlyMap<string, string>;
  readonly passedOver: readonly Met[];
  /** What came by standard input, if that was asked for. */
  readonly input: Uint8Array | undefined;
  /** What went wrong inside Plimsoll, as sentences; may grow as fixes are tried. */
  readonly failures: ReadonlySet<string>;
}

export interface Load {
  readonly rules: readonly AnyRule[];
  readonly configs: Configs;
  readonly progress: boolean;
  /** What standard input is taken for; its text then is all there is. */
  readonly stdin?: string;
}

/** Find, read and analyse. Refuses paths that do not exist. */
export function load(paths: readonly string[], { rules, configs, progress, stdin }: Load): Ground {
  const failures = new Set<string>();
  const loaded = new Map<string, Loaded>();
  const files: FileOutcome[] = [];
  const why = new Map<string, string>();
  const taken: (readonly [shown: string, uri: string])[] = [];
  const named = stdin === undefined ? paths.map(resolved) : [];
  /** Files that nothing is said of themselves. */
  const beside = new Set<string>();
  const roots = named.flatMap(({ path, folder }) => (folder && !isWithinContext(path) ? path : []));
  const workspace = new Workspace({
    settings: (uri) => (beside.has(uri) ? { active: [], accepts: () => false } : configs.settings(loaded.get(uri)?.path ?? fileURLToPath(uri))),
    rules,
    ruleNames: rules.flatMap((r) => [r.name, ...(r.was ?? [])]),
    onCrash: (rule, error) => failures.add(`The rule ${rule.name} failed: ${messageOf(error)}`),
    isComplete(uri) {
      const path = join(fileURLToPath(uri), sep);
      const ignoreFile = join(path, ".dockerignore");
      // One that git ignores, or that the configuration excludes, is there all the same.
      const isUnread = !loaded.has(pathToFileURL(ignoreFile).href) && existsSync(ignoreFile);
      return roots.some((root) => path.startsWith(root + sep)) && !isUnread;
    },
  });

  const take = (path: string, file: TextFile | Unread): void => {
    const shown = displayed(path);
    const skipped = (reason: string, limited: boolean): FileOutcome => ({
      path: shown,
      host: undefined,
      state: "skipped",
      reason,
      limited,
      mark: false,
    });
    if (!("text" in file)) {
      if (file.failed) note(`${shown} ${file.reason}`);
      files.push(skipped(file.reason, true));
      return;
    }
    const uri = pathToFileURL(path).href;
    loaded.set(uri, { path, encoding: file.encoding, damaged: file.damaged });
    try {
      workspace.update(new Source(uri, file.text));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      failures.add(`${shown} could not be analysed: ${messageOf(error)}`);
      files.push(skipped("could not be analysed", true));
      return;
    }
    const reading = workspace.reading(uri);
    if (reading?.host === undefined && !isPart(reading)) {
      workspace.remove(uri);
      files.push(skipped(reading?.why ?? "", false));
      return;
    }
    taken.push([shown, uri]);
  };
  /** What a file was read as is known once all are. */
  const outcomeOf = (shown: string, uri: string): FileOutcome => {
    const reading = workspace.reading(uri);
    if (reading?.host === undefined)
      return { path: shown, host: undefined, state: "skipped", reason: reading?.why ?? "", limited: false, mark: false };
    why.set(shown, reading.why);
    const reason = reading.broken ? "cannot be read completely" : undefined;
    const mark = loaded.get(uri)?.encoding.mark ?? false;
    return { path: shown, host: reading.host, state: "analysed", reason, limited: reading.broken, mark };
  };

  const { found, passedOver } = find(named, configs);
  const input = stdin === undefined ? undefined : fromStdin();
  if (stdin !== undefined && input) take(resolve(stdin), decode(input));
  const bar = new Progress(found.length, progress);
  for (const [i, path] of found.entries()) {
    bar.at(i);
    take(path, readText(path));
  }
  // What git leaves out is nobody's to judge, but a build takes it along.
  for (const { path, folder, ignored } of passedOver) {
    const file = ignored && !folder && isCredentialsName(basename(path)) ? readText(path) : undefined;
    if (!file || !("text" in file)) continue;
    const uri = pathToFileURL(path).href;
    beside.add(uri);
    workspace.update(new Source(uri, file.text));
  }
  workspace.settle();
  for (const [shown, uri] of taken) files.push(outcomeOf(shown, uri));
  bar.end();
  for (const met of passedOver) if (met.failed) note(`${displayed(met.path)} ${met.reason}`);
  const unread = passedOver.filter((m) => m.failed).map((m): FileOutcome => unreadable(m));
  return { workspace, loaded, files: [...files, ...unread].sort(byPath), why, passedOver, input, failures };
}

/** What a path that does not exist may have been meant for: paths are the default command's. */
const commands = ["scan", "explain", "rules", "files", "lsp", "help"];

/** The files to read, each once, and what was passed over. A file that is named is read, whatever its name. */
function find(named: readonly Named[], configs: Configs): { readonly found: readonly string[]; readonly passedOver: readonly Met[] } {
  const found = new Set<string>();
  const passedOver: Met[] = [];
  for (const { path, folder } of named) {
    if (!folder) {
      found.add(path);
      continue;
    }
    for (const met of walk(path, {
      mayBeRelevant: (p) => mayBeRelevant(p) && !isConfig(p),
      excluded: (p, isFolder) => configs.isExcluded(p, isFolder),
    })) {
      if (met.reason === undefined) found.add(met.path);
      else passedOver.push(met);
    }
  }
  return { found: [...found], passedOver };
}

/** What somebody names on the command line. */
interface Named {
  readonly path: string;
  readonly folder: boolean;
}

/** Links are followed where somebody names them: GitHub knows files by their real paths. */
function resolved(given: string): Named {
  try {
    const path = realpathSync(resolve(given));
    return { path, folder: statSync(path).isDirectory() };
  } catch (error) {
    const command = nearest(given, commands);
    throw new Refusal(`${given} ${refusal(error)}${command ? `; did you mean the command "${command}"?` : ""}`);
  }
}

/** Has a folder around this one an ignore file of its own, so that builds begin there? */
function isWithinContext(folder: string): boolean {
  for (let outer = dirname(folder); ; outer = dirname(outer)) {
    if (existsSync(join(outer, ".dockerignore"))) return true;
    if (outer === dirname(outer)) return false;
  }
}

function fromStdin(): Uint8Array {
  try {
    return readFileSync(0);
  } catch (error) {
    throw new Refusal(`standard input ${refusal(error)}`);
  }
}

const unreadable = ({ path, reason }: Met): FileOutcome => ({
  path: displayed(path),
  host: undefined,
  state: "skipped",
  reason,
  limited: true,
  mark: false,
});

const byPath = (a: FileOutcome, b: FileOutcome): number => (a.path < b.path ? -1 : 1);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
