import type { Listener } from "../../model/listener.ts";
import type { SecurityGroup } from "../../model/security-group.ts";
import type { Entrance } from "../../model/service.ts";
import { links, nodeAt, type Targets } from "./column.ts";
import { type AwsResource, referencesIn } from "./resource.ts";

/** The parts of a load balancer that one file has. */
interface Balancing {
  readonly balancers: readonly AwsResource[];
  readonly listeners: readonly (readonly [resource: AwsResource, read: Listener])[];
  /** Rules of listeners. */
  readonly rules: readonly AwsResource[];
  readonly targetGroups: readonly AwsResource[];
}

const guardsOf = links("securityGroups", { terraform: "security_groups" });

/** How requests come to what registers with a target group: by listeners that name it, or whose rules do. */
export function entrancesOf(
  { balancers, listeners, rules, targetGroups }: Balancing,
  groups: Targets<SecurityGroup>,
): (service: AwsResource) => readonly Entrance[] {
  if (targetGroups.length === 0 || listeners.length === 0) return () => [];
  const balancer = new Map(balancers.map((b) => [b.address, b]));
  const entrance = new Map(
    listeners.map(([resource, listener]): readonly [string, Entrance] => {
      const node = nodeAt(resource, "loadBalancerArn");
      const before = balancer.get((node && resource.refersTo(node)) ?? "");
      return [resource.address, { listener, guards: before ? guardsOf(before, groups).flatMap((g) => g.target ?? []) : [] }];
    }),
  );
  const byGroup = new Map<string, Set<Entrance>>(targetGroups.map((t) => [t.address, new Set()]));
  for (const resource of [...listeners.map(([r]) => r), ...rules]) {
    const addresses = referencesIn(resource);
    const ways = [...addresses, resource.address].flatMap((a) => entrance.get(a) ?? []);
    for (const address of addresses) for (const way of ways) byGroup.get(address)?.add(way);
  }
  return (service) => [...new Set([...referencesIn(service)].flatMap((address) => [...(byGroup.get(address) ?? [])]))];
}
