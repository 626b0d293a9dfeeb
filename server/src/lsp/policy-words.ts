import { type Action, actionNamed, type ConditionKey, dataDate, type Level, type ResourceType, serviceOf } from "../knowledge/iam/catalogue.ts";
import { selfHelp } from "../knowledge/iam/escalations.ts";
import { globalKeys, keyNamed } from "../knowledge/iam/global-keys.ts";
import { managedPoliciesDate, managedPolicyNamed } from "../knowledge/iam/managed-policies.ts";
import { managedPowerWords } from "../knowledge/iam/managed-power.ts";
import { credentials, secrets, stores } from "../knowledge/iam/powers.ts";
import { actionsOf, both, countOf, namesIn } from "../model/action-set.ts";
import { setOf } from "../model/permissions.ts";
import type { Statement } from "../model/policy.ts";
import type { Spot } from "./policy-spot.ts";

/** What AWS says of what stands in a policy, as Markdown; undefined where it says nothing. */
export function describe({ what, text }: Spot): string | undefined {
  switch (what) {
    case "action":
      return /[*?]/.test(text) ? wildcard(text) : action(text);
    case "resource":
      return resource(text);
    case "key":
      return key(text);
    case "managed":
      return managed(text);
    default:
      return undefined;
  }
}

const asOf = (): string => `_AWS's Service Authorization Reference as of ${dataDate()}_`;

function action(text: string): string | undefined {
  const known = actionNamed(text);
  if (!known) return undefined;
  const types = known.resources.map(({ type, required }) => `\`${type.name}\`${required ? "" : " (optional)"}`);
  const keys = known.conditionKeys.map((k) => `\`${k.name}\``);
  return [
    `**${known.name}** · ${known.level}`,
    types.length > 0 ? `Can be limited to ${types.join(", ")}.` : "Takes no resource but `*`.",
    ...(keys.length > 0 ? [`Condition keys of its own: ${keys.join(", ")}.`] : []),
    asOf(),
  ].join("\n\n");
}

/** The most telling first. */
const levels: readonly Level[] = ["Permissions management", "Write", "Tagging", "Read", "List"];
/** How many names of each level are shown. */
const most = 12;

function wildcard(text: string): string {
  const set = actionsOf(text);
  const count = countOf(set);
  if (count === 0) return `\`${text}\` matches no action.\n\n${asOf()}`;
  // Everything at once is not taken apart: the number says enough.
  const names = count > 2000 ? [] : namesIn(set);
  const levelOf = new Map(names.map((name) => [name, actionNamed(name)?.level]));
  const lines = levels.flatMap((level) => {
    const all = names.filter((name) => levelOf.get(name) === level);
    return all.length > 0 ? [`- ${level}, ${all.length}: ${listOf(all)}`] : [];
  });
  const telling = namesIn(both(set, sensitive()));
  const first = telling.length > 0 ? [`Sensitive, ${telling.length}: ${listOf(telling)}`] : [];
  return [`**${text}** · ${count === 1 ? "1 action" : `${count} actions`}`, ...first, ...(lines.length > 0 ? [lines.join("\n")] : []), asOf()].join(
    "\n\n",
  );
}

const listOf = (names: readonly string[]): string =>
  names
    .slice(0, most)
    .map((name) => `\`${name}\``)
    .join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");

/** What hands out credentials, reads secrets and data, and gives every other right; what changes permissions is told by its level. */
const sensitive = setOf(selfHelp, credentials, secrets, stores, ["iam:PassRole"]);

function resource(text: string): string | undefined {
  if (!/^arn:[^:]*:[\w-]+:/.test(text)) return undefined;
  const [, , prefix = "", region = "", account = "", ...rest] = text.split(":");
  const name = rest.join(":");
  const types = serviceOf(prefix)?.resourceTypes ?? [];
  const type = types.find((t) => t.arns.some((arn) => beginsAlike(arn, name)));
  if (!type) return undefined;
  const where = [
    account === "" ? "" : account === "*" ? "any account" : `account ${account}`,
    region === "" ? "" : region === "*" ? "any Region" : region,
  ];
  return [
    `**${prefix} ${type.name}**${where
      .filter((w) => w !== "")
      .map((w) => ` · ${w}`)
      .join("")}`,
    ...type.arns.map((arn) => `\`${arn}\``),
    asOf(),
  ].join("\n\n");
}

/** Does the last part of an ARN begin as a template's does before its first variable? */
function beginsAlike(template: string, name: string): boolean {
  const [literal = ""] = template.split(":").slice(5).join(":").split("${");
  return literal !== "" && name.startsWith(literal);
}

function managed(text: string): string | undefined {
  const known = managedPolicyNamed(text.split("/").at(-1) ?? "");
  if (!known || !/^(?:arn:aws[a-z-]*:iam::aws:policy\/|[\w+=.@-]+$)/.test(text)) return undefined;
  const gives = known.powers.map((power) => `- ${managedPowerWords[power]}`);
  return [
    `**${known.name}** · AWS's own`,
    gives.length > 0 ? `On every resource, whoever has it\n\n${gives.join("\n")}` : "Nothing that Plimsoll's rules warn of.",
    `[Its latest version](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${known.name}.html)`,
    `_As of ${managedPoliciesDate()}_`,
  ].join("\n\n");
}

function key(text: string): string | undefined {
  const known = keyNamed(text);
  return (
    known &&
    [`**${known.name}** · ${typeOf(known)}`, ...(known.many ? ["Holds several values: ask with `ForAnyValue` or `ForAllValues`."] : []), asOf()].join(
      "\n\n",
    )
  );
}
export const typeOf = ({ type, many }: ConditionKey): string => `${type}${many ? ", several" : ""}`;

/** The actions of a statement that are named in full. */
const namedActions = ({ actions }: Statement): readonly Action[] => actions.items.flatMap((a) => actionNamed(a.value ?? "") ?? []);

/** The services that a statement is about. */
const servicesIn = ({ actions }: Statement): readonly string[] => [
  ...new Set(actions.items.flatMap((a) => a.value?.split(":")[0]?.toLowerCase() ?? [])),
];

/** The keys that requests of the statement's actions have: their own, those of their resources, and those that all have. */
export function keysFor(statement: Statement): readonly ConditionKey[] {
  const actions = namedActions(statement);
  const own =
    actions.length === statement.actions.items.length
      ? actions.flatMap((a) => [...a.conditionKeys, ...a.resources.flatMap((r) => r.type.conditionKeys)])
      : servicesIn(statement).flatMap((prefix) => serviceOf(prefix)?.conditionKeys ?? []);
  return [...new Map([...own, ...globalKeys].map((k) => [k.name, k])).values()];
}

/** The resources that the statement's actions can be limited to; of a service with wildcards all that it has. */
export function resourcesFor(statement: Statement): readonly ResourceType[] {
  const named = namedActions(statement);
  const all =
    named.length === statement.actions.items.length
      ? named.flatMap((a) => a.resources.map((r) => r.type))
      : servicesIn(statement).flatMap((prefix) => serviceOf(prefix)?.resourceTypes ?? []);
  return [...new Set(all)];
}
