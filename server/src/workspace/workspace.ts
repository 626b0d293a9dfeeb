import { isPart, type Reading, readApart } from "../adapt/hosts.ts";
import { type Ground, suppress } from "../engine/allow.ts";
import { type ActiveRule, type Finding, inOrder, type OnCrash, run } from "../engine/run.ts";
import type { FileSettings } from "../engine/settings.ts";
import type { AnyRule, Fix } from "../kit/rule.ts";
import { rememberedOf } from "../knowledge/remembered.ts";
import { applyEdits, isAbsent, isOverlapping, type Source } from "../text/source.ts";
import { type Hidden, veiled } from "./hidden.ts";
import { Layer } from "./layer.ts";
import { type Files, isJoined, Links } from "./links.ts";
import { Modules } from "./modules.ts";
import { mends, type Tally, tally } from "./tally.ts";

/** What the shell around a workspace provides. */
export interface Shell {
  /** What the configuration says of a file. Asked anew after `reconfigure`. */
  settings(uri: string): FileSettings;
  /** Names of all rules, former ones included: what a comment may name. */
  readonly ruleNames: readonly string[];
  /** All rules: they tell what is to be hidden. Where they are left out, that is what the active ones find. */
  readonly rules?: readonly AnyRule[];
  readonly onCrash: OnCrash;
  /** Does the workspace have all files of this folder, and of those around it, that are read? Where it is left out it does not. */
  isComplete?(folder: string): boolean;
}

interface File {
  readonly source: Source;
  /** What it says by itself. */
  readonly alone: Reading;
  /** What it says together with the files that it is read with. */
  readonly reading: Reading;
  readonly settings: FileSettings;
  /** Findings that the file alone gives, accepted ones included. */
  readonly own: readonly Finding[];
}

/** Everything known of the files, kept current one change at a time. No I/O, no clock, no editor. */
export class Workspace {
  readonly #shell: Shell;
  #files = new Layer<File>();
  #links = new Links();
  #modules = new Modules();
  #touched = new Set<string>();
  /** Of files whose secrets were asked for. */
  readonly #hidden = new WeakMap<File, readonly Hidden[]>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Take a new version of a file in. Cheap: what it means for other files waits for `settle`. */
  update(source: Source): void {
    this.#take(source, readApart(source, this.#settingsOf(source.uri).launchType));
  }

  #settingsOf(uri: string): FileSettings {
    return this.#files.get(uri)?.settings ?? this.#shell.settings(uri);
  }

  #take(source: Source, reading: Reading): void {
    const { uri } = source;
    const before = this.#files.get(uri);
    const settings = this.#settingsOf(uri);
    // A file of a module is judged with the others, once it is known what they say; until then others see of it what they saw.
    const known = isPart(reading) ? before : undefined;
    const own = isPart(reading) ? [] : run(settings.active, reading.facts, this.#shell.onCrash);
    const file: File = { source, alone: reading, reading, settings, own };
    this.#files.set(uri, file);
    this.#modules.change(uri, isPart(before?.alone) || isPart(reading), isPart(reading));
    this.#touched.add(uri);
    if (known) this.#links.move(uri, reading.facts);
    else this.#links.change(uri, reading.facts);
  }

  remove(uri: string): void {
    const file = this.#files.get(uri);
    if (!file || !this.#files.delete(uri)) return;
    this.#modules.change(uri, isPart(file.alone), false);
    this.#touched.add(uri);
    this.#links.change(uri, undefined);
  }

  /** Run all rules again on what is known: the configuration changed. */
  reconfigure(): void {
    const sources = Array.from(this.#files, ([, file]) => file.source);
    this.#files = new Layer();
    this.#links = new Links();
    this.#modules = new Modules();
    for (const source of sources) this.update(source);
  }

  /** All files that are read are there now (`Shell.isComplete`): what a folder lacks can be told. */
  complete(): void {
    this.#links.complete();
  }

  /** Bring the findings that span files up to date; answer whose findings may have changed since the last time. */
  settle(): ReadonlySet<string> {
    this.#readTogether();
    for (const uri of this.#links.settle(this.#visible)) this.#touched.add(uri);
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** Read the files of modules that changed with what the others say, and judge them. */
  #readTogether(): void {
    const readings = this.#modules.settle((uri) => this.#files.get(uri));
    const findings: Finding[] = [];
    for (const [uri, reading] of readings) {
      const file = this.#files.get(uri);
      if (!file) continue;
      findings.push(...run(file.settings.active, reading.facts, this.#shell.onCrash));
      this.#links.change(uri, reading.facts);
      this.#files.set(uri, { ...file, reading });
    }
    // What a rule sees through one file may stand in another.
    const found = new Map<string, Finding[]>();
    for (const finding of findings) {
      const { uri } = finding.at.source;
      const others = found.get(uri);
      if (others) others.push(finding);
      else found.set(uri, [finding]);
    }
    for (const uri of readings.keys()) {
      const file = this.#files.get(uri);
      if (!file) continue;
      const own = distinct(found.get(uri) ?? []);
      if (!sameAs(file.own, own)) this.#touched.add(uri);
      this.#files.set(uri, { ...file, own });
    }
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

  /** The findings in a file that nobody accepted and no baseline holds, in the order of the text. `settle` first. */
  findings(uri: string): readonly Finding[] {
    const file = this.#files.get(uri);
    if (!file) return [];
    const found = this.#unaccepted(file, uri);
    return file.settings.fresh?.(found) ?? found;
  }

  /** How many findings in a file its baseline holds. `settle` first. */
  known(uri: string): number {
    const file = this.#files.get(uri);
    if (!file?.settings.fresh) return 0;
    const found = this.#unaccepted(file, uri);
    return found.length - file.settings.fresh(found).length;
  }

  #unaccepted(file: File, uri: string): readonly Finding[] {
    const { settings } = file;
    const found = [...file.own, ...this.#links.findings(uri)].filter((f) => !settings.accepts(f));
    const { findings, allows } = suppress(found, this.#ground(file));
    const all = allows.length === 0 ? findings : [...findings, ...run(settings.active, { allow: allows }, this.#shell.onCrash)];
    return inOrder(all.some((f) => f.masked === undefined) ? veiled(all, this.#toHide(file)) : all);
  }

  /** What the file's own findings tell of secrets, where the rules that look for them are on, which they mostly are; else what all of them say. */
  #toHide({ own, settings, source }: File): readonly Hidden[] {
    const on = namesOf(settings.active);
    const allOn = this.#shell.rules?.every((rule) => !rule.hides || on.has(rule.name)) ?? true;
    return allOn ? own.flatMap(({ at, masked }) => (masked === undefined ? [] : [{ at, masked }])) : this.secrets(source.uri);
  }

  /** Where secrets stand in a file, accepted ones and those of rules that are off included: what nothing that is printed may show. */
  secrets(uri: string): readonly Hidden[] {
    const file = this.#files.get(uri);
    if (!file) return [];
    const known = this.#hidden.get(file);
    if (known) return known;
    const rules = this.#shell.rules?.filter((rule) => rule.hides);
    const active = rules?.map((rule): ActiveRule => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true }));
    const found = [...file.own, ...(active ? run(active, file.reading.facts, this.#shell.onCrash) : [])];
    const hidden = found.flatMap(({ at, masked }) => (masked === undefined ? [] : [{ at, masked }]));
    this.#hidden.set(file, hidden);
    return hidden;
  }

  /**
   * Is the fix true? Apply it to a copy of the workspace and look: its finding must be gone, nothing as bad may have come, and no file may have
   * become unreadable. Editors offer, and --fix applies, only what passes.
   */
  proves(finding: Finding, fix: Fix): boolean {
    return this.provesAll([finding], fix);
  }

  /** The same for edits that are to do away with several findings at once. */
  provesAll(findings: readonly Finding[], fix: Fix): boolean {
    const copy = this.fork();
    if (!copy.apply(fix)) return false;
    const affected = [...copy.settle()];
    // A document within a module's file is read with the module.
    if (fix.edits.some(({ at }) => copy.reading(at.source.uri)?.broken)) return false;
    const seen = (workspace: Workspace): Tally => tally(affected.flatMap((uri) => workspace.findings(uri)));
    return mends(seen(this), seen(copy), findings, fix.applicability);
  }

  /**
   * Make a fix's edits. Answers false, with nothing changed, where a text is not the one the fix was made for, is or, by itself, becomes unreadable, where
   * edits overlap, or where a file that they make is there.
   */
  apply(fix: Fix): boolean {
    const edited: [Source, Reading][] = [];
    const named = new Set<string>();
    for (const source of new Set(fix.edits.map((e) => e.at.source))) {
      const file = this.#files.get(source.uri);
      const edits = fix.edits.filter((e) => e.at.source === source);
      const fits = isAbsent(source) ? !file : file?.source === source && !file.reading.broken;
      if (!fits || named.has(source.uri) || isOverlapping(edits)) return false;
      named.add(source.uri);
      const after = applyEdits(source, edits);
      const reading = readApart(after, this.#settingsOf(source.uri).launchType);
      if (reading.broken) return false;
      edited.push([after, reading]);
    }
    for (const [source, reading] of edited) this.#take(source, reading);
    return true;
  }

  /** A copy to try things on, made at once. It shares what it has in common: it holds until this workspace changes. */
  fork(): Workspace {
    const copy = new Workspace(this.#shell);
    copy.#files = new Layer(this.#files);
    copy.#links = new Links(this.#links);
    copy.#modules = new Modules(this.#modules);
    return copy;
  }

  #ground({ reading, settings }: File): Ground {
    return {
      comments: reading.comments,
      acceptances: reading.acceptances,
      // Most files accept nothing: these two are asked for where something does.
      get blocks() {
        return reading.facts.stage.flatMap((s) => s.instructions.map((i) => i.at));
      },
      get active() {
        return namesOf(settings.active);
      },
      known: this.#shell.ruleNames,
    };
  }

  /** The files as what spans them sees them. */
  get #visible(): Files {
    return {
      facts: (uri) => this.#files.get(uri)?.reading.facts,
      isComplete: (folder) => this.#shell.isComplete?.(folder) ?? false,
      wants: (uri, kind) => {
        const file = this.#files.get(uri);
        return file !== undefined && joinedRules(file.settings.active).some(({ rule }) => rule.on === kind);
      },
      judge: (uri, subjects) => {
        const file = this.#files.get(uri);
        if (!file) return [];
        const found = run(joinedRules(file.settings.active), subjects, this.#shell.onCrash);
        // What a service has of another Compose file is shown there, where nothing is joined.
        return file.reading.project ? found.filter((f) => f.at.source === file.source) : found;
      },
    };
  }
}

const spotOf = ({ rule, at, message, key = "" }: Finding): string => `${rule.name} ${at.start} ${at.end} ${message} ${key}`;
/** What two files share is found through both. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => inOrder([...new Map(findings.map((f) => [spotOf(f), f])).values()]);
const sameAs = (some: readonly Finding[], others: readonly Finding[]): boolean =>
  some.length === others.length && some.every((f, i) => others.slice(i, i + 1).every((o) => spotOf(f) === spotOf(o)));

const namesOf = (active: readonly ActiveRule[]): ReadonlySet<string> => new Set(active.map((a) => a.rule.name));

/** Those of the rules at work that look at more than one file. Many files share their settings. */
const joinedRules = rememberedOf((active: readonly ActiveRule[]): readonly ActiveRule[] => active.filter(({ rule }) => isJoined(rule.on)));
