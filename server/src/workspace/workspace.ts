import { isPart, type Reading, readApart } from "../adapt/hosts.ts";
import { type Ground, suppress } from "../engine/allow.ts";
import { type ActiveRule, type Finding, inOrder, type OnCrash, run } from "../engine/run.ts";
import type { FileSettings } from "../engine/settings.ts";
import type { AnyRule, Fix } from "../kit/rule.ts";
import { applyEdits, isOverlapping, type Source } from "../text/source.ts";
import { contextOf, type Folders, foldersOf, isOfFolder } from "./context.ts";
import { type Hidden, veiled } from "./hidden.ts";
import { Layer } from "./layer.ts";
import { type Builds, buildsOf, digest, join } from "./link.ts";
import { Modules } from "./modules.ts";
import { hasImages, type Pins, pinsDigest, pinsOf, referencesIn } from "./pins.ts";
import { type Cluster, clusterDigest, clusterOf, place } from "./placement.ts";
import { type Repositories, repositoriesDigest, repositoriesOf, usedIn } from "./repository-use.ts";
import { type Roles, rolesDigest, rolesOf, usesIn } from "./role-use.ts";
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
  /** Does the workspace have all files of this file's folder, and of those around it, that are read? Where it is left out it does not. */
  isComplete?(uri: string): boolean;
}

interface File {
  readonly source: Source;
  /** What it says by itself. */
  readonly alone: Reading;
  /** What it says together with the files that it is read with. */
  readonly reading: Reading;
  readonly settings: FileSettings;
  /** What other files can see of it. */
  readonly digest: string;
  /** What pods of other files can see of it. */
  readonly cluster: string;
  /** What those who use its roles in other files can see of it. */
  readonly roles: string;
  /** What places with the same images can see of it. */
  readonly pins: string;
  /** What images of its repositories can see of it. */
  readonly repositories: string;
  /** Findings that the file alone gives, accepted ones included. */
  readonly own: readonly Finding[];
}

/** The containers of a file, joined with what other files say of them. */
interface Linked {
  /** The Dockerfiles that were joined to them, and the files that define the repositories of their images. */
  readonly others: ReadonlySet<string>;
  /** What the rules that need more than one file find. All of it is shown in the container's own file. */
  readonly findings: readonly Finding[];
}

/** Everything known of the files, kept current one change at a time. No I/O, no clock, no editor. */
export class Workspace {
  readonly #shell: Shell;
  #files = new Layer<File>();
  /** By file, for those that have containers. */
  #links = new Layer<Linked>();
  /** The files whose images were joined to a Dockerfile or a repository, by the file of that. */
  #dependents = new Layer<ReadonlySet<string>>();
  #modules = new Modules();
  /** Undefined once Dockerfiles came or went. */
  #builds: Builds | undefined;
  /** Undefined once something came, went or changed that pods of other files see. */
  #cluster: Cluster | undefined;
  /** Undefined once roles came, went or changed. */
  #roles: Roles | undefined;
  /** Undefined once digests came, went or changed. */
  #pins: Pins | undefined;
  /** Undefined once repositories came, went or changed. */
  #repositories: Repositories | undefined;
  /** Undefined once an ignore file or one with credentials came, went or changed. */
  #folders: Folders | undefined;
  /** Files of which others may see something new. */
  #changed = new Set<string>();
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
    const file: File = {
      source,
      alone: reading,
      reading,
      settings,
      digest: known ? known.digest : digest(reading.facts),
      cluster: known ? known.cluster : clusterDigest(reading.facts),
      roles: known ? known.roles : rolesDigest(reading.facts),
      pins: known ? known.pins : pinsDigest(reading.facts),
      repositories: known ? known.repositories : repositoriesDigest(reading.facts),
      own,
    };
    this.#files.set(uri, file);
    this.#modules.change(uri, isPart(before?.alone) || isPart(reading), isPart(reading));
    this.#touched.add(uri);
    if (isBuild(before) !== isBuild(file)) this.#builds = undefined;
    if ([before, file].some((f) => f && isOfFolder(f.reading.facts))) this.#folders = undefined;
    if ((before?.cluster ?? "") !== file.cluster) this.#cluster = undefined;
    if ((before?.roles ?? "") !== file.roles) this.#roles = undefined;
    if ((before?.pins ?? "") !== file.pins) this.#pins = undefined;
    if ((before?.repositories ?? "") !== file.repositories) this.#repositories = undefined;
    // Findings that point into the old text are redone even if the new one says the same.
    if (before?.digest !== file.digest || this.#isLinked(uri)) this.#changed.add(uri);
  }

  remove(uri: string): void {
    const file = this.#files.get(uri);
    if (!this.#files.delete(uri)) return;
    this.#modules.change(uri, isPart(file?.alone), false);
    if (isBuild(file)) this.#builds = undefined;
    if (file && isOfFolder(file.reading.facts)) this.#folders = undefined;
    if (file?.cluster !== "") this.#cluster = undefined;
    if (file?.roles !== "") this.#roles = undefined;
    if (file?.pins !== "") this.#pins = undefined;
    if (file?.repositories !== "") this.#repositories = undefined;
    this.#touched.add(uri);
    this.#changed.add(uri);
  }

  /** Run all rules again on what is known: the configuration changed. */
  reconfigure(): void {
    const sources = Array.from(this.#files, ([, file]) => file.source);
    this.#files = new Layer();
    this.#builds = undefined;
    this.#cluster = undefined;
    this.#roles = undefined;
    this.#pins = undefined;
    this.#repositories = undefined;
    this.#folders = undefined;
    this.#modules = new Modules();
    for (const source of sources) this.update(source);
  }

  /** All files that are read are there now (`Shell.isComplete`): what a folder lacks can be told. */
  complete(): void {
    this.#folders = undefined;
  }

  /** Bring the findings that span files up to date; answer whose findings may have changed since the last time. */
  settle(): ReadonlySet<string> {
    this.#readTogether();
    for (const uri of this.#toLink()) if (this.#link(uri)) this.#touched.add(uri);
    const touched = this.#touched;
    this.#changed = new Set();
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
      const now = {
        digest: digest(reading.facts),
        cluster: clusterDigest(reading.facts),
        roles: rolesDigest(reading.facts),
        pins: pinsDigest(reading.facts),
        repositories: repositoriesDigest(reading.facts),
      };
      if (now.digest !== file.digest || this.#isLinked(uri)) this.#changed.add(uri);
      if (now.cluster !== file.cluster) this.#cluster = undefined;
      if (now.roles !== file.roles) this.#roles = undefined;
      if (now.pins !== file.pins) this.#pins = undefined;
      if (now.repositories !== file.repositories) this.#repositories = undefined;
      this.#files.set(uri, { ...file, ...now, reading });
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
    const found = [...file.own, ...(this.#links.get(uri)?.findings ?? [])].filter((f) => !settings.accepts(f));
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

  /** Make a fix's edits. Answers false, with nothing changed, where a text is not the one the fix was made for, is or, by itself, becomes unreadable, or edits overlap. */
  apply(fix: Fix): boolean {
    const edited: [Source, Reading][] = [];
    for (const source of new Set(fix.edits.map((e) => e.at.source))) {
      const file = this.#files.get(source.uri);
      const edits = fix.edits.filter((e) => e.at.source === source);
      if (file?.source !== source || file.reading.broken || isOverlapping(edits)) return false;
      const after = applyEdits(source, edits);
      const reading = readApart(after, file.settings.launchType);
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
    copy.#links = new Layer(this.#links);
    copy.#dependents = new Layer(this.#dependents);
    copy.#modules = new Modules(this.#modules);
    copy.#builds = this.#builds;
    copy.#cluster = this.#cluster;
    copy.#roles = this.#roles;
    copy.#pins = this.#pins;
    copy.#repositories = this.#repositories;
    copy.#folders = this.#folders;
    copy.#changed = new Set(this.#changed);
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

  /** Do findings that span files point into this one? */
  #isLinked(uri: string): boolean {
    return this.#links.has(uri) || this.#dependents.has(uri);
  }

  /** The files to be joined again: all where Dockerfiles came or went, since names may mean others now; those with pods where what these see is new. */
  #toLink(): ReadonlySet<string> {
    if (this.#changed.size === 0 && this.#cluster && this.#roles && this.#pins && this.#repositories && this.#folders) return new Set();
    const all = this.#builds === undefined;
    this.#builds ??= buildsOf(Array.from(this.#files).flatMap(([uri, file]) => (isBuild(file) ? uri : [])));
    const pods = this.#cluster ? [] : Array.from(this.#files).flatMap(([uri, file]) => (file.reading.facts.pod.length > 0 ? uri : []));
    const users = this.#roles ? [] : Array.from(this.#files).flatMap(([uri, file]) => (mayUseRoles(file) ? uri : []));
    this.#cluster ??= clusterOf(Array.from(this.#files, ([uri, file]) => [uri, file.reading.facts] as const));
    const images = this.#pins && this.#repositories ? [] : Array.from(this.#files).flatMap(([uri, file]) => (hasImages(file.reading.facts) ? uri : []));
    this.#pins ??= pinsOf(Array.from(this.#files, ([, file]) => file.reading.facts));
    this.#repositories ??= repositoriesOf(Array.from(this.#files, ([uri, file]) => [uri, file.reading.facts] as const));
    this.#roles ??= rolesOf(Array.from(this.#files, ([, file]) => file.reading.facts));
    const builds = this.#folders ? [] : Array.from(this.#files).flatMap(([uri, file]) => (isBuild(file) ? uri : []));
    this.#folders ??= foldersOf(Array.from(this.#files, ([uri, file]) => [uri, file.reading.facts] as const));
    if (all) return new Set([...this.#files.keys(), ...this.#links.keys()]);
    const dependents = [...this.#changed].flatMap((uri) => [...(this.#dependents.get(uri) ?? [])]);
    return new Set([...this.#changed, ...dependents, ...pods, ...users, ...builds, ...images]);
  }

  /** Join the containers of a file and run the rules that need more than one file; answer whether its findings may have changed. */
  #link(uri: string): boolean {
    const had = this.#unlink(uri);
    const file = this.#files.get(uri);
    if (!file || !this.#builds || !this.#cluster || !this.#repositories || !this.#folders) return had;
    const { facts } = file.reading;
    if (facts.container.length === 0 && !isBuild(file) && !mayUseRoles(file)) return had;
    const joined = join(facts, this.#builds, (dockerfile) => this.#files.get(dockerfile)?.reading.facts.stage ?? []);
    const used = usedIn(facts, uri, this.#repositories, (defined) =>
      this.#files.get(defined.uri)?.reading.facts.repository.find((r) => r.address === defined.address),
    );
    const subjects = {
      deployment: joined.map((j) => j.deployment),
      placement: place(facts, uri, this.#cluster),
      roleUse: usesIn(facts, this.#roles ?? new Map()),
      repositoryUse: used.map((u) => u.use),
      reference: referencesIn(facts, this.#pins ?? new Map()),
      buildContext: isBuild(file) ? [contextOf(facts, uri, this.#folders, this.#shell.isComplete?.(uri) ?? false)].flatMap((c) => c ?? []) : [],
    };
    // What a service has of another Compose file is shown there, where nothing is joined.
    const found = run(file.settings.active.filter(isAcross), subjects, this.#shell.onCrash);
    const findings = file.reading.project ? found.filter((f) => f.at.source === file.source) : found;
    const others = new Set([...joined.flatMap((j) => j.dockerfile ?? []), ...used.map((u) => u.uri)]);
    this.#links.set(uri, { others, findings });
    for (const other of others) this.#dependents.set(other, new Set([...(this.#dependents.get(other) ?? []), uri]));
    return true;
  }

  /** Was it linked? */
  #unlink(uri: string): boolean {
    for (const other of this.#links.get(uri)?.others ?? []) {
      const dependents = [...(this.#dependents.get(other) ?? [])].filter((dependent) => dependent !== uri);
      if (dependents.length > 0) this.#dependents.set(other, new Set(dependents));
      else this.#dependents.delete(other);
    }
    return this.#links.delete(uri);
  }
}

/** Does the rule look at more than one file? */
const isAcross = ({ rule }: ActiveRule): boolean => across.has(rule.on);
const across: ReadonlySet<AnyRule["on"]> = new Set(["deployment", "placement", "roleUse", "repositoryUse", "buildContext", "reference"]);

const mayUseRoles = ({ reading }: File): boolean => reading.facts.serviceAccount.length + reading.facts.workload.length > 0;

const isBuild = (file: File | undefined): boolean => (file?.reading.facts.stage.length ?? 0) > 0;

const spotOf = ({ rule, at, message, key = "" }: Finding): string => `${rule.name} ${at.start} ${at.end} ${message} ${key}`;
/** What two files share is found through both. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => inOrder([...new Map(findings.map((f) => [spotOf(f), f])).values()]);
const sameAs = (some: readonly Finding[], others: readonly Finding[]): boolean =>
  some.length === others.length && some.every((f, i) => others.slice(i, i + 1).every((o) => spotOf(f) === spotOf(o)));

const namesOf = (active: readonly ActiveRule[]): ReadonlySet<string> => new Set(active.map((a) => a.rule.name));
