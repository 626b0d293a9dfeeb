import { type Reading, read } from "../adapt/hosts.ts";
import { type ActiveRule, type Finding, inOrder, type OnCrash, run } from "../engine/run.ts";
import type { Fix } from "../kit/rule.ts";
import type { Facts } from "../model/subjects.ts";
import { applyEdits, type Edit, type Source } from "../text/source.ts";
import { digest, link } from "./link.ts";

/** What the shell around a workspace provides. */
export interface Shell {
  /** The rules that are on for a file. */
  readonly active: (uri: string) => readonly ActiveRule[];
  readonly onCrash: OnCrash;
}

interface File {
  readonly source: Source;
  readonly reading: Reading;
  /** What other files can see of it. */
  readonly digest: string;
  /** Findings that the file alone gives. */
  readonly own: readonly Finding[];
}

/** Everything known of the files, kept current one change at a time. No I/O, no clock, no editor. */
export class Workspace {
  readonly #shell: Shell;
  readonly #files = new Map<string, File>();
  /** Findings that take more than one file, by the file that they are shown in. */
  #shared: ReadonlyMap<string, readonly Finding[]> = new Map();
  #touched = new Set<string>();
  #stale = false;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Take a new version of a file in. Cheap: what it means for other files waits for `settle`. */
  update(source: Source): void {
    const before = this.#files.get(source.uri);
    const reading = read(source);
    const file = { source, reading, digest: digest(reading.facts), own: run(this.#shell.active(source.uri), reading.facts, this.#shell.onCrash) };
    this.#files.set(source.uri, file);
    this.#touched.add(source.uri);
    // Findings elsewhere that point into the old text are redone even if the new one says the same.
    this.#stale ||= before?.digest !== file.digest || this.#mentions(source.uri);
  }

  remove(uri: string): void {
    if (!this.#files.delete(uri)) return;
    this.#touched.add(uri);
    this.#stale = true;
  }

  /** Run all rules again on what is known: the configuration changed. */
  reconfigure(): void {
    for (const { source } of [...this.#files.values()]) this.update(source);
    this.#stale = true;
  }

  /** Bring the findings that span files up to date; answer whose findings may have changed since the last time. */
  settle(): ReadonlySet<string> {
    if (this.#stale) for (const uri of this.#link()) this.#touched.add(uri);
    const touched = this.#touched;
    this.#stale = false;
    this.#touched = new Set();
    return touched;
  }

  get uris(): Iterable<string> {
    return this.#files.keys();
  }
  source(uri: string): Source | undefined {
    return this.#files.get(uri)?.source;
  }
  reading(uri: string): Reading | undefined {
    return this.#files.get(uri)?.reading;
  }

  /** The findings in a file, in the order of the text. `settle` first. */
  findings(uri: string): readonly Finding[] {
    const file = this.#files.get(uri);
    return file ? inOrder([...file.own, ...(this.#shared.get(uri) ?? [])]) : [];
  }

  /**
   * Is the fix true? Apply it to a copy of the workspace and look: its finding must be gone, nothing new may be
   * there, and no file may have become unreadable. Editors offer, and --fix applies, only what passes.
   */
  proves(finding: Finding, fix: Fix): boolean {
    const copy = this.#fork();
    const sources = new Set(fix.edits.map((e) => e.at.source));
    for (const source of sources) {
      const file = this.#files.get(source.uri);
      if (file?.source !== source || file.reading.broken) return false;
      copy.update(applyEdits(source, editsOf(fix, source)));
      if (copy.#files.get(source.uri)?.reading.broken) return false;
    }
    copy.settle();
    const before = this.#tally();
    const after = copy.#tally();
    return (
      [...after].every(([name, n]) => n <= (before.get(name) ?? 0)) && (after.get(finding.rule.name) ?? 0) < (before.get(finding.rule.name) ?? 0)
    );
  }

  #fork(): Workspace {
    const copy = new Workspace(this.#shell);
    for (const [uri, file] of this.#files) copy.#files.set(uri, file);
    copy.#shared = this.#shared;
    return copy;
  }

  /** How many findings each rule has. */
  #tally(): ReadonlyMap<string, number> {
    const tally = new Map<string, number>();
    for (const uri of this.#files.keys()) for (const { rule } of this.findings(uri)) tally.set(rule.name, (tally.get(rule.name) ?? 0) + 1);
    return tally;
  }

  #mentions(uri: string): boolean {
    return this.#shared.has(uri) || [...this.#shared.values()].flat().some((f) => f.related?.some((r) => r.at.source.uri === uri));
  }

  /** Join the facts of all files and run the rules that need more than one; answer whose findings changed. */
  #link(): ReadonlySet<string> {
    const before = this.#shared;
    const all: [string, Facts][] = Array.from(this.#files, ([uri, { reading }]) => [uri, reading.facts]);
    const shared = new Map<string, Finding[]>();
    for (const [uri, deployment] of link(all)) {
      for (const finding of run(this.#shell.active(uri), { deployment }, this.#shell.onCrash)) {
        const there = shared.get(finding.at.source.uri) ?? [];
        there.push(finding);
        shared.set(finding.at.source.uri, there);
      }
    }
    this.#shared = shared;
    return new Set([...before.keys(), ...shared.keys()]);
  }
}

const editsOf = (fix: Fix, source: Source): readonly Edit[] => fix.edits.filter((e) => e.at.source === source);
