import { selfHelp } from "../knowledge/iam/escalations.ts";
import { credentials, lesserCredentials, permissionWrites, records, secrets, stores } from "../knowledge/iam/powers.ts";
import { type ActionSet, actionsOf, actionsWhere, minus, unionOf } from "./action-set.ts";

/** What gives who else access, other than the actions of IAM that privilege-escalation, unrestricted-pass-role and unrestricted-impersonation tell of. */
export const permissionChanges = once(() =>
  minus(everyPermissionChange(), unionOf([...selfHelp, ...credentials, ...lesserCredentials, "iam:PassRole"].map(actionsOf))),
);

/**
 * What creates, changes or deletes, other than what has a rule of its own. Only actions that always are about a resource: where each type of
 * resource is optional, such as a new one that most users have never heard of, `*` may be needed.
 */
export const plainWrites = once(() =>
  minus(
    actionsWhere(({ levels, uses }, i) => levels[i] === "w" && uses[i]?.includes("!") === true),
    unionOf([
      everyPermissionChange(),
      ...[selfHelp, credentials, lesserCredentials, secrets, stores, records, ["iam:PassRole"]].flat().map(actionsOf),
    ]),
  ),
);

/** All that gives who else access and that can be limited to a resource. */
export const everyPermissionChange = once(() => {
  const star = actionsWhere(({ uses }, i) => uses[i] === "");
  return minus(unionOf([permissionsManagement(), ...[...selfHelp, ...permissionWrites].map(actionsOf)]), star);
});

/** What AWS ranks so, less what only looks, by its name: a few dozen readers stand there by mistake. */
export const permissionsManagement = once(() =>
  actionsWhere(({ levels, names }, i) => levels[i] === "p" && !/^(?:BatchGet|Describe|Get|List|Search|Validate|View)[A-Z]/.test(names[i] ?? "")),
);

function once(make: () => ActionSet): () => ActionSet {
  let made: ActionSet | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
