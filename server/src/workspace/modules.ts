import { type Reading, readKustomized, readProject, readTogether } from "../adapt/hosts.ts";
import { type Changes, type Kustomization, kustomizationNames } from "../adapt/kubernetes/kustomization.ts";
import { type Patch, patchesOf } from "../adapt/kubernetes/patches.ts";
import { argumentsOf, type Call, callsIn, unknownArguments } from "../adapt/terraform/calls.ts";
import { type Around, type Part, runsOf, taken } from "../adapt/terraform/part.ts";
import type { FileSettings } from "../engine/settings.ts";
import type { Source } from "../text/source.ts";
import { Layer } from "./layer.ts";
import { Relation } from "./relation.ts";

/** A file of the workspace, and what it was read as by itself. */
type Alone = (uri: string) => { readonly source: Source; readonly alone: Reading; readonly settings: FileSettings } | undefined;

/** Levels of modules that call each other, through which values are followed. */
const deepest = 8;

/**
 * Which files are to be read together: those of a Terraform folder, with files that they name, those of a Compose project, and a kustomization
 * with the manifests that it takes in. It holds addresses, and what is asked for;
 * texts stay with the workspace. A file that several modules name belongs to none of them.
 */
export class Modules {
  /** The files of each folder. */
  readonly #members: Layer<ReadonlySet<string>>;
  /** The files of values of Terraform below each folder, as far as a run of its module may be told to take them. */
  readonly #values: Layer<ReadonlySet<string>>;
  /** From folders to the files that they name. */
  readonly #named: Relation;
  /** From folders to the folders that they call. */
  readonly #called: Relation;
  /** The files that were read together with others the last time, by folder. */
  readonly #joined: Layer<ReadonlySet<string>>;
  #changed: Set<string>;

  constructor(of?: Modules) {
    this.#members = new Layer(of ? of.#members : undefined);
    this.#values = new Layer(of ? of.#values : undefined);
    this.#named = new Relation(of ? of.#named : undefined);
    this.#called = new Relation(of ? of.#called : undefined);
    this.#joined = new Layer(of ? of.#joined : undefined);
    this.#changed = new Set(of ? of.#changed : undefined);
  }

  /** A file came, changed or went. */
  change(uri: string, isPart: boolean, isThere: boolean): void {
    for (const folder of this.#named.from(uri)) this.#changed.add(folder);
    if (!isPart) return;
    const folder = folderOf(uri);
    put(this.#members, folder, uri, isThere);
    this.#changed.add(folder);
    const areValues = runsOf(uri) !== undefined;
    for (const above of foldersAbove(folder)) {
      if (areValues) put(this.#values, above, uri, isThere);
      if ([...(this.#values.get(above) ?? [])].some((other) => folderOf(other) === folder) || areValues) this.#changed.add(above);
    }
  }

  /** What the files are read as that may be read otherwise than the last time. */
  settle(alone: Alone): ReadonlyMap<string, Reading> {
    if (this.#changed.size === 0) return new Map();
    const open = this.#withCalled(alone);
    this.#changed = new Set();
    const readings = new Map<string, ReadonlyMap<string, Reading>>();
    const again = new Set<string>();
    for (const folder of open) {
      const { found, named } = this.#read(folder, alone);
      readings.set(folder, found);
      // A file that others name, too, or do no more, is another's than before.
      for (const uri of this.#named.set(folder, named)) for (const other of this.#named.from(uri)) again.add(other);
    }
    for (const folder of again) if (!open.has(folder) || this.#shares(folder)) readings.set(folder, this.#read(folder, alone).found);
    const all = new Map<string, Reading>();
    for (const [folder, found] of readings) {
      for (const uri of this.#joined.get(folder) ?? []) {
        const it = found.has(uri) ? undefined : alone(uri);
        if (it) all.set(uri, it.alone);
      }
      this.#joined.set(folder, new Set(found.keys()));
    }
    for (const found of readings.values()) for (const [uri, reading] of found) all.set(uri, reading);
    return all;
  }

  /** The folders that changed, and those that these call or called. */
  #withCalled(alone: Alone): ReadonlySet<string> {
    const open = new Set(this.#changed);
    for (const folder of open) {
      const now = new Set(this.#calls(folder, alone).map((call) => call.folder));
      for (const called of this.#called.set(folder, now)) open.add(called);
    }
    return open;
  }

  #shares = (folder: string): boolean => [...this.#named.to(folder)].some((uri) => this.#named.from(uri).size > 1);

  #parts(folder: string, alone: Alone): readonly Part[] {
    const partsOf = (uris: Iterable<string>): readonly Part[] => [...uris].sort().flatMap((uri) => alone(uri)?.alone.part ?? []);
    const own = partsOf(this.#members.get(folder) ?? []);
    const hasBlocks = (of: string): boolean => [...(this.#members.get(of) ?? [])].some((uri) => runsOf(uri) === undefined && alone(uri)?.alone.part);
    if (own.every((part) => part.assigns)) return own;
    const below = [...(this.#values.get(folder) ?? [])].filter((uri) => !hasBlocks(folderOf(uri)));
    return [...own, ...partsOf(below).map(taken)];
  }

  #calls(folder: string, alone: Alone): readonly (Call & { readonly folder: string })[] {
    return this.#parts(folder, alone).flatMap((part) =>
      callsIn(part).flatMap((call) => {
        const called = addressOf(folder, call.path);
        return called === undefined ? [] : [{ ...call, folder: `${called}/` }];
      }),
    );
  }

  #read(folder: string, alone: Alone): { readonly found: ReadonlyMap<string, Reading>; readonly named: ReadonlySet<string> } {
    const named = new Set<string>();
    const projects = this.#projects(folder, alone, named);
    const kustomized = this.#kustomized(folder, alone, named);
    const found = this.#readModule(folder, alone, named);
    return { found: projects.size + kustomized.size === 0 ? found : new Map([...kustomized, ...found, ...projects]), named };
  }

  /** The manifests that the kustomization of a folder takes in, some by way of others, as far as it or another changes them. */
  #kustomized(folder: string, alone: Alone, named: Set<string>): ReadonlyMap<string, Reading> {
    const own = this.#kustomization(folder, alone);
    const readings = new Map<string, Reading>();
    if (!own) return readings;
    const it = alone(own.source.uri);
    if (it) readings.set(own.source.uri, it.alone);
    const taken = new Set<string>();
    const open: (readonly [folder: string, Kustomization])[] = [[folder, own]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [from, { paths }] = next;
      for (const path of paths) {
        const uri = addressOf(from, path);
        if (uri === undefined || taken.has(uri)) continue;
        taken.add(uri);
        for (const address of [uri, ...kustomizationNames.map((name) => `${uri}/${name}`)]) named.add(address);
        const inner = this.#kustomization(`${uri}/`, alone);
        if (inner) open.push([`${uri}/`, inner]);
      }
    }
    const known = new Map<string, Changes>();
    const changesOf = (from: string): Changes => {
      const changes = known.get(from) ?? this.#changes(from, alone);
      known.set(from, changes);
      return changes;
    };
    for (const uri of taken) {
      const it = alone(uri);
      if (it?.alone.host !== "kubernetes") continue;
      const changes = [...new Set([folder, ...this.#named.from(uri)])].map(changesOf);
      const images = new Set(changes.flatMap((c) => [...c.images]));
      const all = changes.flatMap((c) => c.patches);
      // A patch is not patched.
      const patches = all.some((patch) => patch.uri === uri) ? [] : all;
      const reading = images.size + patches.length > 0 ? readKustomized(it.source, { images, patches }) : undefined;
      if (reading) readings.set(uri, reading);
    }
    return readings;
  }

  /** What the kustomization of a folder changes, with its components. */
  #changes(folder: string, alone: Alone): Changes {
    const images = new Set<string>();
    const patches: Patch[] = [];
    const folders = new Set([folder]);
    for (const from of folders) {
      const own = this.#kustomization(from, alone);
      for (const image of own?.images ?? []) images.add(image);
      for (const { path, text, target } of own?.patches ?? []) {
        const uri = path === undefined ? undefined : addressOf(from, path);
        const written = text ?? (uri === undefined ? undefined : alone(uri)?.source.text);
        if (written !== undefined) patches.push(...patchesOf(written, target, uri ?? ""));
      }
      for (const path of own?.components ?? []) {
        const uri = addressOf(from, path);
        if (uri !== undefined) folders.add(`${uri}/`);
      }
    }
    return { images, patches };
  }

  #kustomization(folder: string, alone: Alone): Kustomization | undefined {
    return kustomizationNames.map((name) => alone(folder + name)?.alone.kustomization).find((k) => k !== undefined);
  }

  /** The files of a folder that are parts of Compose projects. */
  #projects(folder: string, alone: Alone, named: Set<string>): ReadonlyMap<string, Reading> {
    const parts = [...(this.#members.get(folder) ?? [])].sort().flatMap((uri) => alone(uri)?.alone.project ?? []);
    const find = (path: string): Source | undefined => {
      const uri = addressOf(folder, path);
      if (uri !== undefined) named.add(uri);
      return uri === undefined ? undefined : alone(uri)?.source;
    };
    return parts.length === 0 ? new Map() : readProject(parts, find, (source) => alone(source.uri)?.alone);
  }

  #readModule(folder: string, alone: Alone, named: Set<string>): ReadonlyMap<string, Reading> {
    const parts = this.#parts(folder, alone);
    if (!parts.some((p) => p.mayBeRelevant)) return readByThemselves(parts, alone);
    const file: Around["file"] = (path) => {
      const uri = addressOf(folder, path);
      if (uri === undefined) return undefined;
      named.add(uri);
      const it = alone(uri);
      const isShared = [...this.#named.from(uri)].some((other) => other !== folder);
      return isShared || it?.alone.part ? undefined : it?.source;
    };
    const launchType = parts.map(({ source }) => alone(source.uri)?.settings.launchType).find((type) => type !== undefined);
    return readTogether(parts, { file, given: this.#given(folder, alone, deepest), launchType }, (source) => alone(source.uri)?.alone);
  }

  /** What a module is given for its variables by those that call it. Of several nothing is known. */
  #given(folder: string, alone: Alone, depth: number): Around["given"] {
    const callers = [...this.#called.from(folder)].flatMap((caller) =>
      this.#calls(caller, alone).flatMap((call) => (call.folder === folder ? [{ caller, call }] : [])),
    );
    const [only] = callers;
    if (!only) return new Map();
    if (callers.length > 1 || depth === 0 || only.caller === folder) {
      return new Map(callers.flatMap(({ call }) => [...unknownArguments(call)]));
    }
    return argumentsOf(only.call, this.#parts(only.caller, alone), this.#given(only.caller, alone, depth - 1));
  }
}

const readByThemselves = (parts: readonly Part[], alone: Alone): ReadonlyMap<string, Reading> =>
  new Map(
    parts.flatMap(({ source }) => {
      const it = alone(source.uri);
      return it ? [[source.uri, it.alone] as const] : [];
    }),
  );

function put(layer: Layer<ReadonlySet<string>>, key: string, uri: string, isThere: boolean): void {
  const others = layer.get(key) ?? new Set();
  if (others.has(uri) !== isThere) layer.set(key, new Set(isThere ? [...others, uri] : [...others].filter((o) => o !== uri)));
}

/** `m/env/prod/` is two levels below `m/`, as deep as values of a module lie as a rule. */
const foldersAbove = (folder: string): readonly string[] => {
  const above = folderOf(folder.slice(0, -1));
  return [above, folderOf(above.slice(0, -1))].filter((path, i, all) => path !== "" && path !== folder && path !== all[i - 1]);
};

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf("/") + 1);

/** The address of a path that is seen from a folder; undefined for one that leads out of all there is. A folder's ends in a slash. */
function addressOf(folder: string, path: string): string | undefined {
  if (/^(?:\/|~|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)) return undefined;
  const segments = folder.split("/").slice(0, -1);
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") segments.push(folder.includes(":") ? encodeURIComponent(step) : step);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}
