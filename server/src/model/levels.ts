import { type Level, type Service, serviceOf } from "../knowledge/iam/catalogue.ts";
import { remembered } from "../knowledge/remembered.ts";

/** No more than this many patterns are one that a person reads. */
const most = 24;

/**
 * Patterns that stand for the service's actions of those levels, as AWS names them today, and for no other: a verb with `*` where all that
 * begins so is of them, else the action itself. Undefined where that would be none, all of the service, or a long list.
 */
export const patternsOfLevels = (prefix: string, levels: readonly Level[]): readonly string[] | undefined =>
  found(`${prefix} ${levels.map((level) => letters[level]).join("")}`);

const found = remembered((asked): readonly string[] | undefined => {
  const [prefix = "", wanted = ""] = asked.split(" ");
  const service = serviceOf(prefix);
  if (!service) return undefined;
  const isWanted = service.names.map((_, i) => wanted.includes(service.levels[i] ?? "?"));
  if (!isWanted.includes(true) || !isWanted.includes(false)) return undefined;
  const verbs = new Map<string, boolean>();
  for (const [i, verb] of verbsOf(service).entries()) verbs.set(verb, (verbs.get(verb) ?? true) && isWanted[i] === true);
  // `Get*` is `GetX` and `GetawayX`, too.
  const isWhole = (verb: string): boolean =>
    verbs.get(verb) === true && service.lowerNames.every((name, i) => isWanted[i] === true || !name.startsWith(verb.toLowerCase()));
  const patterns = new Set(
    verbsOf(service).flatMap((verb, i) => (isWanted[i] ? [`${service.prefix}:${isWhole(verb) ? `${verb}*` : service.names[i]}`] : [])),
  );
  return patterns.size <= most ? [...patterns] : undefined;
});

const letters: Readonly<Record<Level, string>> = { List: "l", Read: "r", Write: "w", Tagging: "t", "Permissions management": "p" };

/** The first word of each action's name: `Describe` of `DescribeTasks`. */
const verbsOf = ({ names }: Service): readonly string[] => names.map((name) => /^[A-Z][a-z]+/.exec(name)?.[0] ?? name);
