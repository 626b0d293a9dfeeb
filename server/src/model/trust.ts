import { includesAction } from "./action.ts";
import { isNegated, operatorOf } from "./condition.ts";
import { meet } from "./mismatch.ts";
import type { Condition, Policy, Statement } from "./policy.ts";

/** Who may take on a role by its trust policy. What is not known counts as trust. */

/** May this service, `ecs-tasks.amazonaws.com`, or whoever else the names stand for? */
export const trustsService = ({ statements }: Policy, name: string): boolean =>
  statements.some(
    (s) =>
      mayAllow(s, "sts:AssumeRole") &&
      (s.principals.length === 0 || s.principals.some((p) => p.value.opaque || p.value.is((text) => text === "*" || text.startsWith(`${name}.`)))),
  );

/**
 * May a pod of this service account, whose cluster vouches for it as OpenID Connect has it? A namespace that is not known may be any.
 * (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html)
 */
export function trustsAccount({ statements }: Policy, namespace: string | undefined, name: string): boolean {
  const subject = `system:serviceaccount:${namespace ?? "*"}:${name}`;
  return statements.some(
    (s) =>
      mayAllow(s, "sts:AssumeRoleWithWebIdentity") &&
      (s.principals.length === 0 || s.principals.some((p) => p.type === "*" || p.type === "Federated" || p.value.is("*"))) &&
      (s.conditionsOpaque || s.conditions.every((c) => mayHold(c, subject))),
  );
}

const mayAllow = (s: Statement, action: string): boolean =>
  s.effect.value !== "Deny" &&
  (s.actions.state !== "written" || s.actions.items.some((a) => a.opaque || a.is((written) => includesAction(written, action))));

/** Keys are `oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub`, whatever the provider. */
function mayHold({ operator, key, values }: Condition, subject: string): boolean {
  const known = operatorOf(operator);
  if (!known || isNegated(known) || !/:sub$/i.test(key)) return true;
  if (!/^String(?:Equals|EqualsIgnoreCase|Like)$/.test(known.base)) return true;
  const pattern = (text: string): string => (known.base === "StringLike" ? text : text.replaceAll(/[*?]/g, "\0"));
  return values.some((v) => v.opaque || v.is((text) => text.includes("${") || meet(pattern(text), subject)));
}
