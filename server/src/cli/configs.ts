import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Baseline } from "../engine/baseline.ts";
import { type Config, configNames, defaults, type Problem, readConfig } from "../engine/config.ts";
import { matcher } from "../engine/glob.ts";
import { type FileSettings, settingsIn } from "../engine/settings.ts";
import type { AnyRule, Preset } from "../kit/rule.ts";
import { readText } from "../platform/node/text-file.ts";
import { Source } from "../text/source.ts";
import { baselineAt, under } from "./baselines.ts";
import { Refusal } from "./exit.ts";

export interface ConfigChoice {
  /** The one file that holds for all, or false for none; where left out, the nearest up the tree holds for each file. */
  readonly config?: string | false;
  /** Above what the configuration says. */
  readonly preset?: Preset;
  /** The one file that holds what is known, or false for none; where left out, what the configuration names. */
  readonly baseline?: string | false;
}

interface Held {
  readonly folder: string;
  /** Of a file, by its path below the folder. */
  readonly settings: (path: string) => FileSettings;
  /** The path of the baseline, if there is one. */
  readonly baseline: string | undefined;
  readonly isExcluded: (path: string) => boolean;
}

/** The configuration of each file, read once. */
export class Configs {
  /** Of all configurations that were read so far. */
  readonly problems: Problem[] = [];
  readonly #rules: readonly AnyRule[];
  readonly #choice: ConfigChoice;
  readonly #today = new Date().toISOString().slice(0, 10);
  readonly #byFolder = new Map<string, Held>();
  readonly #only: Held | undefined;
  readonly #baselines = new Map<string, Baseline>();

  constructor(rules: readonly AnyRule[], choice: ConfigChoice) {
    this.#rules = rules;
    this.#choice = choice;
    if (choice.config === false) this.#only = this.#held(process.cwd(), defaults);
    else if (choice.config !== undefined) this.#only = this.#read(resolve(choice.config));
  }

  settings(path: string): FileSettings {
    const { folder, settings, baseline } = this.#for(dirname(path));
    const own = settings(below(folder, path));
    return baseline === undefined ? own : under(own, this.#baseline(baseline), baseline, path);
  }

  #baseline(path: string): Baseline {
    const known = this.#baselines.get(path) ?? baselineAt(path);
    this.#baselines.set(path, known);
    return known;
  }

  isExcluded(path: string, folder: boolean): boolean {
    const held = this.#for(dirname(path));
    return held.isExcluded(below(held.folder, path) + (folder ? "/" : ""));
  }

  #for(folder: string): Held {
    if (this.#only) return this.#only;
    const known = this.#byFolder.get(folder);
    if (known) return known;
    const name = configNames.find((n) => existsSync(join(folder, n)));
    const parent = dirname(folder);
    const held = name ? this.#read(join(folder, name)) : parent === folder ? this.#held(folder, defaults) : this.#for(parent);
    this.#byFolder.set(folder, held);
    return held;
  }

  #read(path: string): Held {
    const file = readText(path);
    if (!("text" in file)) throw new Refusal(`the configuration ${path} ${file.reason}`);
    const { config, problems } = readConfig(new Source(pathToFileURL(path).href, file.text), this.#rules);
    this.problems.push(...problems);
    return this.#held(dirname(path), config);
  }

  #held(folder: string, config: Config): Held {
    const { preset = config.preset, baseline = config.baseline && join(folder, config.baseline) } = this.#choice;
    return {
      folder,
      settings: settingsIn({ ...config, preset }, this.#rules, this.#today),
      baseline: baseline ? resolve(baseline) : undefined,
      isExcluded: matcher(config.exclude),
    };
  }
}

export const isConfig = (path: string): boolean => configNames.some((n) => n === basename(path));

const below = (folder: string, path: string): string => relative(folder, path).replaceAll(sep, "/");
