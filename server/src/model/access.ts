import { dataDate } from "../knowledge/iam/catalogue.ts";
import { remembered } from "../knowledge/remembered.ts";
import { includesAction, includesPattern } from "./action.ts";
import { actionsOf, contains } from "./action-set.ts";
import { bars } from "./denial.ts";
import type { Field } from "./field.ts";
import { namedActions, namedSet } from "./named-action.ts";
import { oncePerPolicy, oncePerStatement } from "./once.ts";
import type { Condition, Policy, Statement } from "./policy.ts";

/** What a statement allows, as far as its policy alone tells. Opaque parts never count for it. */

/** Is it a statement that gives its principal rights: an Allow of a policy that is attached to an identity? */
export const grants = ({ effect, policy }: Statement): boolean => effect.is("Allow") && (policy.kind === "identity" || policy.kind === "unknown");

/** The actions of the statement that include `action`, itself a pattern. */
export const allowing = (statement: Statement, action: string): readonly Field<string>[] =>
  // What the action stands for today tells most statements apart.
  contains(namedSet(statement), actionsOf(action))
    ? namedActions(statement).flatMap(({ field, pattern }) => (includesAction(pattern.lower, action) ? [field] : []))
    : [];

/**
 * Does the test hold for the ARN that the field holds? Holes that are the whole of its partition, region or account change nothing of what
 * it names there: `arn:${partition}:iam::${account}:role/*`. Never so for other holes.
 */
export function isOn(resource: Field<string>, test: (arn: string) => boolean): boolean {
  if (resource.value !== undefined || !resource.parts[0]?.startsWith("arn:")) return resource.is(test);
  const fields = resource.parts
    .map((part) => part ?? hole)
    .join("")
    .split(":");
  const arn = fields.map((field, i) => (field === hole ? (standIns[i] ?? field) : field)).join(":");
  return !arn.includes(hole) && test(arn);
}
const hole = "\0";
/** By the place in an ARN. */
const standIns: readonly (string | undefined)[] = [undefined, "aws", undefined, "us-east-1", "000000000000"];

/** Is it every resource there is, whatever the partition? */
export const isEverything = remembered((resource) =>
  partitions.some((partition) => resource.includes("*") && includesPattern(resource, `arn:${partition}:*:*:*:*`)),
);
/** Is it every role that the principal's account has? `iam:PassRole` does not cross accounts. */
export const isEveryRole = (resource: string): boolean => {
  const account = /^arn:[\w-]*:iam::(\d{12}):/.exec(resource)?.[1] ?? "000000000000";
  return partitions.some((partition) => includesPattern(resource, `arn:${partition}:iam::${account}:role/*`));
};
/** Is it all that a service has, in one account at least: `arn:aws:s3:::*`, `arn:aws:ecr:*:*:*`? */
export const isWholeService = (resource: string): boolean => isEverything(resource) || /^arn:[\w*-]+:[\w*-]+:[^:/]*:[^:/]*:\*+$/.test(resource);
/** Is it on all but some resources, with all of IAM's among those that it is on? */
export const isOnIamByExclusion = ({ notResources }: Statement): boolean =>
  notResources.items.length > 0 && notResources.items.every((r) => /^arn:[^:]*:(?!iam:)[\w-]+:/.test(r.value ?? r.parts[0] ?? ""));
const partitions = ["aws", "aws-cn", "aws-us-gov"];

/**
 * May a condition keep most requests out? Yes for all that is not known to be harmless: keys that the caller chooses or that hold for
 * everybody, values that fit anything, and operators that also hold for requests without the key.
 */
export const isNarrowed = (statement: Statement): boolean =>
  statement.conditionsOpaque || (statement.conditions.length > 0 && hasNarrowing(statement));
const hasNarrowing = oncePerStatement(({ conditions }: Statement) => conditions.some(narrows));
const narrows = (condition: Condition): boolean => isNever(condition) || (!isLoose(condition) && !isOpen(condition));

const isOpen = ({ key, values }: Condition): boolean =>
  open.has(key.toLowerCase()) ||
  (key.toLowerCase() === "aws:requestedregion" && values.some((v) => v.is((value) => includesPattern(value, globalRegion)))) ||
  values.some((v) => v.is((value) => ["*", "0.0.0.0/0", "::/0"].includes(value) || (value === "*.amazonaws.com" && isOfService(key))));
/**
 * Requests to IAM and other services without Regions are of this one, so that where it is among the values a condition on the Region keeps them in
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html); all that stands in it is open as
 * well. Without it, what may be done to rights is kept out.
 */
const globalRegion = "us-east-1";
const isOfService = (key: string): boolean => key.toLowerCase() === "iam:passedtoservice";
const open: ReadonlySet<string> = new Set(
  ["aws:SecureTransport", "aws:UserAgent", "aws:Referer", "aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"].map((key) => key.toLowerCase()),
);

/** Does it hold for all but some values, or also where the request has no such key? Not so for keys that are always there. */
const isLoose = ({ operator, key }: Condition): boolean =>
  !present.has(key.toLowerCase()) &&
  (/IfExists$/i.test(operator) || /^ForAllValues:/i.test(operator) || /Not(?:Equals|Like|IpAddress)/i.test(operator));
const present: ReadonlySet<string> = new Set(["iam:passedtoservice", "iam:awsservicename", "dynamodb:leadingkeys", "dynamodb:attributes"]);

/** Does it demand a time that was over when the catalogue of actions was made? */
const isNever = ({ operator, key, values }: Condition): boolean =>
  /^DateLessThan(?:Equals)?$/i.test(operator) &&
  key.toLowerCase() === "aws:currenttime" &&
  values.length > 0 &&
  values.every((v) => v.is((value) => /^\d{4}-\d\d-\d\d/.test(value) && value.slice(0, 10) < dataDate()));

/** The 20,480 characters of the longest policy that AWS takes hold no more. Longer texts are not asked, so that a rule's work stays linear. */
const mostStatements = 450;

/** Has the policy more statements than can be asked about? */
export const isTooLong = ({ statements }: Policy): boolean => statements.length > mostStatements;

/** Denials that may be of nearly every request, whatever the resource. */
export const denialsOf = oncePerPolicy(({ statements }) =>
  statements.filter(
    (s) =>
      s.effect.is("Deny") &&
      bars(s) &&
      (s.resources.state === "unset"
        ? !s.notResources.items.some((r) => r.is(isEverything))
        : s.resources.items.some((r) => r.opaque || r.is(isEverything))),
  ),
);

/** May the policy itself take `action`, which may be a pattern, away again? Yes where that is not known. */
export const mayBeDenied = (policy: Policy, action: string): boolean =>
  isTooLong(policy) ||
  denialsOf(policy).some(
    ({ actions, notActions }) =>
      actions.items.some((a) => a.opaque || a.is((written) => includesAction(written, action))) ||
      (notActions.state !== "unset" && !notActions.items.some((a) => a.is((written) => includesAction(written, action)))),
  );
