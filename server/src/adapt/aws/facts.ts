import type { Workload } from "../../model/container.ts";
import type { Instance } from "../../model/instance.ts";
import type { Repository } from "../../model/repository.ts";
import type { Duty } from "../../model/role.ts";
import type { SecurityGroup } from "../../model/security-group.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { addonIn } from "./addon.ts";
import { appRunnerServiceIn } from "./app-runner.ts";
import { cacheRuleIn } from "./cache-rule.ts";
import { clusterIn } from "./cluster.ts";
import { type Targets, targets, text } from "./column.ts";
import { accessEntryIn, eksClusterIn, nodeGroupIn } from "./eks.ts";
import { entrancesOf } from "./entrance.ts";
import { fargateProfileIn } from "./fargate-profile.ts";
import { imageFacts, typesWithImages } from "./image.ts";
import { instanceIn } from "./instance.ts";
import { kubeletIn } from "./kubelet.ts";
import { listenerIn, securityGroupsIn } from "./network.ts";
import { registryIn } from "./registry.ts";
import { lifecycleIn, lifecycleWithin, repositoryIn } from "./repository.ts";
import { type AwsResource, referencesIn } from "./resource.ts";
import { run, serviceIn } from "./service.ts";
import { runsOf, starting } from "./start.ts";
import { accessKeyIn, accessPointIn, fileSystemIn, logGroupIn, storedSecretIn } from "./storage.ts";

/**
 * The subjects that the resources of one file are, each with what it refers to. `tasks` are the file's task definitions, by address, and
 * `duties` what its roles are used for.
 */
export function resourceFacts(resources: readonly AwsResource[], tasks: ReadonlyMap<string, Workload>, duties: readonly Duty[] = []): Facts {
  const roles = new Map(duties.flatMap((d) => (d.as === "task" && d.workload ? [[d.workload, d.role] as const] : [])));
  const of = (...types: readonly string[]): readonly AwsResource[] => resources.filter((r) => types.includes(r.type));
  const balancers = of("AWS::ElasticLoadBalancingV2::LoadBalancer");
  const securityGroup = securityGroupsIn(
    of("AWS::EC2::SecurityGroup"),
    of("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress", "aws_security_group_rule"),
    usersOf(of),
  );
  const groups = targets(securityGroup, () => undefined);
  const cluster = of("AWS::ECS::Cluster").map(clusterIn);
  const eksCluster = of("AWS::EKS::Cluster").map(eksClusterIn);
  const eksClusters = targets(eksCluster, (c) => c.name);
  const agents = agentsOf(of);
  const instance = of("AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::Instance").map((r) =>
    instanceIn(r, groups, agents.get(r.address)),
  );
  const instances = targets(instance, () => undefined);
  const registry = of("AWS::ECR::RegistryScanningConfiguration").map(registryIn);
  const outside = lifecyclesBeside(of("aws_ecr_lifecycle_policy"));
  const repository = of("AWS::ECR::Repository", "AWS::ECR::PublicRepository").map((r) =>
    repositoryIn(r, registry[0], lifecycleWithin(r) ?? outside(r)),
  );
  const lifecycles = [...repository.map((r) => r.lifecycle), ...of("aws_ecr_lifecycle_policy").map((r) => lifecycleIn(r, policyOf(r)))];
  const rotated = new Set(of("AWS::SecretsManager::RotationSchedule").flatMap((r) => [...referencesIn(r)]));
  const logs = of("AWS::Logs::LogGroup");
  const groupsOfLogs = logs.filter(isOne).map(logGroupIn);
  // The same file may be read once more, for another outcome of its conditions.
  for (const task of tasks.values()) if (task.logGroups.length === 0) task.logGroups.push(...groupsOfLogs);
  const listeners = of("AWS::ElasticLoadBalancingV2::Listener").map(
    (r) => [r, listenerIn(r, new Map(balancers.map((b) => [b.address, b])))] as const,
  );
  const rules = of("AWS::ElasticLoadBalancingV2::ListenerRule");
  const targetGroups = of("AWS::ElasticLoadBalancingV2::TargetGroup");
  const entrances = entrancesOf({ balancers, listeners, rules, targetGroups }, groups);
  const groupsByAddress = new Map(targetGroups.map((t) => [t.address, t]));
  const images = of(...typesWithImages).map(imageFacts);
  const service = [...of("AWS::ECS::Service", "AWS::ECS::TaskSet", run), ...of(...starting).flatMap(runsOf)].map((r) =>
    serviceIn(r, { clusters: targets(cluster, (c) => c.name), tasks: tasksOf(tasks), groups, roles, entrances, targetGroups: groupsByAddress }),
  );
  for (const one of service.filter((s) => !s.once)) {
    const own = one.taskDefinition.target?.services;
    if (own && !own.some((s) => s.address === one.address)) own.push(one);
  }
  return facts({
    workload: images.flatMap((r) => r.workload),
    container: images.flatMap((r) => r.container),
    service,
    appRunnerService: of("AWS::AppRunner::Service").map(appRunnerServiceIn),
    cluster,
    repository,
    lifecyclePolicy: [...new Set(lifecycles)].filter((l) => typeof l === "object"),
    registry,
    eksCluster,
    nodeGroup: of("AWS::EKS::Nodegroup").map((r) => nodeGroupIn(r, { clusters: eksClusters, instances, groups })),
    fargateProfile: of("AWS::EKS::FargateProfile").map((r) => fargateProfileIn(r, eksClusters)),
    addon: of("AWS::EKS::Addon").map((r) => addonIn(r, eksClusters, of("AWS::EKS::PodIdentityAssociation").length > 0)),
    accessEntry: of("AWS::EKS::AccessEntry").map((r) => accessEntryIn(r, eksClusters)),
    instance,
    component: instance.flatMap((i) => kubeletIn(i) ?? []),
    securityGroup,
    listener: listeners.map(([, listener]) => listener),
    logGroup: logs.map(logGroupIn),
    fileSystem: of("AWS::EFS::FileSystem").map(fileSystemIn),
    accessPoint: of("AWS::EFS::AccessPoint").map(accessPointIn),
    storedSecret: of("AWS::SecretsManager::Secret").map((r) => storedSecretIn(r, rotated)),
    accessKey: of("AWS::IAM::AccessKey").map(accessKeyIn),
    cacheRule: of("AWS::ECR::PullThroughCacheRule").map(cacheRuleIn),
  });
}

/** Is it there exactly once, so that its address names it? */
const isOne = ({ body }: AwsResource): boolean => !body.entries.some((e) => e.key === "count" || e.key === "for_each");

type Of = (...types: readonly string[]) => readonly AwsResource[];

const tasksOf = (tasks: ReadonlyMap<string, Workload>): Targets<Workload> => ({
  byAddress: tasks,
  byName: new Map([...tasks.values()].flatMap((task) => (task.family.value === undefined ? [] : [[task.family.value, task] as const]))),
});

function usersOf(of: Of): ReadonlyMap<string, SecurityGroup["users"]> {
  const users = new Map<string, Set<"service" | "instance" | "node-group" | "load-balancer">>();
  const kinds = [
    ["service", of("AWS::ECS::Service")],
    ["instance", of("AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::Instance")],
    ["node-group", of("AWS::EKS::Nodegroup")],
    ["load-balancer", of("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer")],
  ] as const;
  for (const [kind, all] of kinds) {
    for (const resource of all) for (const address of referencesIn(resource)) users.set(address, (users.get(address) ?? new Set()).add(kind));
  }
  return users;
}

/** What runs on machines is told by what uses them: a capacity provider, through its group, or a group of nodes. */
function agentsOf(of: Of): ReadonlyMap<string, Instance["agent"]> {
  const agents = new Map<string, Instance["agent"]>();
  const providers = of("AWS::ECS::CapacityProvider").flatMap((r) => [...referencesIn(r)]);
  for (const group of of("AWS::AutoScaling::AutoScalingGroup").filter((g) => providers.includes(g.address))) {
    for (const address of referencesIn(group)) agents.set(address, "ecs");
  }
  for (const group of of("AWS::EKS::Nodegroup")) for (const address of referencesIn(group)) agents.set(address, "eks");
  return agents;
}

const policyOf = (resource: AwsResource): ReturnType<AwsResource["documentIn"]> => {
  const entry = resource.body.entries.findLast((e) => e.key === "policy" || e.key === "lifecyclePolicyText");
  return entry?.value;
};

/** The lifecycle policies that stand beside their repositories. One of which it is not known whose it is may be anybody's. */
function lifecyclesBeside(policies: readonly AwsResource[]): (repository: AwsResource) => Repository["lifecycle"] {
  const byAddress = new Map<string, Repository["lifecycle"]>();
  const byName = new Map<string, Repository["lifecycle"]>();
  const labels = new Set(policies.map(labelOf));
  let anybodys: Repository["lifecycle"];
  for (const policy of policies) {
    const read = lifecycleIn(policy, policyOf(policy)) ?? "unknown";
    const [name, addresses] = [text("repositoryName", { terraform: "repository" })(policy).value, referencesIn(policy)];
    for (const address of addresses) byAddress.set(address, read);
    if (name !== undefined) byName.set(name, read);
    else if (addresses.size === 0) anybodys = "unknown";
  }
  return (repository) =>
    byAddress.get(repository.address) ??
    byName.get(text("name")(repository).value ?? "") ??
    anybodys ??
    (labels.has(labelOf(repository)) ? "unknown" : undefined);
}
/** What is called like the repository is meant for it, however it says so. */
const labelOf = ({ address }: AwsResource): string => address.slice(address.lastIndexOf(".") + 1);
