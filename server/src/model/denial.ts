import { operatorOf } from "./condition.ts";
import type { Condition, Statement } from "./policy.ts";

/**
 * May a `Deny` take away what its actions and resources say from nearly every request? Yes without conditions, and with all that is not known
 * to hold for few. No where one of its conditions, all of which must hold, is about requests that are odd anyway, such as those without
 * TLS, or names what is denied: the rest stays allowed.
 */
export const bars = ({ conditions, conditionsOpaque }: Statement): boolean => conditionsOpaque || !conditions.some(holdsForFew);

function holdsForFew(condition: Condition): boolean {
  const operator = operatorOf(condition.operator);
  if (!operator) return false;
  const key = condition.key.toLowerCase();
  // Without IfExists a missing key is no `false`: who has no second factor at all is not denied.
  if (key === "aws:multifactorauthpresent") return !operator.ifExists && operator.base === "Bool";
  if (odd.has(key)) return operator.base !== "Null";
  return (
    named.test(key) &&
    !operator.ifExists &&
    operator.qualifier !== "ForAllValues" &&
    /^(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/.test(operator.base) &&
    condition.values.every((v) => v.is((value) => !/^[*?]+$/.test(value)))
  );
}
/** Without TLS, from an unusual program or Region, with an old session: what is left is all that one needs. */
const odd: ReadonlySet<string> = new Set(
  ["aws:SecureTransport", "aws:UserAgent", "aws:Referer", "aws:RequestedRegion", "aws:TokenIssueTime", "aws:MultiFactorAuthAge"].map((key) =>
    key.toLowerCase(),
  ),
);
/** Keys for what a request is about. What has another value, or none, is not denied. */
const named = /^(?:aws:(?:resourcetag|requesttag)\/|[\w-]+:resourcetag\/|iam:(?:passedtoservice|policyarn|awsservicename)$)/;
