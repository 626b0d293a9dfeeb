import type { Level, RuleSetting } from "../engine/config.ts";
import { type Preset, presets, severities } from "../kit/rule.ts";
import { type LaunchType, launchTypeNames, launchTypes } from "../model/launch-type.ts";
import { isRecord } from "./client.ts";

/** What a person sets in the editor, for one folder. */
export interface Preferences {
  readonly enable: boolean;
  /** Holds where no configuration file does. */
  readonly preset: Preset;
  /** Where tasks of ECS run of which no file says it; holds where no configuration file does. */
  readonly launchType: LaunchType | undefined;
  /** Grades on top of all else. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly exclude: readonly string[];
  /** Are files shown that are not open: after a scan only, or from the start? */
  readonly workspaceDiagnostics: "onScan" | "always";
  /** Is it shown how many actions a wildcard in a policy stands for? */
  readonly actionCounts: boolean;
}

/** Read the section `plimsoll`. What is missing or wrong is the default. */
export function readPreferences(section: unknown): Preferences {
  const written = isRecord(section) ? section : {};
  const { enable, preset, launchType, rules, exclude, workspaceDiagnostics, actionCounts } = written;
  return {
    enable: enable !== false,
    preset: presets.find((p) => p === preset) ?? "recommended",
    launchType: launchTypeNames.flatMap((name) => (name === launchType ? launchTypes[name] : []))[0],
    rules: Object.fromEntries(
      Object.entries(isRecord(rules) ? rules : {}).flatMap(([name, grade]) => {
        const severity = levels.find((l) => l === grade);
        return severity ? [[name, { severity }]] : [];
      }),
    ),
    exclude: Array.isArray(exclude) ? exclude.filter((e) => typeof e === "string") : [],
    workspaceDiagnostics: workspaceDiagnostics === "always" ? "always" : "onScan",
    actionCounts: actionCounts === true,
  };
}

const levels: readonly Level[] = [...severities, "off"];
