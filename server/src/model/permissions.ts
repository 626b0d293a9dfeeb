import { type Action, actionAt, type ResourceType } from "../knowledge/iam/catalogue.ts";
import { remembered, rememberedOf } from "../knowledge/remembered.ts";
import type { Place } from "../text/source.ts";
import { denialsOf, grants, isEverything, isNarrowed, isOn, isTooLong } from "./access.ts";
import { includesPattern } from "./action.ts";
import { type ActionSet, actionsOf, allActions, both, complement, has, meets, minus, noActions, numbersIn, unionOf } from "./action-set.ts";
import { bars } from "./denial.ts";
import type { Field } from "./field.ts";
import { namedActions, namedSet } from "./named-action.ts";
import { oncePerPolicy, oncePerStatement } from "./once.ts";
import type { Policy, Statement } from "./policy.ts";

/** One pattern of one statement that gives rights, or what one leaves by `NotAction`. Opaque patterns give nothing that is known. */
export interface Grant {
  readonly statement: Statement;
  /** The pattern; undefined for what `NotAction` leaves. */
  readonly pattern: Field<string> | undefined;
  readonly at: Place;
  /** Less what may be taken away again on every resource. */
  readonly actions: ActionSet;
  /** What may take some of them away again on the resources that it names. */
  readonly denials: readonly Statement[];
}

/** All that a policy gives, whatever the resources and conditions. None for policies longer than AWS takes. */
export const grantsOf = oncePerPolicy((policy: Policy): readonly Grant[] => grantsOfAll([policy]));

/** The same of all policies that somebody has: what one of them denies the others give in vain. */
export function grantsOfAll(policies: readonly Policy[]): readonly Grant[] {
  if (policies.some(isTooLong)) return [];
  const denied = unionOf(policies.map(deniedBy));
  const denials = policies.flatMap(partialDenialsOf);
  return policies
    .flatMap(({ statements }) => statements)
    .filter(grants)
    .flatMap((statement): readonly Grant[] => {
      const { notActions } = statement;
      if (notActions.state === "written") {
        const spared = knownUnion(notActions.items);
        return spared ? [{ statement, pattern: undefined, at: notActions.at, actions: minus(complement(spared), denied), denials }] : [];
      }
      return namedActions(statement).map(({ field, pattern }) => ({
        statement,
        pattern: field,
        at: field.at,
        actions: minus(pattern.set, denied),
        denials,
      }));
    });
}

/** What a policy may take away on every resource: all that a Deny names, and all that is not known of it. */
const deniedBy = oncePerPolicy((policy): ActionSet => unionOf(denialsOf(policy).map(actionsDenied)));
function actionsDenied({ actions, notActions }: Statement): ActionSet {
  if (notActions.state !== "unset") return complement(unionOf(notActions.items.map((a) => (a.value === undefined ? noActions : actionsOf(a.value)))));
  return knownUnion(actions.items) ?? allActions();
}

/** What a policy may take away on some resources. */
const partialDenialsOf = oncePerPolicy((policy): readonly Statement[] => {
  const whole = new Set(denialsOf(policy));
  return policy.statements.filter((s) => s.effect.is("Deny") && bars(s) && !whole.has(s));
});

/** Is the action denied on all that the pattern names, or on all that there is of what the action is about? */
const isDenied = ({ denials }: Grant, action: Action, number: number, resource: Field<string>): boolean =>
  denials.some(
    (denial) =>
      has(actionsDenied(denial), number) &&
      denial.resources.items.some((r) =>
        isOn(
          r,
          (denied) => isOn(resource, (allowed) => includesPattern(denied, allowed)) || action.resources.some(({ type }) => isAllOf(denied, type)),
        ),
      ),
  );

/** Undefined where a part is opaque. */
const knownUnion = (items: readonly Field<string>[]): ActionSet | undefined =>
  items.some((a) => a.value === undefined) ? undefined : unionOf(items.map((a) => actionsOf(a.value ?? "")));

/** Is it the pattern of a whole service or of everything? What that gives is for wildcard-action and full-admin to say. */
export const isWholesale = ({ pattern }: Grant): boolean => pattern === undefined || pattern.is((p) => p.endsWith("*") && /^\*+$|:\*+$/.test(p));

/** An action that a statement allows on all there is of what the action is about, in one account at least. */
export interface Unlimited {
  readonly action: Action;
  /** The pattern that gives it, */
  readonly grant: Grant;
  /** and the resource that leaves nothing out. */
  readonly resource: Field<string>;
}

/**
 * Those actions of the set that the statement allows on all there is, unless a condition may narrow it. Without what is given wholesale,
 * and without actions that can be limited to nothing: these need `*`.
 */
export function unlimitedIn(statement: Statement, set: ActionSet): readonly Unlimited[] {
  if (!meets(atMostBy(statement), set) || isNarrowed(statement)) return [];
  const found: Unlimited[] = [];
  for (const grant of grantsIn(statement)) if (meets(grant.actions, set) && !isWholesale(grant)) found.push(...unlimitedOf(grant, set));
  return found;
}

/** The same of one grant, whatever its pattern, and whatever the conditions of its statement. */
export function unlimitedOf(grant: Grant, set: ActionSet): readonly Unlimited[] {
  if (!meets(grant.actions, set)) return [];
  const { everything, wide } = reachOf(grant.statement);
  const found: Unlimited[] = [];
  for (const number of numbersIn(both(grant.actions, set))) {
    const action = actionAt(number);
    if (!action || action.resources.length === 0) continue;
    const resource = everything ?? wide.find((r) => isOn(r, (arn) => action.resources.some(({ type }) => isAllOf(arn, type))));
    if (resource && !isDenied(grant, action, number, resource)) found.push({ action, grant, resource });
  }
  return found;
}

/** The first resource that is every one there is, and all that may leave nothing out of a type: what names no wildcard leaves something out. */
const reachOf = oncePerStatement(
  ({ resources: { items } }): { readonly everything: Field<string> | undefined; readonly wide: readonly Field<string>[] } => ({
    everything: items.find((r) => isOn(r, isEverything)),
    wide: items.filter((r) => isOn(r, (arn) => arn.includes("*"))),
  }),
);

/** What a statement gives and no more, if nothing denies it: tells at once what need not be looked for in it. */
export const atMostBy = oncePerStatement((statement): ActionSet => {
  if (!grants(statement)) return noActions;
  if (statement.notActions.state !== "written") return namedSet(statement);
  const spared = knownUnion(statement.notActions.items);
  return spared ? complement(spared) : noActions;
});
/** The same of a policy. */
export const atMostOf = oncePerPolicy((policy): ActionSet => unionOf(policy.statements.map(atMostBy)));

/** What one statement gives. */
export const grantsIn = (statement: Statement): readonly Grant[] => byStatement(statement.policy).get(statement) ?? [];
const byStatement = oncePerPolicy((policy: Policy): ReadonlyMap<Statement, readonly Grant[]> => {
  const by = new Map<Statement, Grant[]>();
  for (const grant of grantsOf(policy)) {
    const own = by.get(grant.statement);
    if (own) own.push(grant);
    else by.set(grant.statement, [grant]);
  }
  return by;
});

/** Does the pattern fit every resource of that type, in one account and Region at least? */
export function isAllOf(arn: string, type: ResourceType): boolean {
  if (!arn.includes("*")) return false;
  const written = fieldsOf(arn);
  return (
    written !== undefined &&
    patternsOf(type).some(
      (own) =>
        includesPattern(written.service, own.service) &&
        includesPattern(written.resource, own.resource) &&
        // What has a Region or an account is not meant where none is written.
        (own.region === "" || written.region !== "") &&
        (own.account === "" || written.account !== ""),
    )
  );
}

/** A type's ARNs with `*` for what varies, read once. */
export const patternsOf: (type: ResourceType) => readonly Arn[] = rememberedOf((type) =>
  type.arns.flatMap((template) => fieldsOf(template.replaceAll(/\$\{[^{}]*\}/g, "*")) ?? []),
);

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}
/** The six fields of an ARN but the first; the resource may hold colons. Undefined for what has fewer. */
export const fieldsOf: (arn: string) => Arn | undefined = remembered((arn) => {
  const [first, partition, service, region, account, ...resource] = arn.split(":");
  if (first !== "arn" || partition === undefined || service === undefined || region === undefined || account === undefined) return undefined;
  return resource.length === 0 ? undefined : { partition, service, region, account, resource: resource.join(":") };
}, 8_000);

/** Their actions by name, each once. */
export const namesOf = (found: readonly Unlimited[]): readonly string[] => [...new Set(found.map((u) => u.action.name))];

/** What they are about, for messages: `every secret`, `every table and every stream`. */
export function kindsOf(found: readonly Unlimited[]): string {
  const types = new Set<ResourceType | undefined>();
  const names = new Set<string>();
  for (const { action } of found) {
    const type = mainTypeOf(action);
    if (types.has(type)) continue;
    types.add(type);
    names.add(wordsOf(type));
    if (names.size > 2) return "everything that they are about";
  }
  return [...names].map((name) => `every ${name}`).join(" and ");
}

/** `AllUsers` are users, `table/index` is a table. */
function wordsOf(type: ResourceType | undefined): string {
  const name = (type?.name ?? "").split("/", 1).join("");
  const one = name.startsWith("All") && name.endsWith("s") ? name.slice(3, -1) : name;
  return one.replaceAll("-", " ").toLowerCase();
}

/** Of several, such as an object and one behind an access point, the one with the plainest name. */
const mainTypeOf = ({ resources }: Action): ResourceType | undefined => {
  const needed = resources.filter((r) => r.required);
  return (needed.length > 0 ? needed : resources).map((r) => r.type).toSorted((a, b) => a.name.length - b.name.length)[0];
};

/** How a resource reads, placeholders and all. */
export const textOf = (resource: Field<string>): string => resource.value ?? resource.text ?? "";

/** Lists of action patterns as a set, made when it is first asked for. */
export function setOf(...lists: readonly (readonly string[])[]): () => ActionSet {
  let set: ActionSet | undefined;
  return () => {
    set ??= unionOf(lists.flat().map(actionsOf));
    return set;
  };
}
