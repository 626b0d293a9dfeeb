import { Field } from "../../model/field.ts";
import type { Listener } from "../../model/listener.ts";
import type { Opening, SecurityGroup } from "../../model/security-group.ts";
import { absent } from "../fields.ts";
import { many, nodeAt, parts, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** Who uses a security group, by its address. */
export type GroupUsers = ReadonlyMap<string, SecurityGroup["users"]>;

/** Security groups with the rules that stand within them and those beside them. Rules of a group that another file has are a group of their own. */
export function securityGroupsIn(groups: readonly AwsResource[], rules: readonly AwsResource[], users: GroupUsers): readonly SecurityGroup[] {
  const beside = new Map<string, AwsResource[]>();
  const alone: AwsResource[] = [];
  const addresses = new Set(groups.map((g) => g.address));
  for (const rule of rules) {
    const node = nodeAt(rule, "groupId", { terraform: "security_group_id" });
    const address = node && rule.refersTo(node);
    if (address !== undefined && addresses.has(address)) beside.set(address, [...(beside.get(address) ?? []), rule]);
    else alone.push(rule);
  }
  const groupOf = ({ address, at }: AwsResource, openings: readonly { readonly ingress: boolean; readonly opening: Opening }[]): SecurityGroup => ({
    address,
    at,
    ingress: openings.flatMap((o) => (o.ingress ? [o.opening] : [])),
    egress: openings.flatMap((o) => (o.ingress ? [] : [o.opening])),
    users: users.get(address) ?? new Set(),
  });
  return [
    ...groups.map((group) => groupOf(group, [...openingsIn(group), ...(beside.get(group.address) ?? []).map(ruleIn)])),
    ...alone.map((rule) => groupOf(rule, [ruleIn(rule)])),
  ];
}

/** The command line prints rules otherwise than templates write them: ranges in lists of their own. */
const openingsIn = (group: AwsResource): Openings => [...openingsWritten(group), ...openingsPrinted(group)];

type Openings = readonly { readonly ingress: boolean; readonly opening: Opening }[];

const openingsPrinted = (group: AwsResource): Openings =>
  (["ingress", "egress"] as const).flatMap((way) => {
    const printed = way === "ingress" ? "ipPermissions" : "ipPermissionsEgress";
    return parts(group, printed, { terraform: undefined }).items.map((item) => ({
      ingress: way === "ingress",
      opening: {
        ...openingIn(item),
        cidrs: [...parts(item, "ipRanges").items.map(text("cidrIp")), ...parts(item, "ipv6Ranges").items.map(text("cidrIpv6"))],
      },
    }));
  });

const openingsWritten = (group: AwsResource): Openings =>
  (["ingress", "egress"] as const).flatMap((way) =>
    parts(group, way, { cloudformation: way === "ingress" ? "SecurityGroupIngress" : "SecurityGroupEgress" }).items.map((item) => ({
      ingress: way === "ingress",
      opening: openingIn(item),
    })),
  );

const ruleIn = (rule: AwsResource): { readonly ingress: boolean; readonly opening: Opening } => ({
  ingress: rule.type === "aws_security_group_rule" ? text("type")(rule).is("ingress") : /ingress/i.test(rule.type),
  opening: openingIn(rule),
});

function openingIn(resource: AwsResource): Opening {
  const single = [text("cidrIp", { terraform: "cidr_ipv4" }), text("cidrIpv6", { terraform: "cidr_ipv6" })];
  const several = resource.dialect === "terraform" ? ["cidr_blocks", "ipv6_cidr_blocks"] : [];
  return {
    cidrs: [...single.map((column) => column(resource)), ...several.flatMap((terraform) => many(terraform, { terraform })(resource).items)].filter(
      (f) => !f.unset,
    ),
    protocol:
      [text("ipProtocol"), text("ipProtocol", { terraform: "protocol" })].map((column) => column(resource)).find((f) => !f.unset) ??
      absent(resource.at),
    fromPort: text("fromPort")(resource),
    toPort: text("toPort")(resource),
  };
}

/** Whether the load balancer is reached from the internet: it is unless it says otherwise. */
export function schemeOf(balancer: AwsResource): Field<string> {
  if (balancer.dialect !== "terraform") return text("scheme", {}, "internet-facing")(balancer);
  const internal = text("internal")(balancer);
  if (internal.opaque) return internal;
  return Field.unset<string>(balancer.at).or(internal.is("true") ? "internal" : "internet-facing");
}

/** `balancers` are those of the same file, by address. */
export function listenerIn(resource: AwsResource, balancers: ReadonlyMap<string, AwsResource>): Listener {
  const node = nodeAt(resource, "loadBalancerArn");
  const balancer = balancers.get((node && resource.refersTo(node)) ?? "");
  const actions = parts(resource, "defaultActions", { terraform: "default_action" });
  return {
    address: resource.address,
    at: resource.at,
    protocol: text("protocol", {}, resource.dialect === "terraform" ? "HTTP" : undefined)(resource),
    port: text("port")(resource),
    tlsPolicy: text("sslPolicy")(resource),
    scheme: balancer ? schemeOf(balancer) : Field.opaque(resource.at),
    actions: actions.items.map((item) => ({
      type: text("type")(item),
      redirectProtocol: text("redirectConfig.protocol", { terraform: "redirect.protocol" }, "#{protocol}")(item),
    })),
  };
}
