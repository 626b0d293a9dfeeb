import type { Place } from "../text/source.ts";
import type { Field, List } from "./field.ts";
import type { Resource } from "./resource.ts";

/** What an API server writes into its log of requests: the first rule that a request meets decides, and without one nothing is written. */
export interface AuditPolicy extends Resource {
  readonly rules: readonly AuditRule[];
  /** May its template add rules? */
  readonly open: boolean;
}

export interface AuditRule {
  /** None, Metadata, Request, RequestResponse. */
  readonly level: Field<string>;
  /** Undefined where it is for all resources. */
  readonly resources: readonly AuditedResources[] | undefined;
  /** Is it for some users, verbs, namespaces or names alone, or not known for whom? */
  readonly narrowed: boolean;
  readonly at: Place;
}

export interface AuditedResources {
  /** "" is the core's. */
  readonly group: Field<string>;
  /** `pods`, `pods/exec`, `pods/*`, `*\/exec`; none are all of the group. */
  readonly names: List<Field<string>, string>;
}

/** The rules that a request for the resource meets, in their order, up to the first that none gets past. */
export function rulesFor({ rules }: AuditPolicy, group: string, resource: string): readonly AuditRule[] {
  const met = rules.filter(({ resources }) => resources === undefined || resources.some((some) => holds(some, group, resource)));
  const last = met.findIndex(({ narrowed }) => !narrowed);
  return last < 0 ? met : met.slice(0, last + 1);
}

/** https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-GroupResources */
function holds({ group, names }: AuditedResources, wanted: string, resource: string): boolean {
  if (group.value !== undefined && group.value !== wanted) return false;
  const [main, part] = resource.split("/");
  const same = (name: string): boolean => name === "*" || name === resource || (part !== undefined && (name === `${main}/*` || name === `*/${part}`));
  return names.items.length === 0 || names.items.some((name) => name.opaque || name.is(same));
}
