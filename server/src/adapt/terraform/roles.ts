import type { Workload } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import type { Policy } from "../../model/policy.ts";
import { type Attachment, type Duty, type Role, roleName } from "../../model/role.ts";
import type { ServiceAccount } from "../../model/service-account.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, oneOrMany, values } from "../../syntax/tree.ts";
import { absent, boolean, list, placeOf, string, text, textOrTexts } from "../fields.ts";
import { attachmentTo, type NewAttachment, roleOf } from "../role.ts";
import { type Block, mayHaveMore, nested } from "./blocks.ts";
import type { Document } from "./document.ts";
import { referencesTo } from "./policies.ts";

/**
 * Roles, users, groups and permission sets of a module with what it attaches to them and uses them for. `policies` and `workloads` are all of
 * the module's. A role is open unless the module attaches something to it, keeps it to itself, and attaches nothing to what it does not know.
 */
export function rolesIn(
  blocks: readonly Block[],
  outputs: readonly Block[],
  documents: readonly Document[],
  policies: readonly Policy[],
  workloads: readonly Workload[],
  accounts: readonly ServiceAccount[],
): Facts {
  const policyIn = policyFinder(documents, policies);
  const resources = blocks.filter((b) => b.keyword === "resource");
  const managed = managedFinder(blocks, policyIn);
  const holders = resources.flatMap((b) => holderOf(b) ?? []);
  const byAddress = new Map(holders.map((h) => [h.block.address, h]));
  const byName = new Map(holders.flatMap((h) => (h.name.value === undefined ? [] : [[`${h.kind} ${h.name.value}`, h] as const])));
  const known = (node: Node, kind: Role["kind"]): Holder | undefined => {
    const address = addressIn(node);
    const name = text(node);
    const holder =
      address === undefined
        ? byName.get(`${kind} ${name.is((value) => !value.startsWith("arn:")) ? name.value : (roleName(name) ?? "")}`)
        : byAddress.get(address);
    return holder?.kind === kind ? holder : undefined;
  };

  const attached = new Map<Holder, NewAttachment[]>();
  const elsewhere: Attachment[] = [];
  let isToUnknown = false;
  const attach = (block: Block, to: Role["kind"], whom: Node, what: readonly Omit<NewAttachment, "address">[]): void => {
    const holder = known(whom, to);
    if (holder) attached.set(holder, [...(attached.get(holder) ?? []), ...what.map((a) => ({ ...a, address: block.address }))]);
    else elsewhere.push(...what.map((a) => attachmentTo(to, a, block.address)));
    isToUnknown ||= !holder && to === "role" && literal(whom) === undefined && addressIn(whom)?.startsWith("aws_iam_role.") !== true;
  };
  for (const block of resources) {
    for (const { whom, to } of attachers.get(block.type) ?? []) {
      for (const target of oneOrMany(get(block.body, whom)).filter((node) => node.kind !== "scalar" || node.value !== null)) {
        const arns = eachOf(block, get(block.body, "policy_arn") ?? get(block.body, "managed_policy_arn"));
        const inline = ["policy", "inline_policy"].some((key) => get(block.body, key));
        const what = inline
          ? [{ inline, managed: absent<string>(target.at), policy: policyIn(block, "policy") ?? policyIn(block, "inline_policy"), at: target.at }]
          : arns.map((arn) => ({ inline, ...managed(arn), at: arn.at }));
        attach(block, to, target, what);
      }
    }
  }
  for (const block of blocks.filter(isModule)) {
    for (const { key, value } of [block.body, ...partsOf(block.body)].flatMap((part) => part.entries)) {
      if (!takesPolicies.test(key)) continue;
      const arns = value.kind === "map" || value.kind === "list" ? values(value) : [];
      elsewhere.push(...arns.map((arn) => attachmentTo("role", { inline: false, ...managed(arn), at: arn.at }, block.address)));
    }
  }

  const duties = new Map<Holder, Duty[]>(holders.map((h) => [h, []]));
  const logins = new Map(
    resources.flatMap((b) => {
      const user = b.type === "aws_iam_user_login_profile" ? get(b.body, "user") : undefined;
      const holder = user && known(user, "user");
      return holder ? [[holder, boolean(b.body, "password_reset_required").or(false)] as const] : [];
    }),
  );
  const shared = new Set([...outputs, ...blocks.filter((b) => b.keyword === "module")].flatMap((b) => referencesTo(["aws_iam_role"], b.body)));
  const roles = new Map(
    holders.map((h) => {
      const all = [...own(h, policyIn, managed), ...(attached.get(h) ?? [])];
      const open = h.kind !== "role" || isToUnknown || all.length === 0 || shared.has(h.block.name) || takesMore(h.block);
      const passwordReset = logins.get(h);
      return [h, roleOf({ ...describe(h, policyIn), open, ...(passwordReset ? { passwordReset } : {}) }, all, duties.get(h))] as const;
    }),
  );
  const use = (as: Duty["as"], address: string, node: Node | undefined, by: Pick<Duty, "account"> & { readonly workload?: Workload } = {}): void => {
    const holder = node && known(node, "role");
    const role = holder && roles.get(holder);
    if (!role) return;
    duties.get(holder)?.push({ address, as, role, workload: undefined, ...by, at: node.at });
    if (as === "execution") by.workload?.starters.push(role);
  };
  const nodes = new Map(blocks.flatMap((b) => b.body.entries.filter((e) => namesRole.test(e.key)).map((e) => [e.value.at, e.value] as const)));
  for (const w of workloads) {
    use("task", w.address, nodes.get(w.taskRole.at), { workload: w });
    use("execution", w.address, nodes.get(w.executionRole.at), { workload: w });
  }
  const annotated = new Map(
    resources.flatMap((b) => nested(b.body, "metadata").flatMap((m) => values(get(m, "annotations")).map((node) => [node.at, node] as const))),
  );
  for (const account of accounts) {
    use("pod", account.address, annotated.get(account.annotations.of("eks.amazonaws.com/role-arn").at), { account });
  }
  for (const { type, address, body } of resources) {
    if (type === "aws_iam_instance_profile") use("instance", address, get(body, "role"));
    if (type === "aws_eks_pod_identity_association") use("pod", address, get(body, "role_arn"));
    if (type === "aws_ecs_service") use("service", address, get(body, "iam_role"));
  }
  const found = [...roles.values()];
  return facts({ role: found, attachment: [...found.flatMap((r) => r.attachments), ...elsewhere], duty: found.flatMap((r) => r.duties) });
}

const namesRole = /^(?:tasks?|execution|task_exec)_(?:iam_)?role_arn$/;

/** Resources that attach a policy to somebody, and the argument that says to whom. */
const attachers: ReadonlyMap<string, readonly { readonly whom: string; readonly to: Role["kind"] }[]> = new Map([
  ["aws_iam_role_policy", [{ whom: "role", to: "role" }]],
  ["aws_iam_role_policy_attachment", [{ whom: "role", to: "role" }]],
  ["aws_iam_user_policy", [{ whom: "user", to: "user" }]],
  ["aws_iam_user_policy_attachment", [{ whom: "user", to: "user" }]],
  ["aws_iam_group_policy", [{ whom: "group", to: "group" }]],
  ["aws_iam_group_policy_attachment", [{ whom: "group", to: "group" }]],
  [
    "aws_iam_policy_attachment",
    [
      { whom: "roles", to: "role" },
      { whom: "users", to: "user" },
      { whom: "groups", to: "group" },
    ],
  ],
  ["aws_ssoadmin_managed_policy_attachment", [{ whom: "permission_set_arn", to: "permission-set" }]],
  ["aws_ssoadmin_permission_set_inline_policy", [{ whom: "permission_set_arn", to: "permission-set" }]],
]);

interface Holder {
  readonly block: Block;
  readonly kind: Role["kind"];
  readonly name: Field<string>;
}
const kinds: ReadonlyMap<string, Role["kind"]> = new Map([
  ["aws_iam_role", "role"],
  ["aws_iam_user", "user"],
  ["aws_iam_group", "group"],
  ["aws_ssoadmin_permission_set", "permission-set"],
]);
function holderOf(block: Block): Holder | undefined {
  const kind = kinds.get(block.type);
  return kind && { block, kind, name: string(block.body, "name") };
}

type PolicyIn = (block: Block, argument: string) => Policy | undefined;
/** The policy that an argument holds or refers to, where it is but one. */
function policyFinder(documents: readonly Document[], policies: readonly Policy[]): PolicyIn {
  const byStart = new Map(policies.map((p) => [p.at.start, p]));
  const byAddress = new Map(policies.map((p) => [p.address, p]));
  const held = new Map<Block, Document[]>();
  for (const d of documents) held.set(d.block, [...(held.get(d.block) ?? []), d]);
  return (block, argument) => {
    const own = (held.get(block) ?? []).filter((d) => d.argument === argument);
    if (own.length > 0) return own.length === 1 ? byStart.get(own[0]?.root.at.start ?? -1) : undefined;
    const node = get(block.body, argument);
    const address = node && addressIn(node);
    return address?.startsWith("data.") ? byAddress.get(address) : undefined;
  };
}

type Managed = Pick<NewAttachment, "managed" | "policy">;
/** What stands for a managed policy: its ARN, a resource of the file, or a `data "aws_iam_policy"` that looks it up by its ARN or name. */
function managedFinder(blocks: readonly Block[], policyIn: PolicyIn): (arn: Node) => Managed {
  const byAddress = new Map(blocks.filter((b) => b.type === "aws_iam_policy").map((b) => [b.address, b]));
  return (arn) => {
    const block = byAddress.get(addressIn(arn) ?? "");
    if (!block) return { managed: text(arn), policy: undefined };
    if (block.keyword === "resource") return { managed: text(arn), policy: policyIn(block, "policy") };
    const looked = get(block.body, "arn") ?? get(block.body, "name");
    return { managed: looked ? text(looked) : text(arn), policy: undefined };
  };
}

/** `aws_iam_role.task` of `aws_iam_role.task[0].arn`, in a template alone or not; undefined for all other expressions. */
function addressIn(node: Node): string | undefined {
  if (node.kind !== "opaque") return undefined;
  const [hole, ...others] = node.holes ?? [];
  const [part, ...rest] = node.parts ?? [];
  const alone = hole && others.length === 0 && part === undefined && rest.length === 0 && hole.kind === "opaque" ? hole : node;
  const { reference } = alone;
  return reference?.slice(0, reference[0] === "data" ? 3 : 2).join(".");
}

/** What `each.value` stands for, where `for_each` says it in the same block; else the node itself. */
function eachOf({ body }: Block, node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  const isEach = node.kind === "opaque" && node.reference?.[0] === "each" && node.reference.length === 2;
  if (!isEach) return [node];
  const all = get(body, "for_each");
  const set = all?.kind === "opaque" && all.call?.name === "toset" ? all.call.arguments[0] : all;
  return set?.kind === "list" || set?.kind === "map" ? values(set) : [node];
}

/** What is attached in the arguments of the one that it is attached to. */
function own({ block }: Holder, policyIn: PolicyIn, managed: (arn: Node) => Managed): readonly NewAttachment[] {
  const node = get(block.body, "managed_policy_arns");
  const arns = node?.kind === "list" ? node.items : [];
  const policy = policyIn(block, "inline_policy");
  const inline = nested(block.body, "inline_policy").flatMap((map): readonly NewAttachment[] => {
    const written = get(map, "policy");
    return written ? [{ inline: true, managed: absent(placeOf(map)), policy, at: placeOf(map) }] : [];
  });
  return [...inline, ...arns.map((arn): NewAttachment => ({ inline: false, ...managed(arn), at: arn.at }))];
}

/** May the block itself hold policies that only a run shows? */
const takesMore = ({ body }: Block): boolean =>
  mayHaveMore(body, "inline_policy") || !["list", undefined].includes(get(body, "managed_policy_arns")?.kind);

function describe({ block, kind, name }: Holder, policyIn: PolicyIn): Omit<Parameters<typeof roleOf>[0], "open"> {
  const { body, address } = block;
  return {
    address,
    kind,
    name,
    trust: policyIn(block, "assume_role_policy"),
    boundary: string(body, "permissions_boundary"),
    sessionDuration: string(body, kind === "permission-set" ? "session_duration" : "max_session_duration"),
    groups: list(body, "groups", textOrTexts),
    at: body.at,
    ...(kind === "role" && !block.json ? { grant: granting(block) } : {}),
  };
}

/** A policy of the role's, as a block at the end of the file that has the role. */
const granting =
  ({ name: role, address, body }: Block): NonNullable<Role["grant"]> =>
  (name, action, resource) => {
    const { source } = body.at;
    const { text, eol } = source;
    const lines = [
      `resource "aws_iam_role_policy" "${`${role}_${name}`.replace(/[^\w-]/g, "_").toLowerCase()}" {`,
      `  name = ${JSON.stringify(name)}`,
      `  role = ${address}.id`,
      "",
      "  policy = jsonencode({",
      `    Version = "2012-10-17"`,
      "    Statement = [{",
      `      Effect   = "Allow"`,
      `      Action   = ${JSON.stringify(action)}`,
      `      Resource = ${JSON.stringify(resource)}`,
      "    }]",
      "  })",
      "}",
      "",
    ];
    return [{ at: source.at(text.length), text: `${text.endsWith("\n") ? "" : eol}${eol}${lines.join(eol)}` }];
  };

const isModule = ({ keyword, body }: Block): boolean => keyword === "module" && /\bterraform-aws-modules\//.test(literal(get(body, "source")) ?? "");
/** What such modules make several of, each with a role of its own. */
const partsOf = (body: MapNode): readonly MapNode[] =>
  ["eks_managed_node_groups", "self_managed_node_groups", "fargate_profiles", "services"].flatMap((key) => maps(values(get(body, key))));
/** Arguments of https://registry.terraform.io/namespaces/terraform-aws-modules that hold ARNs of managed policies, as a map by name or a list. */
const takesPolicies =
  /^(?:iam_role_additional_policies|iam_role_policies|tasks_iam_role_policies|task_exec_iam_role_policies|role_policy_arns|custom_role_policy_arns|custom_group_policy_arns|managed_policy_arns|policies)$/;
