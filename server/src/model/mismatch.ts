import { type Action, type ResourceType, serviceOf } from "../knowledge/iam/catalogue.ts";
import { isEverything } from "./access.ts";
import type { Field } from "./field.ts";
import { namedActions } from "./named-action.ts";
import { type Arn, fieldsOf, patternsOf } from "./permissions.ts";
import type { Statement } from "./policy.ts";

interface Named {
  readonly action: Action;
  readonly field: Field<string>;
  /** Is it wrong for certain, and not perhaps by a type of resource that AWS has not written down for the action? */
  readonly sure: boolean;
}

/** Actions that are named in full and of which no resource of the statement can be; those apart that accept `*` only. */
export function mismatchesIn(statement: Statement): { readonly star: readonly Named[]; readonly typed: readonly Named[] } {
  const { resources } = statement;
  const none = { star: [], typed: [] };
  const arns = resources.items.map((r) => r.value);
  if (resources.state !== "written" || arns.length === 0) return none;
  const known = arns.flatMap((arn) => (arn === undefined ? [] : [fieldsOf(arn)]));
  // What is no ARN at all is malformed-arn's, and may be anything.
  if (known.length < arns.length || known.includes(undefined) || arns.some((arn) => arn === "*" || isEverything(arn ?? ""))) return none;
  const written = known.filter((arn) => arn !== undefined);
  const open = written.map(openOf);
  // Many actions are about the same few types.
  const possible = new Map<ResourceType, boolean>();
  const isPossible = (type: ResourceType): boolean => {
    const asked = possible.get(type);
    if (asked !== undefined) return asked;
    const found = open.some((arn) => mayBe(arn, type));
    possible.set(type, found);
    return found;
  };
  const star: Named[] = [];
  const typed: Named[] = [];
  for (const { field, pattern } of namedActions(statement)) {
    const { action } = pattern;
    // Two services share this prefix, and only one of them is documented; tags go on most types, documented or not.
    if (!action || action.name.startsWith("elasticloadbalancing:") || action.level === "Tagging") continue;
    if (action.resources.length === 0) {
      if (!written.some((arn) => mayCover(arn, action.name))) star.push({ action, field, sure: isSure(action, written) });
    } else if (!action.resources.some(({ type }) => isPossible(type))) typed.push({ action, field, sure: isSure(action, written) });
  }
  return { star, typed };
}

/** Objects of a bucket, tokens on one thing, and resources that are of no type that the action's service has. */
function isSure(action: Action, written: readonly Arn[]): boolean {
  const service = action.name.split(":")[0] ?? "";
  const own = written.filter((arn) => arn.service === service);
  if (own.length === 0) return false;
  if (action.resources.length === 0) return own.every((arn) => !/[*?]$/.test(arn.resource));
  if (service === "s3") return own.every((arn) => !arn.resource.includes("/"));
  const types = serviceOf(service)?.resourceTypes ?? [];
  return own.every((arn) => !types.some((type) => mayBe(openOf(arn), type)));
}

/**
 * Is the resource all of a service, or all of a type of it, which services take for their lists though AWS documents `*` only?
 * `s3:ListAllMyBuckets` on `arn:aws:s3:::*` is in AWS's own examples; IAM and CloudWatch Logs ask about a type with an empty name.
 */
const mayCover = ({ service, resource }: Arn, action: string): boolean => {
  const own = action.split(":")[0] ?? "";
  if (/[*?$]/.test(service)) return true;
  return service === own && /^(?:[*/:]*|[a-z-]+[/:])\*$/i.test(resource);
};

/** May the resource be of that type? What varies in the template may be anything. */
const mayBe = (arn: Arn, type: ResourceType): boolean => {
  const patterns = patternsOf(type);
  return type.arns.length > patterns.length || patterns.some((own) => meet(arn.service, own.service) && meet(arn.resource, own.resource));
};
/** IAM's variables may be anything. */
const openOf = (arn: Arn): Arn =>
  arn.service.includes("${") || arn.resource.includes("${") ? { ...arn, service: starred(arn.service), resource: starred(arn.resource) } : arn;
const starred = (text: string): string => text.replaceAll(/\$\{[^{}]*\}/g, "*");

/** Is there a text that fits both patterns? In |a| × |b| steps, row by row. */
export function meet(a: string, b: string): boolean {
  // Most pairs are told apart by how they begin or end, and many are plain texts.
  let same = 0;
  for (; same < a.length && same < b.length; same++) {
    const [own, other] = [a.charCodeAt(same), b.charCodeAt(same)];
    if (isWild(own) || isWild(other)) break;
    if (own !== other) return false;
  }
  if (same === a.length && same === b.length) return true;
  if (isStarFrom(a, same) || isStarFrom(b, same)) return true;
  let [endA, endB] = [a.length, b.length];
  for (; endA > same && endB > same; endA--, endB--) {
    const [own, other] = [a.charCodeAt(endA - 1), b.charCodeAt(endB - 1)];
    if (isWild(own) || isWild(other)) break;
    if (own !== other) return false;
  }
  return meetSlowly(a.slice(same, endA), b.slice(same, endB));
}

function meetSlowly(a: string, b: string): boolean {
  let [row, next] = [new Uint8Array(b.length + 1), new Uint8Array(b.length + 1)];
  row[0] = 1;
  for (let j = 0; j < b.length && b[j] === "*"; j++) row[j + 1] = 1;
  for (let i = 0; i < a.length; i++) {
    next[0] = a[i] === "*" && row[0] === 1 ? 1 : 0;
    for (let j = 0; j < b.length; j++) {
      // A star takes one more character of the other, or is done.
      const star = a[i] === "*" || b[j] === "*";
      const alike = a[i] === b[j] || a[i] === "?" || b[j] === "?";
      next[j + 1] = star ? (row[j + 1] ?? 0) | (next[j] ?? 0) : alike ? (row[j] ?? 0) : 0;
    }
    [row, next] = [next, row];
  }
  return row[b.length] === 1;
}
const isWild = (code: number): boolean => code === star || code === 63;
const isStarFrom = (pattern: string, at: number): boolean => at === pattern.length - 1 && pattern.charCodeAt(at) === star;
const star = 42;
