import type { Workload } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import type { Policy } from "../../model/policy.ts";
import { type Attachment, type Duty, type Role, roleName } from "../../model/role.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { get, type MapNode, type Node, oneOrMany, type Plain } from "../../syntax/tree.ts";
import { embeddedJson } from "../embedded.ts";
import { absent, boolean, list, string, text, textOrTexts } from "../fields.ts";
import { isDocument } from "../iam.ts";
import { attachmentTo, type NewAttachment, roleOf } from "../role.ts";
import type { Resource } from "./resources.ts";

/**
 * Roles, users, groups and permission sets of a template with what it attaches to them and uses them for. `policies` are all of the template's,
 * `workloads` its tasks.
 */
export function rolesOf(resources: readonly Resource[], policies: readonly Policy[], workloads: readonly Workload[]): Facts {
  const byStart = new Map(policies.map((p) => [p.at.start, p]));
  const policyAt = (node: Node | undefined): Policy | undefined => {
    const document = [node, node && embeddedJson(node)].find(isDocument);
    return document && byStart.get(document.at.start);
  };
  const managed = new Map(
    resources.filter((r) => r.type === "AWS::IAM::ManagedPolicy").map((r) => [r.id, policyAt(get(r.properties, "PolicyDocument"))] as const),
  );
  const attached = new Map<string, NewAttachment[]>();
  const elsewhere: Attachment[] = [];
  const holders = resources.flatMap((r) => holderOf(r) ?? []);
  const known = holdersBy(holders);

  for (const { id, type, properties } of resources) {
    const policy = policyAt(get(properties, "PolicyDocument"));
    const inline = type !== "AWS::IAM::ManagedPolicy";
    for (const { key, to } of targets.get(type) ?? []) {
      for (const whom of list(properties, key, textOrTexts).items) {
        const holder = known(whom, to);
        const attachment: NewAttachment = { address: id, inline, managed: absent(whom.at), policy, at: whom.at };
        if (holder) attached.set(holder.id, [...(attached.get(holder.id) ?? []), attachment]);
        else elsewhere.push(attachmentTo(to, attachment, id));
      }
    }
  }

  const duties = new Map<string, Duty[]>(holders.map((h) => [h.id, []]));
  const roles = new Map(
    holders.map((h) => {
      const own = ownAttachments(h, policyAt, managed);
      const all = [...own.attachments, ...(attached.get(h.id) ?? [])];
      return [h.id, roleOf({ ...describe(h, policyAt), open: own.open }, all, duties.get(h.id))] as const;
    }),
  );

  const use = (as: Duty["as"], address: string, whom: Field<string>, workload?: Workload): void => {
    const holder = whom.unset ? undefined : known(whom, "role");
    const role = holder && roles.get(holder.id);
    if (!holder || !role) return;
    duties.get(holder.id)?.push({ address, as, role, workload, at: whom.at });
    if (as === "execution") workload?.starters.push(role);
  };
  for (const w of workloads) {
    use("task", w.address, w.taskRole, w);
    use("execution", w.address, w.executionRole, w);
  }
  for (const { id, type, properties } of resources) {
    if (type === "AWS::IAM::InstanceProfile") for (const whom of list(properties, "Roles", textOrTexts).items) use("instance", id, whom);
    if (type === "AWS::EKS::PodIdentityAssociation") use("pod", id, string(properties, "RoleArn"));
    if (type === "AWS::ECS::ExpressGatewayService") {
      use("task", id, string(properties, "TaskRoleArn"));
      use("execution", id, string(properties, "ExecutionRoleArn"));
    }
    if (type === "AWS::ECS::Service") use("service", id, string(properties, "Role"));
  }
  const found = [...roles.values()];
  return facts({
    role: found,
    attachment: [...found.flatMap((r) => r.attachments), ...elsewhere],
    duty: found.flatMap((r) => r.duties),
  });
}

/** Resources that attach a policy to others, and where they say to whom. */
interface Target {
  readonly key: string;
  readonly to: Role["kind"];
}
const lists: readonly Target[] = [
  { key: "Roles", to: "role" },
  { key: "Users", to: "user" },
  { key: "Groups", to: "group" },
];
const targets: ReadonlyMap<string, readonly Target[]> = new Map<string, readonly Target[]>([
  ["AWS::IAM::Policy", lists],
  ["AWS::IAM::ManagedPolicy", lists],
  ["AWS::IAM::RolePolicy", [{ key: "RoleName", to: "role" }]],
  ["AWS::IAM::UserPolicy", [{ key: "UserName", to: "user" }]],
  ["AWS::IAM::GroupPolicy", [{ key: "GroupName", to: "group" }]],
]);

interface Holder extends Resource {
  readonly kind: Role["kind"];
  readonly name: Field<string>;
}
function holderOf(resource: Resource): Holder | undefined {
  const known = kinds.get(resource.type);
  // A function of SAM that is given a role makes none.
  if (!known || (known.implicit && get(resource.properties, "Role"))) return undefined;
  return { ...resource, kind: known.kind, name: known.implicit ? absent(resource.at) : string(resource.properties, known.name) };
}
const kinds: ReadonlyMap<string, { readonly kind: Role["kind"]; readonly name: string; readonly implicit?: true }> = new Map([
  ["AWS::IAM::Role", { kind: "role", name: "RoleName" }],
  ["AWS::IAM::User", { kind: "user", name: "UserName" }],
  ["AWS::IAM::Group", { kind: "group", name: "GroupName" }],
  ["AWS::SSO::PermissionSet", { kind: "permission-set", name: "Name" }],
  ["AWS::Serverless::Function", { kind: "role", name: "", implicit: true }],
  ["AWS::Serverless::StateMachine", { kind: "role", name: "", implicit: true }],
] as const);

/** Finds who is meant: by reference, by name, or by an ARN that ends in the name. */
function holdersBy(holders: readonly Holder[]): (whom: Field<string>, kind: Role["kind"]) => Holder | undefined {
  const byId = new Map(holders.filter((h) => !h.type.startsWith("AWS::Serverless::")).map((h) => [h.id, h]));
  const byName = new Map(holders.flatMap((h) => (h.name.value === undefined ? [] : [[`${h.kind} ${h.name.value}`, h] as const])));
  return (whom, kind) => {
    const [, id] = /^\$\{(\w+)(?:\.Arn|\.RoleName)?\}$/.exec(whom.text ?? "") ?? [];
    const name = whom.is((value) => !value.startsWith("arn:")) ? whom.value : roleName(whom);
    const holder = id === undefined ? byName.get(`${kind} ${name ?? ""}`) : byId.get(id);
    return holder?.kind === kind ? holder : undefined;
  };
}

type Described = Parameters<typeof roleOf>[0];
function describe(
  { id, type, kind, name, properties, at }: Holder,
  policyAt: (node: Node | undefined) => Policy | undefined,
): Omit<Described, "open"> {
  const login = get(properties, "LoginProfile");
  return {
    address: id,
    kind,
    name: name.unset ? absent(at) : name,
    trust: policyAt(get(properties, "AssumeRolePolicyDocument")),
    boundary: string(properties, "PermissionsBoundary"),
    sessionDuration: string(properties, kind === "permission-set" ? "SessionDuration" : "MaxSessionDuration"),
    groups: list(properties, "Groups", textOrTexts),
    ...(login?.kind === "map" ? { passwordReset: boolean(login, "PasswordResetRequired").or(false) } : {}),
    at,
    ...(kind === "role" && !type.startsWith("AWS::Serverless::") ? { grant: granting(properties) } : {}),
  };
}

const substituted = (text: string): Plain => (text.includes("${") ? { "Fn::Sub": text } : text);

/** One more policy in the role's own properties. */
const granting =
  (properties: MapNode): NonNullable<Role["grant"]> =>
  (name, action, resource) => {
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: substituted(resource) }] };
    const policy = { PolicyName: name, PolicyDocument: document };
    const held = get(properties, "Policies");
    if (held?.kind === "list") return held.writer.append(held, policy);
    return held ? [] : properties.writer.set(properties, "Policies", [policy]);
  };

interface Own {
  readonly attachments: readonly NewAttachment[];
  readonly open: boolean;
}
/** What is attached in the properties of the one that it is attached to. */
function ownAttachments(
  { type, properties }: Holder,
  policyAt: (node: Node | undefined) => Policy | undefined,
  managed: ReadonlyMap<string, Policy | undefined>,
): Own {
  const serverless = type.startsWith("AWS::Serverless::");
  const keys = serverless ? ["Policies"] : ["Policies", "InlinePolicy", "ManagedPolicyArns", "ManagedPolicies"];
  const attachments: NewAttachment[] = [];
  // SAM adds to the role of a function what its events, layers and network need.
  let open = serverless || (properties.open ?? false);
  for (const key of keys) {
    const node = get(properties, key);
    if (node?.kind === "opaque" || (node?.kind === "list" && node.open)) open = true;
    for (const item of oneOrMany(node)) {
      const policy = policyAt(item) ?? policyAt(get(item, "PolicyDocument"));
      if (item.kind === "map" && policy === undefined) {
        // A policy template of SAM, which is scoped to what it is given, or a document that cannot be read.
        open ||= !serverless;
      } else if (policy) attachments.push({ inline: true, managed: absent(item.at), policy, at: nameIn(item) });
      else {
        const arn = text(item, removal(node, item));
        const [, id] = /^\$\{(\w+)\}$/.exec(arn.text ?? "") ?? [];
        const own = id === undefined ? undefined : managed.get(id);
        open ||= arn.opaque && own === undefined && !isArnOfAws(arn);
        attachments.push({ inline: false, managed: arn, policy: own, at: arn.at });
      }
    }
  }
  return { attachments, open };
}
const isArnOfAws = ({ parts }: Field<string>): boolean => /:iam::aws:policy\/[\w/-]+$/.test(parts.at(-1) ?? "");
const nameIn = (item: Node): NewAttachment["at"] => {
  const name = get(item, "PolicyName");
  return name?.at ?? (item.kind === "map" ? (item.entries[0]?.keyAt ?? item.at) : item.at);
};
const removal = (from: Node | undefined, item: Node): (() => ReturnType<MapNode["writer"]["remove"]>) =>
  from?.kind === "list" && from.items.length > 1 ? () => from.writer.remove(from, item) : () => [];
