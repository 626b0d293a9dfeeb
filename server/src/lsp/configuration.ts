import { type Baseline, fresh, readBaseline } from "../engine/baseline.ts";
import { type Config, configNames, defaults, type Problem, readConfig } from "../engine/config.ts";
import { matcher } from "../engine/glob.ts";
import { type FileSettings, settingsFor } from "../engine/settings.ts";
import type { Source } from "../text/source.ts";
import type { Host } from "./host.ts";
import { type Preferences, readPreferences } from "./preferences.ts";
import { basename, canonical, joined, parent, relative } from "./uri.ts";

/** A configuration file and the folder that it holds for. */
export interface ConfigFile {
  readonly folder: string;
  readonly source: Source;
  readonly config: Config;
  readonly problems: readonly Problem[];
  /** The file of findings that are known already, where the configuration names one, and what it holds. */
  readonly baseline: { readonly uri: string; readonly holds: Baseline | undefined } | undefined;
}

/** Where the configuration comes from. */
export interface Origin {
  /** The section `plimsoll` as the client's user has set it for a folder, or for what is in none. */
  section(folder: string | undefined): Promise<unknown>;
  /** The newest text of a file, an editor's before the disk's. */
  text(uri: string): Promise<Source | undefined>;
  error(what: string, error: unknown): void;
}

export const isConfig = (uri: string): boolean => configNames.some((name) => name === basename(uri));

/** What the teams' files and the person's settings say of each file, read once and kept until `forget`. */
export class Configuration {
  readonly #host: Host;
  readonly #origin: Origin;
  #folders: readonly string[];
  #preferences = new Map<string, Once<Preferences>>();
  #files = new Map<string, Once<ConfigFile | undefined>>();

  constructor(host: Host, origin: Origin, folders: readonly string[]) {
    this.#host = host;
    this.#origin = origin;
    this.#folders = folders;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }
  set folders(folders: readonly string[]) {
    this.#folders = folders;
    this.forget();
  }

  /** Read what holds for a file, unless that is known already: then nothing needs to be waited for. */
  load(uri: string): Promise<void> | undefined {
    const preferences = this.#preferencesOf(uri);
    const file = this.#nearest(uri);
    if (preferences.done && file.done) return undefined;
    return Promise.all([preferences.promise, file.promise]).then(() => undefined);
  }

  /** What holds for a file. `load` first. */
  of(uri: string): FileSettings {
    const preferences = this.preferences(uri);
    const file = this.file(uri);
    if (!preferences.enable || this.excludes(uri)) return { active: [], accepts: () => false };
    const config = file?.config ?? { ...defaults, preset: preferences.preset, launchType: preferences.launchType };
    const graded = { ...config, overrides: [...config.overrides, { files: ["*"], rules: preferences.rules }] };
    const folder = file?.folder ?? this.folderOf(uri);
    const settings = settingsFor(graded, (folder && relative(folder, uri)) ?? basename(uri), this.#host.rules, this.#host.today());
    const { holds, uri: baseline = "" } = file?.baseline ?? {};
    const path = holds && relative(parent(baseline) ?? "", uri);
    return holds && path !== undefined ? { ...settings, fresh: (findings) => fresh(holds, path, findings) } : settings;
  }

  /** Is a file one that a configuration names as its baseline? */
  isBaseline(uri: string): boolean {
    return this.files.some(({ baseline }) => baseline !== undefined && canonical(baseline.uri) === canonical(uri));
  }

  /** Is a file one that the team or the person does not want to be read? `load` first. */
  excludes(uri: string): boolean {
    const file = this.file(uri);
    const folder = this.folderOf(uri);
    const byTeam = file && relative(file.folder, uri);
    const byPerson = folder && relative(folder, uri);
    return (
      (byTeam !== undefined && matcher(file?.config.exclude ?? [])(byTeam)) ||
      (byPerson !== undefined && matcher(this.preferences(uri).exclude)(byPerson))
    );
  }

  preferences(uri: string): Preferences {
    return this.#preferencesOf(uri).value ?? readPreferences(undefined);
  }
  /** The configuration file that holds for a file. `load` first. */
  file(uri: string): ConfigFile | undefined {
    return this.#nearest(uri).value;
  }
  /** All configuration files that were read. */
  get files(): readonly ConfigFile[] {
    return [...new Set(Array.from(this.#files.values(), (f) => f.value).filter((f) => f !== undefined))];
  }

  /** The innermost workspace folder around a file. */
  folderOf(uri: string): string | undefined {
    return this.#folders
      .filter((f) => canonical(f) === canonical(uri) || relative(f, uri) !== undefined)
      .toSorted((a, b) => b.length - a.length)
      .at(0);
  }

  /** Something changed: read anew what is asked for. */
  forget(): void {
    this.#preferences = new Map();
    this.#files = new Map();
  }

  #preferencesOf(uri: string): Once<Preferences> {
    const folder = this.folderOf(uri);
    return remembered(this.#preferences, folder ?? "", () =>
      this.#origin.section(folder).then(readPreferences, (error) => {
        this.#origin.error("workspace/configuration", error);
        return readPreferences(undefined);
      }),
    );
  }

  /** A disk is searched up to its root, as the command line does; all else up to the workspace folder. */
  #nearest(uri: string): Once<ConfigFile | undefined> {
    const folder = parent(uri);
    if (folder === undefined) return known(undefined);
    return remembered(this.#files, canonical(folder), async () => {
      const own = await this.#read(folder);
      const root = this.folderOf(uri);
      const outermost = !folder.startsWith("file:") && (root === undefined || canonical(root) === canonical(folder));
      if (own || outermost) return own;
      const above = this.#nearest(folder);
      return above.done ? above.value : above.promise;
    });
  }

  async #read(folder: string): Promise<ConfigFile | undefined> {
    for (const name of configNames) {
      const source = await this.#origin.text(`${folder}/${name}`);
      if (!source) continue;
      const { config, problems } = readConfig(source, this.#host.rules);
      const baseline = config.baseline === undefined ? undefined : joined(folder, config.baseline);
      if (baseline === undefined) return { folder, source, config, problems, baseline };
      const text = await this.#origin.text(baseline);
      return { folder, source, config, problems, baseline: { uri: baseline, holds: text && readBaseline(text) } };
    }
    return undefined;
  }
}

/** A value that is read once: known at once from the second time on. */
interface Once<T> {
  readonly promise: Promise<T>;
  done: boolean;
  value: T | undefined;
}

function remembered<T>(memory: Map<string, Once<T>>, key: string, read: () => Promise<T>): Once<T> {
  const held = memory.get(key);
  if (held) return held;
  const once: Once<T> = {
    done: false,
    value: undefined,
    promise: Promise.resolve()
      .then(read)
      .then((value) => {
        once.done = true;
        once.value = value;
        return value;
      }),
  };
  memory.set(key, once);
  return once;
}

const known = <T>(value: T): Once<T> => ({ done: true, value, promise: Promise.resolve(value) });
