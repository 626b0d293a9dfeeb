import type { Field, List } from "./field.ts";
import type { Resource } from "./resource.ts";
import { titled } from "./title.ts";

/** What may be done: a Role in its namespace, a ClusterRole wherever it is bound. */
export interface Role {
  readonly address: string;
  readonly kind: "Role" | "ClusterRole";
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly rules: readonly RoleRule[];
}

/** One rule of a role: every one of these verbs on every one of these resources. */
export interface RoleRule {
  readonly verbs: List<Field<string>, string>;
  /** "" is the core's. */
  readonly apiGroups: List<Field<string>, string>;
  /** `pods`, `pods/exec`, `*`, `*\/scale`. */
  readonly resources: List<Field<string>, string>;
  /** The only objects that are meant, where there are any. */
  readonly resourceNames: List<Field<string>, string>;
}

/** Who may do what a role says. */
export interface RoleBinding {
  readonly address: string;
  /** A RoleBinding grants a ClusterRole in its own namespace alone. */
  readonly kind: "RoleBinding" | "ClusterRoleBinding";
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly role: { readonly kind: Field<string>; readonly name: Field<string> };
  readonly subjects: readonly BindingSubject[];
}

/** A user, a group or a service account. */
export interface BindingSubject {
  readonly kind: Field<string>;
  /** `remove` takes the whole subject out. */
  readonly name: Field<string>;
  readonly namespace: Field<string>;
}

/** An IAM principal that a cluster takes for one of its own: an entry of the ConfigMap aws-auth. */
export interface IdentityMapping extends Resource {
  /** The ARN; "" where the file does not say it. */
  readonly principal: string;
  /** Each points into the text of the entry. */
  readonly groups: readonly Field<string>[];
}

/** Is the name one of those that Kubernetes or its own parts keep for themselves? `system:` is reserved for them. */
export const isSystem = (name: Field<string>): boolean => name.is((n) => /^system:/.test(n)) || name.is((n) => bootstrapped.has(n));

/** The user-facing roles, and their bindings, that every API server makes (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles). */
const bootstrapped: ReadonlySet<string> = new Set(["cluster-admin", "admin", "edit", "view"]);

/** The rules that give any of these verbs, or all, on any of these resources, written `group/resource`; `*` matches what says all. */
export const grants = ({ verbs, apiGroups, resources }: RoleRule, wantedVerbs: readonly string[], group: string, resource: string): boolean =>
  holds(apiGroups, [group]) && holdsResource(resources, resource) && holds(verbs, wantedVerbs);

const holds = ({ items }: RoleRule["verbs"], wanted: readonly string[]): boolean =>
  items.some((item) => item.is((v) => v === "*" || wanted.includes(v)));

/** `*` is every resource with its subresources, `*\/scale` that subresource of every one. */
const holdsResource = ({ items }: RoleRule["resources"], resource: string): boolean =>
  items.some((item) => item.is((r) => r === "*" || r === resource || (r.startsWith("*/") && resource.endsWith(r.slice(1)))));

/** What a sentence about it begins with: `ClusterRole "reader"`, and `The ClusterRole` where it has no name. */
export const titleOf = ({ kind, name }: Role | RoleBinding): string => ((name.value ?? name.text) ? titled(kind, name) : `The ${kind}`);

/** Where a rule names the resource itself; undefined where it is but one of all. */
export const namedResource = ({ resources }: RoleRule, resource: string): Field<string> | undefined => resources.items.find((r) => r.is(resource));
/** Where a rule names one of the verbs. */
export const namedVerb = ({ verbs }: RoleRule, wanted: readonly string[]): Field<string> | undefined =>
  verbs.items.find((v) => v.is((name) => wanted.includes(name)));
/** Does the rule mean objects of certain names alone? */
export const isNarrowed = ({ resourceNames }: RoleRule): boolean => resourceNames.state !== "unset" && resourceNames.items.length > 0;
