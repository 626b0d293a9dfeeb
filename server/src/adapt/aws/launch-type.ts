import { nodeAt, parts, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/**
 * Where the tasks of services run, by the address or the family of their task definition: what the launch type says, or the capacity
 * providers of the service, or else those that its cluster takes by default, if all of them are of one kind. Nothing where the file does not
 * show it, or services do not agree.
 */
export function launchTypesOf(resources: readonly AwsResource[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>();
  const services = resources.filter((r) => r.type === "AWS::ECS::Service");
  if (services.length === 0) return new Map();
  const kinds = kindsOf(resources);
  const defaults = defaultsOf(resources, kinds);
  for (const service of services) {
    const task = named(service, "taskDefinition");
    const type = launchTypeOf(service, kinds, defaults);
    if (task !== undefined) found.set(task, found.has(task) && found.get(task) !== type ? undefined : type);
  }
  return new Map([...found].flatMap(([task, type]) => (type === undefined ? [] : [[task, type] as const])));
}

/** The launch types of capacity providers, and of what clusters take by default; each by its address and its name. */
type Kinds = ReadonlyMap<string, string | undefined>;

function launchTypeOf(service: AwsResource, kinds: Kinds, defaults: Kinds): string | undefined {
  const launchType = text("launchType")(service);
  if (!launchType.unset) return launchType.value;
  const { items, open } = parts(service, "capacityProviderStrategy");
  if (open || items.length > 0) return open ? undefined : kindOf(items, kinds);
  return defaults.get(named(service, "cluster") ?? "");
}

/** What one property of a resource names: another resource, by its address, or something by its name. */
function named(resource: AwsResource, path: string, terraform?: string): string | undefined {
  const elsewhere = terraform === undefined ? {} : { terraform };
  const node = nodeAt(resource, path, elsewhere);
  return (node && resource.refersTo(node)) ?? text(path, elsewhere)(resource).value;
}

/** The one kind of all of these; nothing where one is not known, or they differ. */
function kindOf(strategy: readonly AwsResource[], kinds: Kinds): string | undefined {
  const [first, ...others] = strategy.map((item) => kinds.get(named(item, "capacityProvider") ?? ""));
  return others.every((kind) => kind === first) ? first : undefined;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProvider.html. Providers that are defined elsewhere may be of either kind. */
function kindsOf(resources: readonly AwsResource[]): Kinds {
  const own = resources.filter((r) => r.type === "AWS::ECS::CapacityProvider");
  const kindOf = (provider: AwsResource): string | undefined => {
    if (nodeAt(provider, "managedInstancesProvider")) return "MANAGED_INSTANCES";
    return nodeAt(provider, "autoScalingGroupProvider") ? "EC2" : undefined;
  };
  return new Map([
    ["FARGATE", "FARGATE"],
    ["FARGATE_SPOT", "FARGATE"],
    ...own.flatMap((provider) => {
      const names = [provider.address, text("name")(provider).value ?? provider.address];
      return names.map((name) => [name, kindOf(provider)] as const);
    }),
  ]);
}

/** What a cluster says itself, or a resource says for it. One that says nothing here may be told elsewhere. */
function defaultsOf(resources: readonly AwsResource[], kinds: Kinds): Kinds {
  const strategyOf = (resource: AwsResource): string | undefined => {
    const { items, open } = parts(resource, "defaultCapacityProviderStrategy");
    return open || items.length === 0 ? undefined : kindOf(items, kinds);
  };
  const clusters = resources.filter((r) => r.type === "AWS::ECS::Cluster");
  const names = new Map(clusters.map((c) => [c.address, text("clusterName", { terraform: "name" })(c).value ?? c.address]));
  const said = [
    ...clusters.map((c) => [c.address, strategyOf(c)] as const),
    ...resources
      .filter((r) => r.type === "AWS::ECS::ClusterCapacityProviderAssociations")
      .map((r) => [named(r, "cluster", "cluster_name") ?? "", strategyOf(r)] as const),
  ];
  return new Map(
    said.flatMap(([cluster, kind]) => (kind === undefined ? [] : [cluster, names.get(cluster) ?? cluster].map((name) => [name, kind] as const))),
  );
}
