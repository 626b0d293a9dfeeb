import { includesAction } from "./action.ts";
import { binds } from "./condition.ts";
import type { Condition, Policy, Principal, Statement } from "./policy.ts";

/** Who a statement speaks to, as far as the policy alone tells. */

/** Everybody who has an AWS account, and where the service allows it everybody at all. */
export const isAnybody = ({ type, value }: Principal): boolean => (type === "*" || type === "AWS") && value.is("*");

/** The account that a principal is, or is in; undefined where that is not written. */
export const accountOf = ({ type, value }: Principal): string | undefined =>
  type === "AWS" ? (/^(\d{12})$/.exec(value.value ?? "") ?? /^arn:aws[\w-]*:(?:iam|sts)::(\d{12}):/.exec(value.value ?? ""))?.[1] : undefined;

/** Is it all of an account: `111122223333`, `arn:aws:iam::111122223333:root`? */
export const isWholeAccount = ({ type, value }: Principal): boolean =>
  type === "AWS" && value.is((v) => /^\d{12}$/.test(v) || /^arn:aws[\w-]*:iam::\d{12}:root$/.test(v));

/** May a condition of the statement say who it speaks to? Yes for all that is not known to say something else. */
export const isNarrowedToSomebody = ({ conditions, conditionsOpaque }: Statement): boolean =>
  conditionsOpaque || conditions.some((c) => binds(c) && !isAboutRequest(c));

/** What the caller chooses, what is so for everybody, or what is said of the thing and not of the caller. */
export const isAboutRequest = ({ key, values }: Condition): boolean => {
  const name = key.toLowerCase();
  if (name === "aws:sourceip") return values.every((v) => v.is((value) => isPrivateRange(value)));
  return (
    aboutRequest.has(name) ||
    /^(?:aws:(?:principaltag|requesttag|resourcetag)\/|s3:(?:x-amz-|prefix|delimiter|max-keys|existingobjecttag|requestobjecttag))/.test(name)
  );
};
const aboutRequest: ReadonlySet<string> = new Set(
  [
    "aws:SecureTransport aws:UserAgent aws:Referer aws:CurrentTime aws:EpochTime aws:TokenIssueTime aws:MultiFactorAuthPresent aws:MultiFactorAuthAge",
    "aws:RequestedRegion aws:TagKeys aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:PrincipalType sts:RoleSessionName",
    "s3:authType s3:signatureversion s3:signatureAge s3:TlsVersion s3:versionid s3:object-lock-mode",
  ]
    .join(" ")
    .toLowerCase()
    .split(" "),
);

/** RFC 1918 and the like: addresses that AWS never sees as those of a caller from outside of a VPC. */
export const isPrivateRange = (range: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)[\d.]+(?:\/\d+)?$/.test(range) ||
  /^f[cd][0-9a-f]{2}:/i.test(range);

/**
 * May a `Deny` of the policy keep strangers from this action? Yes for one with a condition of whatever kind, save that on encrypted transport,
 * and for one without.
 */
export const mayBarStrangers = (policy: Policy, action: string): boolean =>
  policy.statements.some(
    ({ effect, actions, notActions, conditions, conditionsOpaque }) =>
      effect.value !== "Allow" &&
      (actions.items.some((a) => a.opaque || a.is((written) => includesAction(written, action))) ||
        (notActions.state !== "unset" && !notActions.items.some((a) => a.is((written) => includesAction(written, action))))) &&
      (conditionsOpaque || conditions.length === 0 || conditions.some((c) => !onTransport.has(c.key.toLowerCase()))),
  );
const onTransport: ReadonlySet<string> = new Set(["aws:securetransport", "s3:tlsversion", "s3:x-amz-server-side-encryption"]);
