import { Field } from "../model/field.ts";
import type { Beside, Condition, Element, Guardrail, Policy, Principal, Statement } from "../model/policy.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { type Entry, get, literal, type MapNode, maps, type Node, oneOrMany, values } from "../syntax/tree.ts";
import { type Edit, type Place, textOf } from "../text/source.ts";
import { whereIn } from "./aws/where.ts";
import { embeddedJson } from "./embedded.ts";
import { type Items, list, string, text, textOrTexts } from "./fields.ts";

/**
 * The policy documents of a file that is one (identity, trust or resource policy), or that is what the AWS command line
 * prints of one: `get-policy-version`, `get-role`, `get-role-policy`. Undefined where it holds none.
 */
export function readPolicies(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const found = places.flatMap(({ path, why }) => {
    const node = path.reduce<Node | undefined>(get, root);
    const document = node?.kind === "map" ? node : node && embeddedJson(node);
    return isDocument(document)
      ? [
          {
            document,
            why,
            ofRepository: path[0] === "policyText" && get(root, "repositoryName") !== undefined,
            owner: path.length > 0 ? owner(root, path) : undefined,
          },
        ]
      : [];
  });
  if (!found[0]) return isEmptyDocument(root) ? { why: "has a policy's version", facts: policyFacts([policyIn(root)]) } : undefined;
  return {
    why: found[0].why,
    facts: policyFacts(found.map(({ document, owner, ofRepository }) => policyIn(document, { address: owner, ofRepository }))),
  };
}

export function policyFacts(policies: readonly Policy[]): Facts {
  const statement = policies.flatMap((p) => p.statements);
  return facts({
    policy: policies,
    statement,
    conditional: statement.filter((s) => s.conditions.length > 0),
    entrusting: statement.filter((s) => s.principals.length + s.notPrincipals.length + s.unknownPrincipals.length > 0),
  });
}

/** `{ "Version": "2012-10-17" }`, with an id or without. */
const isEmptyDocument = (root: Node): root is MapNode =>
  root.kind === "map" &&
  !root.open &&
  /^20(?:08|12)-10-\d\d$/.test(literal(get(root, "Version")) ?? "") &&
  root.entries.every((e) => e.key === "Version" || e.key === "Id");

const places: readonly { readonly path: readonly string[]; readonly why: string }[] = [
  { path: [], why: "has statements with an effect and actions" },
  { path: ["PolicyDocument"], why: "has a policy document" },
  { path: ["PolicyVersion", "Document"], why: "is what get-policy-version prints" },
  { path: ["AssumeRolePolicyDocument"], why: "has a trust policy" },
  { path: ["policyText"], why: "has the policy of a repository or registry as text" },
  { path: ["Policy"], why: "has a policy as text" },
  { path: ["Policy", "Content"], why: "is what describe-policy prints" },
  { path: ["Attributes", "Policy"], why: "has a policy among attributes" },
  { path: ["ResourcePolicy"], why: "has a policy as text" },
  { path: ["policyDocument"], why: "has a policy document" },
];

const owner = (root: Node, path: readonly string[]): string | undefined => {
  const holder = path.slice(0, -1).reduce<Node | undefined>(get, root);
  return ["PolicyName", "RoleName", "UserName", "GroupName"].map((key) => literal(get(holder, key))).find((name) => name !== undefined);
};

/**
 * Has it statements as only policies have them? Beside the version of AWS's language one of the two is enough: the other is missing.
 * CloudFormation's stack policies are written alike, but are about updates of stacks.
 */
export function isDocument(node: Node | undefined): node is MapNode {
  const versioned = /^20(?:08|12)-10-17$/.test(literal(get(node, "Version")) ?? "");
  const statements = statementsOf(node).filter((s) => {
    const [effect, action] = [has(s, "effect"), has(s, "action") || has(s, "notaction")];
    return versioned ? effect || action : effect && action;
  });
  return statements.length > 0 && !statements.every(isOfStack);
}
/** In whatever case: AWS takes but one, but it is a policy that is meant. */
const has = (statement: MapNode, name: string): boolean => statement.entries.some((e) => e.key.toLowerCase() === name);
const statementsOf = (document: Node | undefined): readonly MapNode[] => maps(oneOrMany(get(document, "Statement")));
const isOfStack = (statement: MapNode): boolean => {
  const actions = oneOrMany(get(statement, "Action") ?? get(statement, "NotAction"));
  return actions.length > 0 && actions.every((a) => /^update:/i.test(literal(a) ?? ""));
};

/** What holds a policy may know better than the document. */
interface Holder {
  /** What it is called, */
  readonly address?: string | undefined;
  /** and what it is attached to: a trust policy is one whatever it says. */
  readonly kind?: Policy["kind"] | undefined;
  readonly ofRepository?: boolean;
  readonly bounded?: boolean;
  readonly beside?: readonly Beside[];
  /** Is it one of many, so that a statement is told by its policy's address, too? */
  readonly many?: boolean;
}

/** A policy document of any host. */
export function policyIn(document: MapNode, holder: Holder = {}): Policy {
  const statements: Statement[] = [];
  let beside: readonly Beside[] | undefined;
  const all = get(document, "Statement");
  const of: Policy = {
    address: holder.address ?? string(document, "Id").value ?? "",
    kind: holder.kind ?? kindOf(document),
    ofRepository: holder.ofRepository ?? false,
    bounded: holder.bounded ?? false,
    get beside() {
      beside ??= [...(holder.beside ?? []), ...whereIn(document.at.source)];
      return beside;
    },
    version: string(document, "Version").or("2008-10-17"),
    elements: elementsOf(document),
    statements,
    partial: all === undefined || (all.kind !== "map" && (all.kind !== "list" || all.open === true || all.items.some((s) => s.kind !== "map"))),
    add({ actions, resource, condition }) {
      const [action = ""] = actions;
      const narrowed = condition && { Condition: { [condition.operator]: { [condition.key]: condition.value } } };
      const plain = { Effect: "Allow", Action: actions.length > 1 ? actions : action, Resource: resource, ...narrowed };
      return all?.kind === "list" ? all.writer.append(all, plain) : [];
    },
    memory: [],
    at: document.at,
  };
  statementsOf(document).forEach((s, i) => {
    const remove = (): readonly Edit[] => (all?.kind === "list" && all.items.length > 1 ? all.writer.remove(all, s) : []);
    statements.push(statement(s, i, of, holder.many ? `${of.address}/` : "", remove));
  });
  return of;
}

function kindOf(document: MapNode): Policy["kind"] {
  const statements = statementsOf(document);
  const { uri } = document.at.source;
  // The file's name and its two nearest folders.
  const named = guardrailNamed(...uri.split("/").slice(-3));
  // Others than those of Organizations and boundaries name principals as policies of resources do.
  if (named === "resource-control" || named === "service-control") return named;
  if (statements.some((s) => get(s, "Principal") ?? get(s, "NotPrincipal"))) return statements.every(isOfTrust) ? "trust" : "resource";
  if (named) return named;
  return document.open || !statements.every((s) => get(s, "Resource") ?? get(s, "NotResource")) ? "unknown" : "identity";
}
const isOfTrust = (statement: MapNode): boolean => {
  const actions = oneOrMany(get(statement, "Action"));
  return (
    !get(statement, "Resource") &&
    actions.length > 0 &&
    actions.every((a) => /^sts:(?:assumerole|tagsession|setsourceidentity|\*)/i.test(literal(a) ?? ""))
  );
};
/** What names say of what is called so: does it grant nothing, but bound what others may? */
export function guardrailNamed(...names: readonly string[]): Guardrail | undefined {
  const said = guardrailNames.filter(([, pattern]) => names.some((name) => pattern.test(name)));
  return said.length > 1 ? "guardrail" : said[0]?.[0];
}
const guardrailNames: readonly (readonly [Guardrail, RegExp])[] = [
  ["service-control", /(?:^|[^a-z])(?:scps?|service[-_. ]?control)(?:$|[^a-z])/i],
  ["resource-control", /(?:^|[^a-z])(?:rcps?|resource[-_. ]?control)(?:$|[^a-z])/i],
  ["boundary", /(?:^|[^a-z])(?:permissions?)?[-_. ]?boundar(?:y|ies)(?:$|[^a-z])/i],
  ["guardrail", /(?:^|[^a-z])guard[-_]?rails?(?:$|[^a-z])/i],
];

/** What Organizations calls the types of its policies that are of IAM's language. */
export const controlPolicyTypes: ReadonlyMap<string | undefined, Guardrail> = new Map([
  ["SERVICE_CONTROL_POLICY", "service-control"],
  ["RESOURCE_CONTROL_POLICY", "resource-control"],
]);

function statement(map: MapNode, index: number, of: Policy, within: string, remove: Statement["remove"]): Statement {
  const condition = get(map, "Condition");
  const conditions = maps(values(condition));
  return {
    address: within + (string(map, "Sid").value || String(index)),
    policy: of,
    elements: elementsOf(map),
    sid: string(map, "Sid"),
    effect: effect(map),
    effectWord: string(map, "Effect"),
    actions: list(map, "Action", textOrTexts),
    notActions: list(map, "NotAction", textOrTexts),
    resources: list(map, "Resource", patterns),
    notResources: list(map, "NotResource", patterns),
    principals: principals(get(map, "Principal")),
    notPrincipals: principals(get(map, "NotPrincipal")),
    unknownPrincipals: ["Principal", "NotPrincipal"].flatMap((key) => unknownPrincipals(get(map, key))),
    conditions: condition?.kind === "map" ? condition.entries.flatMap((e) => conditionsOf(map, condition, e)) : [],
    conditionsOpaque:
      condition === undefined ? map.open === true : condition.kind !== "map" || conditions.length < condition.entries.length || map.open === true,
    sometimes: map.sometimes ?? false,
    require(operator, key, value, also) {
      const asked = Object.fromEntries([[key, value], ...(also ? [also] : [])]);
      if (condition === undefined) return map.writer.set(map, "Condition", { [operator]: asked });
      if (condition.kind !== "map") return [];
      const same = get(condition, operator);
      if (same === undefined) return condition.writer.set(condition, operator, asked);
      return same.kind === "map" && !same.entries.some((e) => e.key.toLowerCase() === key.toLowerCase()) ? same.writer.set(same, key, value) : [];
    },
    remove,
    memory: [],
    at: map.at,
  };
}

/** AWS takes the two words as they are here and in no other case. */
export function effect(map: MapNode, key = "Effect"): Field<"Allow" | "Deny"> {
  const written = string(map, key);
  const value = written.value === "Allow" || written.value === "Deny" ? written.value : undefined;
  if (value === undefined) return written.unset ? Field.unset(written.at) : Field.opaque(written.at, written.parts);
  return Field.written(value, written.at, { key, set: (v) => written.set(v) });
}

/** `Principal` is "*", or lists by type; what cannot be read is an opaque principal. */
function principals(node: Node | undefined): readonly Principal[] {
  if (node === undefined) return [];
  if (node.kind === "scalar") return [{ type: "*", value: text(node) }];
  if (node.kind !== "map") return [{ type: "AWS", value: Field.opaque(node.at) }];
  return node.entries.flatMap((entry) => {
    const type = principalTypes.find((t) => t === entry.key);
    return type ? list(node, entry.key, textOrTexts).items.map((value) => ({ type, value })) : [];
  });
}
export const principalTypes = ["AWS", "Service", "Federated", "CanonicalUser"] as const;
const unknownPrincipals = (node: Node | undefined): readonly Element[] =>
  elementsOf(node).filter((e) => !principalTypes.some((t) => t === e.name) && !isFunction(e.name));

/** The keys of a map as they are written. Edits reach what stands in the text. */
function elementsOf(node: Node | undefined): readonly Element[] {
  if (node?.kind !== "map") return [];
  const seen = new Set<string>();
  return node.entries.map((entry) => {
    const { key: name, keyAt: at, value } = entry;
    const repeated = seen.has(name);
    seen.add(name);
    return { name, at, holds: holds(value), repeated, rename: (to) => renamed(at, name, to), remove: () => node.writer.remove(node, entry) };
  });
}

/** Documents that stand alone may be written for a template all the same. */
const isFunction = (key: string): boolean => /^Fn::|^Ref$/.test(key);

function holds(node: Node): Element["holds"] {
  if (node.kind === "scalar") return typeof node.value === "string" ? "text" : node.value === null ? "opaque" : "other";
  if (node.kind === "opaque" || (node.kind === "map" && node.entries.some((e) => isFunction(e.key)))) return "opaque";
  const isEmpty = node.kind === "list" ? node.items.length === 0 : node.entries.length === 0;
  return isEmpty ? (node.open ? "opaque" : "empty") : node.kind;
}

const isHcl = (uri: string): boolean => /\.(?:tf|tofu)$/.test(uri.split(/[?#]/, 1)[0] ?? "");

/** Edits that write another name where one stands, in whatever quotes. None where it is written otherwise, as with escapes. */
function renamed(at: Place, from: string, to: string): readonly Edit[] {
  const written = textOf(at);
  const start = written.indexOf(from);
  // Names stand without quotes in HCL where they are words.
  const text = written === from && isHcl(at.source.uri) && !/^[\w-]+$/.test(to) ? `"${to}"` : to;
  return start < 0 ? [] : [{ at: at.source.at(at.start + start, at.start + start + from.length), text }];
}

function conditionsOf(statement: MapNode, block: MapNode, { key: operator, keyAt, value }: Entry): readonly Condition[] {
  if (value.kind !== "map") return [];
  const whole = (map: MapNode, child: Entry | undefined): readonly Edit[] => (child ? map.writer.remove(map, child) : []);
  return value.entries.map((entry) => ({
    operator,
    operatorAt: keyAt,
    key: entry.key,
    values: list(value, entry.key, patterns).items,
    at: entry.keyAt,
    withOperator(to) {
      const alone = value.entries.length === 1 && !block.entries.some((e) => e.key === to);
      return alone ? renamed(keyAt, operator, to) : [];
    },
    withKey: (to) => (value.entries.some((e) => e.key === to) ? [] : renamed(entry.keyAt, entry.key, to)),
    remove() {
      if (value.entries.length > 1) return whole(value, entry);
      if (block.entries.length > 1)
        return whole(
          block,
          block.entries.find((e) => e.value === value),
        );
      return whole(
        statement,
        statement.entries.find((e) => e.value === block),
      );
    },
  }));
}

/** A text in which IAM puts its own variables when it decides: to the file they are plain text. */
function pattern(node: Node, remove?: () => ReturnType<Field<string>["remove"]>): Field<string> {
  // Where a format has expressions, IAM's own variables are escaped: a hole is none of them.
  if (node.kind !== "opaque" || node.text === undefined || node.holes) return text(node, remove);
  const holes = node.parts?.filter((part) => part === undefined).length;
  const own = node.text.match(/(?<!\$)\$\{(?:[\w.-]+:(?!:)[^{}]*|[*?$])\}/g)?.length;
  if (own === undefined || own !== holes) return text(node, remove);
  return Field.written(node.text, node.at, { set: (v) => node.writer.replace(node, v), ...(remove ? { remove } : {}) });
}
const patterns: Items<Field<string>, string> = { ...textOrTexts, read: pattern };
