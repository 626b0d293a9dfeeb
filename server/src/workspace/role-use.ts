import type { Policy } from "../model/policy.ts";
import { type Role, type RoleUse, roleName } from "../model/role.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";

/** The roles of a workspace by name, for the files that name them by ARN. Of two that are called alike it is not known which is meant. */
type Roles = ReadonlyMap<string, readonly Role[]>;

/** The roles of other files that tasks and service accounts of a file name. */
export const roleUses: Join<"roleUse", Roles> = {
  makes: "roleUse",
  says: rolesDigest,
  index: rolesOf,
  looks: ({ serviceAccount, workload }) => serviceAccount.length + workload.length > 0,
  see: (facts, _, roles) => usesIn(facts, roles),
};

function rolesOf(files: Iterable<readonly [uri: string, facts: Facts]>): Roles {
  const roles = new Map<string, Role[]>();
  for (const [, { role }] of files) {
    for (const one of named(role)) {
      const alike = roles.get(one.name.value ?? "");
      if (alike) alike.push(one);
      else roles.set(one.name.value ?? "", [one]);
    }
  }
  return roles;
}
const named = (roles: readonly Role[]): readonly Role[] => roles.filter(({ kind, name }) => kind === "role" && name.value);

/** What files that use a role see of it: nothing that a place is part of. */
function rolesDigest({ role }: Facts): string {
  const all = named(role);
  return all.length === 0 ? "" : JSON.stringify(all.map(({ name, trust }) => [name.value, trust && digestOf(trust)]));
}
const digestOf = ({ statements, partial }: Policy): unknown => [
  partial,
  statements.map((s) => [
    s.effect.value,
    [s.actions, s.notActions].map((list) => [list.state, list.items.map((a) => a.value)]),
    s.principals.map(({ type, value }) => [type, value.value]),
    s.conditionsOpaque,
    s.conditions.map(({ operator, key, values }) => [operator, key, values.map((v) => v.value)]),
  ]),
];

function usesIn({ workload, serviceAccount, role, duty }: Facts, roles: Roles): readonly RoleUse[] {
  if (roles.size === 0) return [];
  const known = new Set(duty.map((d) => d.at.start));
  const uses = [
    ...workload.filter((w) => w.platform === "ecs").flatMap((w) => [w.taskRole, w.executionRole].map((arn) => ({ by: w, arn }))),
    ...serviceAccount.map((account) => ({ by: account, arn: account.annotations.of("eks.amazonaws.com/role-arn") })),
  ];
  return uses.flatMap(({ by, arn }) => {
    if (arn.unset || known.has(arn.at.start)) return [];
    const [found, ...others] = roles.get(roleName(arn) ?? "") ?? [];
    return found && others.length === 0 && !role.includes(found) ? [{ address: by.address, role: found, by, at: arn.at }] : [];
  });
}
