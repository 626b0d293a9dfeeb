import { nearest } from "../kit/nearest.ts";
import { type AnyRule, type Options, type Preset, presets, type Severity, severities } from "../kit/rule.ts";
import { type LaunchType, launchTypeNames, launchTypes } from "../model/launch-type.ts";
import { parseJson } from "../syntax/json.ts";
import { get, literal, type MapNode, maps, type Node, oneOrMany, type Parsed, values } from "../syntax/tree.ts";
import { parseYaml } from "../syntax/yaml.ts";
import type { Place, Source } from "../text/source.ts";

/** `.plimsoll.yaml` or `.plimsoll.json`: what a team decided. The nearest file up the tree holds, alone. */
export interface Config {
  readonly preset: Preset;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Where tasks of ECS run of which no file says it. */
  readonly launchType?: LaunchType | undefined;
  readonly overrides: readonly Override[];
  readonly exceptions: readonly Exception[];
  /** Files that are not read at all; patterns as in .gitignore. */
  readonly exclude: readonly string[];
  /** The file of findings that are known already, relative to the configuration. */
  readonly baseline?: string;
}
export type Level = Severity | "off";
export interface RuleSetting {
  readonly severity?: Level;
  readonly options?: Options;
}
export interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly launchType?: LaunchType | undefined;
}
/** A risk that a team accepts on paper, for files without comments too. */
export interface Exception {
  readonly rule: string;
  readonly files: readonly string[];
  /** The address of what may have the finding; all of the file's where left out. */
  readonly subject?: string;
  readonly reason: string;
  /** ISO date of the last day on which it holds. */
  readonly until?: string;
}

/** A mistake in a configuration file. What is right beside it still holds. */
export interface Problem {
  readonly at: Place;
  readonly message: string;
}

export const configNames = [".plimsoll.yaml", ".plimsoll.yml", ".plimsoll.json", ".plimsoll.jsonc"] as const;
export const defaults: Config = { preset: "recommended", rules: {}, overrides: [], exceptions: [], exclude: [] };

/** A configuration as a tree: JSON or YAML, as its name says. */
export const parseConfig = (source: Source): Parsed => (/\.jsonc?$/.test(source.uri) ? parseJson(source) : parseYaml(source));

/** Read a configuration. Never throws: each mistake is a problem, and the defaults stand in for it. */
export function readConfig(source: Source, rules: readonly AnyRule[]): { readonly config: Config; readonly problems: readonly Problem[] } {
  const { roots, broken } = parseConfig(source);
  const problems: Problem[] = [];
  const [root] = roots;
  if (broken) problems.push({ at: source.at(0), message: "This configuration cannot be read completely." });
  if (root?.kind !== "map") {
    if (root)
      problems.push({
        at: root.at,
        message: "A configuration is a map with the keys preset, launchType, rules, overrides, exceptions, exclude and baseline.",
      });
    return { config: defaults, problems };
  }
  const reader = new Reader(rules, problems);
  reader.keys(root, ["$schema", "preset", "launchType", "rules", "overrides", "exceptions", "exclude", "baseline"]);
  const [baseline] = reader.texts(get(root, "baseline"));
  return {
    config: {
      preset: reader.oneOf(get(root, "preset"), presets) ?? defaults.preset,
      launchType: reader.launchType(get(root, "launchType")),
      rules: reader.rules(get(root, "rules")),
      overrides: maps(values(get(root, "overrides"))).map((o) => reader.override(o)),
      exceptions: maps(values(get(root, "exceptions"))).flatMap((e) => reader.exception(e)),
      exclude: reader.texts(get(root, "exclude")),
      ...(baseline === undefined ? {} : { baseline }),
    },
    problems,
  };
}

/** Reads parts and collects what is wrong with them. */
class Reader {
  readonly #known: ReadonlyMap<string, AnyRule>;
  readonly #problems: Problem[];

  constructor(rules: readonly AnyRule[], problems: Problem[]) {
    this.#known = new Map(rules.flatMap((r) => [r.name, ...(r.was ?? [])].map((name) => [name, r] as const)));
    this.#problems = problems;
  }

  keys(map: MapNode, allowed: readonly string[]): void {
    for (const { key, keyAt } of map.entries) {
      if (!allowed.includes(key)) this.#problem(keyAt, `Unknown key "${key}".${hint(nearest(key, allowed))}`);
    }
  }

  oneOf<T extends string>(node: Node | undefined, allowed: readonly T[]): T | undefined {
    if (!node) return undefined;
    // YAML 1.1 habits: a bare `off` may arrive as false.
    const written = node.kind === "scalar" && node.value === false ? "off" : literal(node);
    const found = allowed.find((a) => a === written);
    if (found === undefined) this.#problem(node.at, `Must be one of ${allowed.join(", ")}.`);
    return found;
  }

  launchType(node: Node | undefined): LaunchType | undefined {
    const name = this.oneOf(node, launchTypeNames);
    return name && launchTypes[name];
  }

  texts(node: Node | undefined): readonly string[] {
    return oneOrMany(node).flatMap((item) => {
      const text = literal(item);
      if (text === undefined) this.#problem(item.at, "Must be a text.");
      return text ?? [];
    });
  }

  rules(node: Node | undefined): Readonly<Record<string, RuleSetting>> {
    if (!node) return {};
    if (node.kind !== "map") {
      this.#problem(node.at, "Must be a map from rule names to severities.");
      return {};
    }
    return Object.fromEntries(node.entries.flatMap(({ key, keyAt, value }) => (this.#rule(key, keyAt) ? [[key, this.#setting(key, value)]] : [])));
  }

  override(map: MapNode): Override {
    this.keys(map, ["files", "rules", "launchType"]);
    const launchType = this.launchType(get(map, "launchType"));
    return { files: this.texts(get(map, "files")), rules: this.rules(get(map, "rules")), ...(launchType ? { launchType } : {}) };
  }

  exception(map: MapNode): readonly Exception[] {
    this.keys(map, ["rule", "files", "subject", "reason", "until"]);
    const named = get(map, "rule");
    const name = literal(named);
    const [reason] = this.texts(get(map, "reason"));
    const [subject] = this.texts(get(map, "subject"));
    const until = this.#date(get(map, "until"));
    if (named === undefined || name === undefined) {
      this.#problem(map.at, "An exception names the rule that it accepts findings of.");
      return [];
    }
    if (!reason) this.#problem(map.at, "An exception says its reason.");
    if (!this.#rule(name, named.at) || !reason) return [];
    const files = this.texts(get(map, "files"));
    if (files.length === 0) this.#problem(map.at, "An exception names the files that it is for.");
    return [{ rule: name, files, reason, ...(subject === undefined ? {} : { subject }), ...(until === undefined ? {} : { until }) }];
  }

  #setting(name: string, node: Node): RuleSetting {
    if (node.kind !== "map") {
      const severity = this.oneOf(node, [...severities, "off"]);
      return severity ? { severity } : {};
    }
    this.keys(node, ["severity", "options"]);
    const severity = this.oneOf(get(node, "severity"), [...severities, "off"]);
    return { ...(severity ? { severity } : {}), options: this.#options(name, get(node, "options")) };
  }

  /** An option is of the type of its default. */
  #options(name: string, node: Node | undefined): Options {
    const known = this.#known.get(name)?.options ?? {};
    if (node?.kind !== "map") return {};
    this.keys(node, Object.keys(known));
    return Object.fromEntries(
      node.entries.flatMap(({ key, value }): readonly (readonly [string, Options[string]])[] => {
        const byDefault = known[key];
        if (byDefault === undefined) return [];
        if (Array.isArray(byDefault)) return [[key, this.texts(value)]];
        if (value.kind === "scalar" && typeof value.value === typeof byDefault && value.value !== null) return [[key, value.value]];
        this.#problem(value.at, `Must be a ${typeof byDefault}.`);
        return [];
      }),
    );
  }

  #rule(name: string, at: Place): boolean {
    if (this.#known.has(name)) return true;
    this.#problem(at, `There is no rule "${name}".${hint(nearest(name, [...this.#known.keys()]))}`);
    return false;
  }

  #date(node: Node | undefined): string | undefined {
    const text = literal(node);
    if (node && (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text))) this.#problem(node.at, "Must be a date such as 2027-03-31.");
    return text;
  }

  #problem(at: Place, message: string): void {
    this.#problems.push({ at, message });
  }
}

const hint = (name: string | undefined): string => (name ? ` Did you mean "${name}"?` : "");
