import type { Duty, Role } from "../../model/role.ts";
import { type Facts, facts, together } from "../../model/subjects.ts";
import { get, literal, type MapNode, maps, values } from "../../syntax/tree.ts";
import { absent, list, placeOf, string, texts } from "../fields.ts";
import { isDocument, policyFacts, policyIn } from "../iam.ts";
import { type NewAttachment, roleOf } from "../role.ts";

/** A part of the configuration that eksctl makes a role for. */
interface Holder {
  /** What the configuration calls the one that has the role. */
  readonly address: string;
  readonly map: MapNode;
  /** What it says of the policies of that role. */
  readonly said: MapNode;
  /** Are these the rights of machines? */
  readonly ofNodes: boolean;
}

/** Nodes, service accounts, pods by their identity, and addons. A role that is named exists, and is not made. */
export function holdersIn(root: MapNode): readonly Holder[] {
  const at = (...path: readonly string[]): readonly MapNode[] => maps(values(path.reduce<ReturnType<typeof get>>(get, root)));
  const nodes = [...at("nodeGroups"), ...at("managedNodeGroups")].flatMap((map) => {
    const said = get(map, "iam");
    return said?.kind === "map" && !get(said, "instanceRoleARN") ? [{ address: nameOf(map), map, said, ofNodes: true }] : [];
  });
  const others = [...at("iam", "serviceAccounts"), ...at("iam", "podIdentityAssociations"), ...at("addons")]
    .filter((map) => !["attachRoleARN", "roleARN", "serviceAccountRoleARN"].some((key) => get(map, key)))
    .map((map) => ({ address: nameOf(map), map, said: map, ofNodes: false }));
  return [...nodes, ...others].filter(({ said }) => keys.some((key) => get(said, key)));
}
const nameOf = (map: MapNode): string => literal(get(map, "name") ?? get(get(map, "metadata"), "name") ?? get(map, "serviceAccountName")) ?? "";
const keys = ["attachPolicyARNs", "attachPolicy", "permissionPolicyARNs", "permissionPolicy", "permissionsBoundary"];

export const policyFactsOf = (holders: readonly Holder[]): Facts => together(holders.map(roleFacts));

/** Each has more policies than the configuration shows: those that all nodes need, and those that go by a well-known name. */
function roleFacts({ address, map, said, ofNodes }: Holder): Facts {
  const at = placeOf(map);
  const managed = ["attachPolicyARNs", "permissionPolicyARNs"].flatMap((key) => list(said, key, texts).items);
  const policies = ["attachPolicy", "permissionPolicy"]
    .map((key) => get(said, key))
    .filter(isDocument)
    .map((document) => policyIn(document, { address, kind: "identity" }));
  const attached: readonly NewAttachment[] = [
    ...managed.map((arn) => ({ inline: false, managed: arn, policy: undefined, at: arn.at })),
    ...policies.map((policy) => ({ inline: true, managed: absent<string>(policy.at), policy, at: policy.at })),
  ];
  const duties: Duty[] = [];
  const known = { address, kind: "role" as const, name: absent<string>(at), trust: undefined, open: true, at };
  const role: Role = roleOf({ ...known, boundary: string(said, "permissionsBoundary") }, attached, duties);
  if (ofNodes) duties.push({ address, as: "instance", role, workload: undefined, at });
  return together([policyFacts(policies), facts({ role: [role], attachment: role.attachments, duty: duties })]);
}
