import type { AnyRule, Preset } from "../kit/rule.ts";
import type { LaunchType } from "../model/launch-type.ts";
import type { Config, Exception, RuleSetting } from "./config.ts";
import { matcher } from "./glob.ts";
import type { ActiveRule, Finding } from "./run.ts";

/** All that the configuration says of one file. */
export interface FileSettings {
  readonly active: readonly ActiveRule[];
  /** Where tasks of ECS run of which the file does not say it. */
  readonly launchType?: LaunchType | undefined;
  /** Is the finding one that the team has accepted? */
  accepts(finding: Finding): boolean;
  /** Those of the file's findings that its baseline does not hold. All of them where there is none, and where this is left out. */
  fresh?(findings: readonly Finding[]): readonly Finding[];
}

/** What holds for the file at `path`, relative to the configuration's folder. `today` is an ISO date: exceptions end. */
export const settingsFor = (config: Config, path: string, rules: readonly AnyRule[], today: string): FileSettings =>
  settingsIn(config, rules, today)(path);

/** The same for many files of one configuration: its patterns are read once, and files for which the same holds share it. */
export function settingsIn(config: Config, rules: readonly AnyRule[], today: string): (path: string) => FileSettings {
  const overrides = config.overrides.map((o) => ({ matches: matcher(o.files), rules: o.rules, launchType: o.launchType }));
  const exceptions = config.exceptions.flatMap((e) =>
    e.until === undefined || today <= e.until ? [{ matches: matcher(e.files), exception: e }] : [],
  );
  const active = new Map<string, readonly ActiveRule[]>();
  return (path) => {
    const holds = overrides.map((o) => o.matches(path));
    const key = holds.join();
    let wanted = active.get(key);
    if (!wanted) {
      const layers = [config.rules, ...overrides.filter((_, i) => holds[i]).map((o) => o.rules)];
      wanted = rules.flatMap((rule) => activeRule(rule, layers, config.preset));
      active.set(key, wanted);
    }
    const accepted = exceptions.filter((e) => e.matches(path));
    const launchType = overrides.findLast((o, i) => holds[i] && o.launchType)?.launchType ?? config.launchType;
    return { active: wanted, launchType, accepts: (finding) => accepted.some((e) => covers(e.exception, finding)) };
  };
}

/** Every rule of a preset with its defaults: what holds where nothing is configured. */
export const defaultSettings = (rules: readonly AnyRule[], preset: Preset = "recommended"): FileSettings => ({
  active: rules.flatMap((rule) => activeRule(rule, [], preset)),
  accepts: () => false,
});

function activeRule(rule: AnyRule, layers: readonly Readonly<Record<string, RuleSetting>>[], preset: Preset): readonly ActiveRule[] {
  const settings = layers.flatMap((layer) => layer[rule.name] ?? rule.was?.map((old) => layer[old]).find((s) => s) ?? []);
  const severity = settings.findLast((s) => s.severity !== undefined)?.severity;
  // A rule that is graded by hand is wanted, whatever the preset.
  const wanted = severity === undefined ? isIn(rule, preset) : severity !== "off";
  if (!wanted) return [];
  const options = Object.assign({}, rule.options, ...settings.map((s) => s.options));
  return [{ rule, severity: severity === "off" ? undefined : severity, options, lowConfidence: preset === "strict" || preset === "all" }];
}

const covers = (exception: Exception, { rule, subject }: Finding): boolean =>
  (exception.rule === rule.name || (rule.was ?? []).includes(exception.rule)) && (exception.subject === undefined || exception.subject === subject);

/** Is a rule in a preset? */
const isIn = ({ preset: own = "recommended" }: AnyRule, preset: Preset): boolean => own === "recommended" || own === preset || preset === "all";
