import { type Reading, read } from "../adapt/hosts.ts";
import { type Ground, suppress } from "../engine/allow.ts";
import { type ActiveRule, type Finding, inOrder, type OnCrash, run } from "../engine/run.ts";
import type { FileSettings } from "../engine/settings.ts";
import type { Fix } from "../kit/rule.ts";
import type { Facts, Kind } from "../model/subjects.ts";
import { applyEdits, type Place, type Source } from "../text/source.ts";
import { digest, link } from "./link.ts";

/** What the shell around a workspace provides. */
export interface Shell {
  /** What the configuration says of a file. Asked anew after `reconfigure`. */
  settings(uri: string): FileSettings;
  /** Names of all rules, former ones included: what a comment may name. */
  readonly ruleNames: readonly string[];
  readonly onCrash: OnCrash;
}

interface File {
  readonly source: Source;
  readonly reading: Reading;
  readonly settings: FileSettings;
  /** What other files can see of it. */
  readonly digest: string;
  /** Findings that the file alone gives, accepted ones included. */
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
    const settings = before?.settings ?? this.#shell.settings(source.uri);
    const file = { source, reading, settings, digest: digest(reading.facts), own: run(settings.active, reading.facts, this.#shell.onCrash) };
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
    const sources = Array.from(this.#files.values(), (f) => f.source);
    this.#files.clear();
    for (const source of sources) this.update(source);
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

  /** The findings in a file that nobody accepted, in the order of the text. `settle` first. */
  findings(uri: string): readonly Finding[] {
    const file = this.#files.get(uri);
    if (!file) return [];
    const { settings } = file;
    const found = [...file.own, ...(this.#shared.get(uri) ?? [])].filter((f) => !settings.accepts(f));
    const { findings, allows } = suppress(found, this.#ground(file));
    return inOrder(allows.length === 0 ? findings : [...findings, ...run(settings.active, { allow: allows }, this.#shell.onCrash)]);
  }

  /**
   * Is the fix true? Apply it to a copy of the workspace and look: its finding must be gone, nothing new may be
   * there, and no file may have become unreadable. Editors offer, and --fix applies, only what passes.
   */
  proves(finding: Finding, fix: Fix): boolean {
    return this.provesAll([finding], fix);
  }

  /** The same for edits that are to do away with several findings at once. */
  provesAll(findings: readonly Finding[], fix: Fix): boolean {
    const copy = this.fork();
    if (!copy.apply(fix)) return false;
    const affected = copy.settle();
    const before = this.#tally(affected);
    const after = copy.#tally(affected);
    for (const { rule } of findings) before.set(rule.name, (before.get(rule.name) ?? 0) - 1);
    return [...before.values()].every((n) => n >= 0) && [...after].every(([name, n]) => n <= (before.get(name) ?? 0));
  }

  /** Make a fix's edits. Answers false, with nothing changed, where a text is not the one the fix was made for, or is or becomes unreadable. */
  apply(fix: Fix): boolean {
    const edited: Source[] = [];
    for (const source of new Set(fix.edits.map((e) => e.at.source))) {
      const file = this.#files.get(source.uri);
      if (file?.source !== source || file.reading.broken) return false;
      const after = applyEdits(
        source,
        fix.edits.filter((e) => e.at.source === source),
      );
      if (read(after).broken) return false;
      edited.push(after);
    }
    for (const source of edited) this.update(source);
    return true;
  }

  /** An independent copy that shares what it has in common. */
  fork(): Workspace {
    const copy = new Workspace(this.#shell);
    for (const [uri, file] of this.#files) copy.#files.set(uri, file);
    copy.#shared = this.#shared;
    return copy;
  }

  /** How many findings each rule has in these files. */
  #tally(uris: Iterable<string>): Map<string, number> {
    const tally = new Map<string, number>();
    for (const uri of uris) for (const { rule } of this.findings(uri)) tally.set(rule.name, (tally.get(rule.name) ?? 0) + 1);
    return tally;
  }

  #ground({ reading, settings }: File): Ground {
    return {
      comments: reading.comments,
      acceptances: reading.acceptances,
      blocks: reading.facts.stage.flatMap((s) => s.instructions.map((i) => i.at)),
      active: namesOf(settings.active),
      known: this.#shell.ruleNames,
    };
  }

  #mentions(uri: string): boolean {
    const inIt = ({ at }: { readonly at: Place }): boolean => at.source.uri === uri;
    return this.#shared.has(uri) || [...this.#shared.values()].flat().some((f) => f.related?.some(inIt) || f.fixes?.some((x) => x.edits.some(inIt)));
  }

  /** Join the facts of all files and run the rules that need more than one; answer whose findings changed. */
  #link(): ReadonlySet<string> {
    const before = this.#shared;
    const all: [string, Facts][] = Array.from(this.#files, ([uri, { reading }]) => [uri, reading.facts]);
    const shared = new Map<string, Finding[]>();
    for (const [uri, deployment] of link(all)) {
      const active = this.#files.get(uri)?.settings.active.filter((a) => a.rule.on === across) ?? [];
      for (const finding of run(active, { deployment }, this.#shell.onCrash)) {
        const there = shared.get(finding.at.source.uri) ?? [];
        there.push(finding);
        shared.set(finding.at.source.uri, there);
      }
    }
    this.#shared = shared;
    return new Set([...before.keys(), ...shared.keys()]);
  }
}

/** The kind of subject that takes more than one file. */
const across: Kind = "deployment";

const namesOf = (active: readonly ActiveRule[]): ReadonlySet<string> => new Set(active.map((a) => a.rule.name));
