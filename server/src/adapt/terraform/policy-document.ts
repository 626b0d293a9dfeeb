import { Field, List } from "../../model/field.ts";
import type { Condition, Policy, Principal, Statement } from "../../model/policy.ts";
import { get, type MapNode, maps, type Node, oneOrMany, values } from "../../syntax/tree.ts";
import { type Items, list, string, text, textOrTexts, texts } from "../fields.ts";
import { effect, principalTypes } from "../iam.ts";
import { sometimes } from "../through.ts";
import { type Block, dynamic, mayHaveMore, nested } from "./blocks.ts";
import { appended, type NewBlock } from "./new-block.ts";

/**
 * `data "aws_iam_policy_document"`: a policy in Terraform's own words. What uses it may know its kind. `mayDeny`: documents that it is
 * put together with may deny what it allows.
 */
export function policyDocument(
  { body, address, json }: Block,
  {
    mayDeny,
    kind,
    ...used
  }: { readonly kind: Policy["kind"] | undefined; readonly mayDeny: boolean } & Pick<Policy, "ofRepository" | "bounded" | "beside">,
): Policy {
  const add: Policy["add"] = ({ actions, resource, condition }) => {
    const blocks = condition ? [conditionBlock(condition.operator, condition.key, condition.value)] : [];
    return json ? [] : appended(body, { type: "statement", arguments: { actions: [...actions], resources: [resource] }, blocks });
  };
  const statements = statementsIn(body);
  // What is laid over it may put another statement in the place of one with the same sid.
  const replaced = ["override_policy_documents", "override_json"].some((key) => get(body, key));
  const own = statements.filter((map) => !replaced || string(map, "sid").unset);
  const version = string(body, "version").or("2012-10-17");
  return policyOf(
    own,
    {
      address,
      kind: kind ?? kindOf(statements),
      ...used,
      version,
      elements: [],
      partial: composed(body).length > 0,
      add,
      at: body.at,
    },
    { blocks: !json, mayDeny },
  );
}

/** Statements that a module takes in an argument and puts into such a document: a list of objects, or a map of them by name. */
export function policyArgument(argument: Node, address: string): Policy | undefined {
  const all = maps(values(argument));
  if (all.length === 0 || !all.every((map) => get(map, "actions") ?? get(map, "not_actions"))) return undefined;
  const version = Field.unset<string>(argument.at).or("2012-10-17");
  const mayDeny = values(argument).length > all.length;
  return policyOf(
    all,
    {
      address,
      kind: kindOf(all),
      ofRepository: false,
      bounded: false,
      beside: [],
      version,
      elements: [],
      partial: true,
      add: () => [],
      at: argument.at,
    },
    { blocks: false, mayDeny },
  );
}

function policyOf(
  maps: readonly MapNode[],
  policy: Omit<Policy, "statements" | "memory">,
  { blocks, mayDeny }: { readonly blocks: boolean; readonly mayDeny: boolean },
): Policy {
  const statements: Statement[] = [];
  const of: Policy = { ...policy, statements, memory: [] };
  for (const [i, map] of maps.entries()) statements.push(statement(map, i, of, blocks));
  if (mayDeny) statements.push(denial(of, String(maps.length)));
  return of;
}

/** The documents whose statements it takes in. */
export const composed = (body: MapNode): readonly Node[] =>
  ["source_policy_documents", "override_policy_documents", "source_json", "override_json"].flatMap((key) => oneOrMany(get(body, key)));

/** Statements that only a run gives are some all the same. */
export const statementsIn = (body: MapNode): readonly MapNode[] => [...nested(body, "statement"), ...dynamic(body, "statement").map(sometimes)];

/** The statement that other documents may add: of what it denies nothing is known. */
function denial(policy: Policy, address: string): Statement {
  const { at } = policy;
  const none = <T>(): List<T, string> => new List<T, string>("unset", [], at);
  return {
    address,
    policy,
    elements: [],
    sid: Field.unset(at),
    effect: Field.unset<"Allow" | "Deny">(at).or("Deny"),
    effectWord: Field.unset<string>(at).or("Deny"),
    actions: new List<Field<string>, string>("opaque", [Field.opaque(at)], at),
    notActions: none(),
    resources: none(),
    notResources: none(),
    principals: [],
    notPrincipals: [],
    unknownPrincipals: [],
    conditions: [],
    conditionsOpaque: false,
    sometimes: true,
    require: () => [],
    remove: () => [],
    memory: [],
    at,
  };
}

/** Terraform's documents of trust have principals and actions of STS; others with principals are those of resources. */
function kindOf(all: readonly MapNode[]): Policy["kind"] {
  const principals = all.map((s) => nested(s, "principals").length + nested(s, "not_principals").length > 0 || mayHaveMore(s, "principals"));
  if (!principals.some((has) => has)) return all.every((s) => get(s, "resources") ?? get(s, "not_resources")) ? "identity" : "unknown";
  return all.every((s) => !get(s, "resources") && oneOrMany(get(s, "actions")).some(isOfTrust)) ? "trust" : "resource";
}
const isOfTrust = (action: Node): boolean => action.kind === "scalar" && /^sts:/i.test(String(action.value));

/** `blocks`: are conditions blocks here, and not objects? */
function statement(map: MapNode, index: number, policy: Policy, blocks: boolean): Statement {
  const conditions = conditionKeys.flatMap((key) => nested(map, key)).map((block) => conditionOf(map, block));
  const isHidden = conditionKeys.some((key) => mayHaveMore(map, key));
  const sid = string(map, "sid");
  return {
    address: `${policy.address}/${sid.value || index}`,
    policy,
    elements: [],
    sid,
    effect: effect(map, "effect").or("Allow"),
    effectWord: string(map, "effect").or("Allow"),
    actions: list(map, "actions", textOrTexts),
    notActions: list(map, "not_actions", textOrTexts),
    resources: list(map, "resources", patterns),
    notResources: list(map, "not_resources", patterns),
    principals: principals(map, "principals"),
    notPrincipals: principals(map, "not_principals"),
    unknownPrincipals: [],
    conditions: conditions.flatMap((c) => c ?? []),
    conditionsOpaque: conditions.includes(undefined) || isHidden || map.open === true,
    sometimes: map.sometimes ?? false,
    require(operator, key, value, also) {
      const isThere = conditions.some((c) => c === undefined || (c.operator === operator && c.key.toLowerCase() === key.toLowerCase()));
      return !blocks || isThere || isHidden
        ? []
        : appended(map, conditionBlock(operator, key, value), ...(also ? [conditionBlock(operator, ...also)] : []));
    },
    remove: () => [],
    memory: [],
    at: map.at,
  };
}

/** Modules say it in the plural, too. */
const conditionKeys = ["condition", "conditions"];

const conditionBlock = (operator: string, key: string, value: string): NewBlock => ({
  type: "condition",
  arguments: { test: operator, variable: key, values: [value] },
});

function conditionOf(statement: MapNode, map: MapNode): Condition | undefined {
  const operator = string(map, "test");
  const key = string(map, "variable");
  if (operator.value === undefined || key.value === undefined) return undefined;
  return {
    operator: operator.value,
    operatorAt: operator.at,
    key: key.value,
    values: list(map, "values", patterns).items,
    at: key.at,
    withOperator: (to) => operator.set(to),
    withKey: (to) => key.set(to),
    remove() {
      const block = statement.entries.find((e) => e.value === map);
      return block ? statement.writer.remove(statement, block) : [];
    },
  };
}

function principals(map: MapNode, type: string): readonly Principal[] {
  const unknown: readonly Principal[] = mayHaveMore(map, type) ? [{ type: "AWS", value: Field.opaque(map.at) }] : [];
  return [...nested(map, type).flatMap(principalsIn), ...unknown];
}

/** `type = "*"` with the identifier `*` is anybody, as is `AWS` with it. */
function principalsIn(map: MapNode): readonly Principal[] {
  const said = string(map, "type");
  const type = ([...principalTypes, "*"] as const).find((t) => said.is(t)) ?? "AWS";
  const { state, items, at } = list(map, "identifiers", texts);
  const readable = state === "written" && said.value !== undefined;
  return readable ? items.map((value) => ({ type, value })) : [{ type, value: Field.opaque(at) }];
}

/** IAM's own variables are written `&{aws:username}` here, since `${…}` is Terraform's. */
const patterns: Items<Field<string>, string> = {
  read(node, remove) {
    const field = text(node, remove);
    return field.value?.includes("&{")
      ? Field.written(field.value.replaceAll("&{", "${"), field.at, { set: (v) => field.set(v), remove: () => field.remove() })
      : field;
  },
  write: (value) => value,
  oneOrMany: true,
};
