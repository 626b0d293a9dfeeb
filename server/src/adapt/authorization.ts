import type { Policy } from "../model/policy.ts";
import type { Role } from "../model/role.ts";
import type { Facts } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { embeddedJson } from "./embedded.ts";
import { absent, list, string, texts } from "./fields.ts";
import { isDocument, policyFacts, policyIn } from "./iam.ts";
import { type NewAttachment, roleOf } from "./role.ts";

/**
 * Users, groups, roles and managed policies as the AWS command line prints them: `get-account-authorization-details`, which shows all of an
 * account, and `get-role`, which leaves a role's policies out; and what `create-role` takes. Undefined for all else.
 */
export function readAuthorization(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  for (const [single, why] of [
    [get(root, "Role"), "is what get-role prints"],
    [root, "is what create-role takes"],
  ] as const) {
    if (single?.kind !== "map" || !get(single, "RoleName") || !documentIn(single, "AssumeRolePolicyDocument")) continue;
    return { why, facts: factsOf([detail(single, "role", new Map(), true)]) };
  }
  const details = kinds.flatMap(({ kind, key }) => maps(values(get(root, key))).map((map) => ({ kind, map })));
  if (details.length === 0 || !details.some(({ map }) => get(map, "Arn"))) return undefined;
  const managed = managedIn(root);
  const read = details.map(({ kind, map }) => detail(map, kind, managed, false));
  return { why: "is what get-account-authorization-details prints", facts: factsOf(read, [...managed.values()]) };
}

/** The command line prints documents as they are, and takes them as text. */
function documentIn(map: MapNode, key: string): MapNode | undefined {
  const node = get(map, key);
  return [node, node && embeddedJson(node)].find(isDocument);
}

const kinds = [
  { kind: "user", key: "UserDetailList" },
  { kind: "group", key: "GroupDetailList" },
  { kind: "role", key: "RoleDetailList" },
] as const;

interface Detail {
  readonly role: Role;
  readonly policies: readonly Policy[];
}
const factsOf = (details: readonly Detail[], managed: readonly Policy[] = []): Facts => {
  const policies = policyFacts([...managed, ...details.flatMap((d) => d.policies)]);
  const roles = details.map((d) => d.role);
  return { ...policies, role: roles, attachment: roles.flatMap((r) => r.attachments) };
};

/** The version that is in force of each managed policy of the account, by its ARN. */
function managedIn(root: Node): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  for (const map of maps(values(get(root, "Policies")))) {
    const version = maps(values(get(map, "PolicyVersionList"))).find((v) => {
      const isDefault = get(v, "IsDefaultVersion");
      return isDefault?.kind === "scalar" && isDefault.value === true;
    });
    const document = get(version, "Document");
    const arn = string(map, "Arn").value ?? "";
    // What AWS publishes is nobody's to change.
    if (isDocument(document) && !/:iam::aws:/.test(arn)) {
      found.set(arn, policyIn(document, { address: string(map, "PolicyName").value, kind: "identity", many: true }));
    }
  }
  return found;
}

function detail(map: MapNode, kind: Role["kind"], managed: ReadonlyMap<string, Policy>, open: boolean): Detail {
  const prefix = { user: "User", group: "Group", role: "Role", "permission-set": "" }[kind];
  const name = string(map, `${prefix}Name`);
  const address = name.value ?? "";
  const document = documentIn(map, "AssumeRolePolicyDocument");
  const trust = document ? policyIn(document, { address, kind: "trust", many: !open }) : undefined;
  const inline = maps(values(get(map, `${prefix}PolicyList`))).flatMap((entry): readonly NewAttachment[] => {
    const inner = get(entry, "PolicyDocument");
    const policy = isDocument(inner)
      ? policyIn(inner, { address: `${address}/${string(entry, "PolicyName").value ?? ""}`, kind: "identity", many: true })
      : undefined;
    return [{ inline: true, managed: absent(entry.at), policy, at: string(entry, "PolicyName").at }];
  });
  const attached = maps(values(get(map, "AttachedManagedPolicies"))).map((entry): NewAttachment => {
    const arn = string(entry, "PolicyArn");
    return { inline: false, managed: arn, policy: managed.get(arn.value ?? ""), at: arn.at };
  });
  const role = roleOf(
    {
      address,
      kind,
      name,
      trust,
      open,
      boundary: string(map, "PermissionsBoundary", "PermissionsBoundaryArn"),
      sessionDuration: string(map, "MaxSessionDuration"),
      groups: list(map, "GroupList", texts),
      at: map.at,
    },
    [...inline, ...attached],
  );
  return { role, policies: [...(trust ? [trust] : []), ...inline.flatMap((a) => a.policy ?? [])] };
}
