import type { Action, ResourceType } from "../knowledge/iam/catalogue.ts";
import type { Edit } from "../text/source.ts";
import { isEverything, isOn, oncePerPolicy } from "./access.ts";
import type { Field } from "./field.ts";
import { actionOf, namedActions } from "./named-action.ts";
import { fieldsOf, isAllOf } from "./permissions.ts";
import type { Policy, Statement } from "./policy.ts";

/** A way to limit a statement, as a fix that a person completes or looks through. */
interface Scoping {
  readonly title: string;
  readonly applicability: "unsafe" | "draft";
  readonly edits: readonly Edit[];
}

/**
 * Put an ARN in the place of a resource that leaves nothing out, where all actions of the statement are about one type of resource. One that
 * accepts `*` only gets a statement of its own. None where that is not so, or where the statement has other resources.
 */
export function scoping(statement: Statement, resource: Field<string>): readonly Scoping[] {
  const actions = namedActions(statement).map((named) => ({ field: named.field, action: actionOf(named) }));
  const known = actions.map((a) => a.action).filter((a) => a !== undefined);
  if (known.length < statement.actions.items.length || statement.resources.items.length !== 1) return [];
  const type = commonType(known.filter((a) => a.resources.length > 0));
  const [apart, ...more] = actions.filter((a) => a.action?.resources.length === 0);
  if (!type || more.length > 0) return [];
  const arn = namedIn(statement.policy, type) ?? draftOf(statement.policy, type);
  const limited = resource.set(arn);
  const applicability = /<\w+>/.test(arn) ? "draft" : "unsafe";
  if (!apart) return limited.length > 0 ? [{ title: `Limit the statement to "${arn}"`, applicability, edits: limited }] : [];
  if (statement.conditions.length > 0 || statement.conditionsOpaque || !resource.is(isEverything)) return [];
  const added = statement.policy.add({ action: apart.field.value ?? "", resource: "*" });
  const removed = apart.field.remove();
  if (limited.length === 0 || added.length === 0 || removed.length === 0) return [];
  return [{ title: `Limit all but ${apart.action?.name} to "${arn}"`, applicability, edits: [...removed, ...limited, ...added] }];
}

/** The type of resources that every action needs, or takes as its only one. */
function commonType(actions: readonly Action[]): ResourceType | undefined {
  const [first, ...others] = actions;
  const needed = (action: Action): readonly ResourceType[] => {
    const required = action.resources.filter((r) => r.required);
    return (required.length > 0 ? required : action.resources).map((r) => r.type);
  };
  const [type, ...more] = first ? needed(first) : [];
  return type && more.length === 0 && others.every((a) => needed(a).length === 1 && needed(a)[0] === type) ? type : undefined;
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
function nameBeside({ beside }: Policy, type: ResourceType, placeholder: string): string | undefined {
  const service = fieldsOf(type.arns[0] ?? "")?.service;
  const [only, ...others] = new Set(beside.flatMap((b) => (b.service === service && b.placeholder === placeholder ? b.name : [])));
  return others.length === 0 ? only : undefined;
}

/** The type's ARN with what the policy's other resources and what is defined beside it tell, and `<…>` for the rest. */
function draftOf(policy: Policy, type: ResourceType): string {
  const others = named(policy).map(fieldsOf);
  const pick = (field: "partition" | "region" | "account"): string | undefined =>
    others.map((arn) => arn?.[field] ?? "").find((value) => value !== "" && !/[*?$]/.test(value) && (field !== "account" || /^\d{12}$/.test(value)));
  return (type.arns[0] ?? "")
    .replaceAll("${Partition}", pick("partition") ?? "aws")
    .replaceAll("${Region}", pick("region") ?? "<region>")
    .replaceAll("${Account}", pick("account") ?? "<account>")
    .replaceAll(/\$\{(\w+)\}/g, (_, placeholder: string) => nameBeside(policy, type, placeholder) ?? `<${placeholder}>`);
}
