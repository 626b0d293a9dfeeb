import { exampleAccounts } from "../knowledge/aws/example-accounts.ts";
import type { Action, ResourceType } from "../knowledge/iam/catalogue.ts";
import type { Edit } from "../text/source.ts";
import { isEverything, isOn } from "./access.ts";
import { enumerate } from "./enumeration.ts";
import type { Field } from "./field.ts";
import { namedActions } from "./named-action.ts";
import { oncePerPolicy } from "./once.ts";
import { fieldsOf, isAllOf } from "./permissions.ts";
import type { Policy, Statement } from "./policy.ts";

/** A way to limit a statement, as a fix that a person completes or looks through. */
interface Scoping {
  readonly title: string;
  readonly applicability: "unsafe" | "draft";
  readonly edits: readonly Edit[];
}

/**
 * Put ARNs in the place of a resource that leaves nothing out: one for each type of resource that the statement's actions are about. Actions
 * that accept `*` only get a statement of their own. None where an action is not named in full, where the types are many, or where the
 * statement has other resources.
 */
export function scoping(statement: Statement, resource: Field<string>): readonly Scoping[] {
  const { actions, resources, policy } = statement;
  const named = namedActions(statement).map((each) => ({ text: each.pattern.text, action: each.pattern.action }));
  if (named.length < actions.items.length || resources.items.length !== 1 || named.some((n) => n.action === undefined)) return [];
  const apart = named.filter((n) => n.action?.resources.length === 0).map((n) => n.text);
  const types = typesOf(named.flatMap((n) => (n.action && n.action.resources.length > 0 ? [n.action] : [])));
  if (types.length === 0 || types.length > mostTypes) return [];
  const arns = types.map((type) => namedIn(policy, type) ?? draftOf(policy, type));
  const limited = arns[0] !== undefined && arns.length === 1 ? resource.set(arns[0]) : resources.replace(arns);
  const applicability = arns.some((arn) => /<\w+>/.test(arn)) ? "draft" : "unsafe";
  const to = enumerate(arns);
  if (limited.length === 0) return [];
  if (apart.length === 0) return [{ title: `Limit the statement to ${to}`, applicability, edits: limited }];
  if (statement.conditions.length > 0 || statement.conditionsOpaque || !resource.is(isEverything)) return [];
  const added = policy.add({ actions: apart, resource: "*" });
  const [only] = apart;
  const field = apart.length === 1 ? actions.items.find((a) => a.value === only) : undefined;
  const removed = field ? field.remove() : actions.replace(named.flatMap((n) => (apart.includes(n.text) ? [] : n.text)));
  if (added.length === 0 || removed.length === 0) return [];
  return [
    {
      title: `Limit all but ${apart.length > 2 ? `${apart.length} actions that accept "*" only` : apart.join(" and ")} to ${to}`,
      applicability,
      edits: [...removed, ...limited, ...added],
    },
  ];
}
/** More are a statement that is better written anew. */
const mostTypes = 3;

/** The types of resources that the actions need, or, of one that needs none, those that it takes where that is one. */
function typesOf(actions: readonly Action[]): readonly ResourceType[] {
  const needed = actions.map(({ resources }) => {
    const required = resources.filter((r) => r.required);
    return (required.length > 0 ? required : resources).map((r) => r.type);
  });
  return needed.some((types) => types.length !== 1) ? [] : [...new Set(needed.flat())];
}

/** Resources that the policy names, other than those that leave nothing out. */
const named = oncePerPolicy(({ statements }: Policy): readonly string[] =>
  statements.filter((s) => s.effect.is("Allow")).flatMap((s) => s.resources.items.flatMap((r) => (isOn(r, isEverything) ? [] : (r.value ?? [])))),
);

/** The resource of that type that the policy names elsewhere, where it is but one. */
function namedIn(policy: Policy, type: ResourceType): string | undefined {
  const own = type.arns.map((arn) => fieldsOf(arn)).filter((arn) => arn !== undefined);
  const found = named(policy).filter((written) => {
    const arn = fieldsOf(written);
    return (
      arn &&
      !isAllOf(written, type) &&
      own.some((o) => o.service === arn.service && startOf(o.resource) !== "" && arn.resource.startsWith(startOf(o.resource)))
    );
  });
  const [only, ...others] = new Set(found);
  return others.length === 0 ? only : undefined;
}
const startOf = (template: string): string => template.replace(/\$\{.*$/s, "");

/** What the only resource of that kind that is defined beside the policy is called. */
const nameBeside = (policy: Policy, type: ResourceType, placeholder: string): string | undefined =>
  onlyBeside(policy, fieldsOf(type.arns[0] ?? "")?.service, placeholder);

function onlyBeside({ beside }: Policy, service: string | undefined, placeholder: string): string | undefined {
  const [only, ...others] = new Set(beside.flatMap((b) => (b.service === service && b.placeholder === placeholder ? b.name : [])));
  return others.length === 0 ? only : undefined;
}

/** The account that the policy's resources are of, where they, or else the whole file, name but one. */
export function accountOf(policy: Policy): string | undefined {
  const [own, ...others] = new Set(
    named(policy)
      .flatMap((arn) => fieldsOf(arn)?.account ?? [])
      .filter(isAccount),
  );
  return others.length > 0 ? undefined : (own ?? onlyBeside(policy, undefined, "Account"));
}
/** The Region, likewise. */
export function regionOf(policy: Policy): string | undefined {
  const [own, ...others] = new Set(named(policy).flatMap((arn) => fieldsOf(arn)?.region.match(/^[a-z]{2}-[a-z-]{1,20}-\d$/)?.[0] ?? []));
  return others.length > 0 ? undefined : (own ?? onlyBeside(policy, undefined, "Region"));
}

/** The type's ARN with what the policy's other resources and what is defined beside it tell, and `<…>` for the rest. */
const draftOf = (policy: Policy, type: ResourceType): string => filled(type.arns[0] ?? "", type, policy);

/** One of the type's ARNs, likewise. */
export function filled(template: string, type: ResourceType, policy: Policy): string {
  const others = named(policy).map(fieldsOf);
  const pick = (field: "partition" | "region" | "account"): string | undefined =>
    others.map((arn) => arn?.[field] ?? "").find((value) => value !== "" && !/[*?$<]/.test(value) && (field !== "account" || isAccount(value)));
  return template
    .replaceAll("${Partition}", pick("partition") ?? "aws")
    .replaceAll("${Region}", pick("region") ?? onlyBeside(policy, undefined, "Region") ?? "<region>")
    .replaceAll("${Account}", pick("account") ?? onlyBeside(policy, undefined, "Account") ?? "<account>")
    .replaceAll(/\$\{(\w+)\}/g, (_, placeholder: string) => nameBeside(policy, type, placeholder) ?? `<${placeholder}>`);
}

/** A number of somebody's: those of documentation are to be replaced, not to be repeated. */
const isAccount = (text: string): boolean => /^\d{12}$/.test(text) && !exampleAccounts.has(text);
