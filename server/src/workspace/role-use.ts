import type { Policy } from "../model/policy.ts";
import { type Role, type RoleUse, roleName } from "../model/role.ts";
import type { Facts } from "../model/subjects.ts";
import type { Around, Join } from "./join.ts";

/**
 * The roles of other files that tasks and service accounts of a file name by ARN. Roles are told by name; of two that are called alike it is not known
 * which is meant.
 */
export const roleUses: Join<"roleUse", Role> = {
  makes: "roleUse",
  tells: ({ role }) =>
    named(role).map((told) => ({ key: told.name.value ?? "", says: told.trust ? JSON.stringify(digestOf(told.trust)) : "", told })),
  looks: ({ serviceAccount, workload }) => serviceAccount.length + workload.length > 0,
  see: (facts, _, around) => usesIn(facts, around),
};

const named = (roles: readonly Role[]): readonly Role[] => roles.filter(({ kind, name }) => kind === "role" && name.value);

/** What files that use a role see of it: nothing that a place is part of. */
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

function usesIn({ workload, serviceAccount, role, duty }: Facts, { ask }: Around<Role>): readonly RoleUse[] {
  const known = new Set(duty.map((d) => d.at.start));
  const uses = [
    ...workload.filter((w) => w.platform === "ecs").flatMap((w) => [w.taskRole, w.executionRole].map((arn) => ({ by: w, arn }))),
    ...serviceAccount.map((account) => ({ by: account, arn: account.annotations.of("eks.amazonaws.com/role-arn") })),
  ];
  return uses.flatMap(({ by, arn }) => {
    if (arn.unset || known.has(arn.at.start)) return [];
    const [found, ...others] = ask(roleName(arn) ?? "");
    return found && others.length === 0 && !role.includes(found) ? [{ address: by.address, role: found, by, at: arn.at }] : [];
  });
}
