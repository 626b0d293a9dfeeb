import type { Edit } from "../text/source.ts";
import { includesAction } from "./action.ts";
import { fits } from "./action-set.ts";
import type { Workload } from "./container.ts";
import { meet } from "./mismatch.ts";
import { fieldsOf } from "./permissions.ts";
import type { Statement } from "./policy.ts";
import { type Attachment, awsManaged, policiesOf, type Role } from "./role.ts";

/** What a role may do, for those who say what it may not: all that is not known counts as allowed. */

/** May the role call the action on something? Yes where other files may give it more. */
export const mayCall = (role: Role, action: string): boolean => !isKnown(role) || isAllowed(role, action);

/** Edits that let the role that starts a task do this; none where a policy that is here lets it, and where another template has the role. */
export function grantToStarter({ starters: [role] }: Workload, name: string, action: string, resource: string): readonly Edit[] {
  const what = resource
    .split(":")
    .slice(5)
    .join(":")
    .replace(/-\?{6}$/, "");
  if (!role || (isAllowed(role, action) && !isElsewhere(role, action, what))) return [];
  return role.grant?.(name.replace(/[^\w+=,.@-]/g, "_").slice(0, 128), action, resource) ?? [];
}

const isAllowed = (role: Role, action: string): boolean => role.attachments.some((a) => gives(a, action)) || allowing(role, action).length > 0;

/**
 * Does what it may call the action on leave this resource out? `name` is what follows the account in an ARN, or the beginning of that: in a
 * policy six letters may stand behind the name of a secret. No where the role may not call it at all, or a resource is not known.
 */
export function isElsewhere(role: Role, action: string, name: string): boolean {
  if (!isKnown(role) || role.attachments.some((a) => gives(a, action))) return false;
  const statements = allowing(role, action);
  return (
    statements.length > 0 && statements.every(({ resources: { state, items } }) => state === "written" && items.every((r) => r.is(isOther(name))))
  );
}
const isOther =
  (name: string) =>
  (arn: string): boolean => {
    const resource = fieldsOf(arn)?.resource;
    return resource !== undefined && !resource.includes("${") && !meet(`${name}*`, `${resource}*`);
  };

/** Are all its policies here, or of those of AWS that are known? */
const isKnown = (role: Role): boolean => !role.open && role.attachments.every((a) => (a.policy ? !a.policy.partial : ofAws.has(awsManaged(a) ?? "")));

const gives = (attachment: Attachment, action: string): boolean =>
  attachment.policy === undefined &&
  (ofAws.get(awsManaged(attachment) ?? "") ?? []).some((pattern) => fits(pattern.toLowerCase(), action.toLowerCase()));

const allowing = (role: Role, action: string): readonly Statement[] =>
  policiesOf(role).flatMap(({ statements }) =>
    statements.filter(
      (s) =>
        s.effect.value !== "Deny" &&
        (s.actions.state === "opaque" ||
          s.notActions.state !== "unset" ||
          s.actions.items.some((a) => a.opaque || a.is((written) => includesAction(written, action)))),
    ),
  );

/**
 * What AWS's own policies that tasks commonly have give, as far as starting tasks needs it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, 2026-09).
 */
const pull = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
const ofAws: ReadonlyMap<string, readonly string[]> = new Map([
  ["AmazonECSTaskExecutionRolePolicy", [...pull, "logs:CreateLogStream", "logs:PutLogEvents"]],
  ["AmazonEC2ContainerRegistryPullOnly", pull],
  ["AmazonEC2ContainerRegistryReadOnly", [...pull, "ecr:List*", "ecr:Describe*", "ecr:Get*"]],
  ["AmazonEC2ContainerRegistryPowerUser", ["ecr:*"]],
  ["CloudWatchLogsFullAccess", ["logs:*", "cloudwatch:*"]],
  ["AWSXRayDaemonWriteAccess", ["xray:*"]],
  ["AmazonS3ReadOnlyAccess", ["s3:*", "s3-object-lambda:*"]],
]);
