import type { AccessEntry } from "../model/access-entry.ts";
import type { EksCluster } from "../model/eks-cluster.ts";
import type { FargateProfile } from "../model/fargate-profile.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { labelsIn } from "./aws/fargate-profile.ts";
import { clusterIn } from "./eksctl/cluster.ts";
import { nodeGroupFacts } from "./eksctl/nodes.ts";
import { holdersIn, policyFactsOf } from "./eksctl/roles.ts";
import { list, named, placeOf, string, text, texts } from "./fields.ts";

/** A `ClusterConfig` of eksctl: https://docs.aws.amazon.com/eks/latest/eksctl/schema.html. Undefined for all else. */
export function readClusterConfiguration(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const isOurs = /^eksctl\.io\//.test(literal(get(root, "apiVersion")) ?? "") && literal(get(root, "kind")) === "ClusterConfig";
  if (root.kind !== "map" || !isOurs) return undefined;
  const at = get(get(root, "metadata"), "name")?.at ?? placeOf(root);
  const map = named(root, at);
  const cluster = clusterIn(map);
  return {
    why: "is a cluster's configuration of eksctl",
    facts: together([
      facts({
        eksCluster: isElsewhere(map) ? [] : [cluster],
        accessEntry: accessEntries(map, cluster),
        identityMapping: identityMappings(map),
        fargateProfile: fargateProfiles(map, cluster),
      }),
      ...groupsIn(map).map((group) => nodeGroupFacts(group, cluster)),
      policyFactsOf(holdersIn(map)),
    ]),
  };
}

/** Only of a cluster that something else made need the security group of the control plane be named: then it is that which says the rest. */
const isElsewhere = (map: MapNode): boolean => get(get(map, "vpc"), "securityGroup") !== undefined;

const groupsIn = (map: MapNode): readonly MapNode[] =>
  ["nodeGroups", "managedNodeGroups"].flatMap((key) => maps(values(get(map, key)))).map((group) => named(group, get(group, "name")?.at ?? group.at));

function accessEntries(map: MapNode, cluster: Facts["eksCluster"][number]): readonly AccessEntry[] {
  return maps(values(get(get(map, "accessConfig"), "accessEntries"))).map((entry) => {
    const principal = string(entry, "principalARN");
    return {
      address: principal.value ?? "",
      at: principal.at,
      cluster: { name: cluster.name, target: cluster },
      principal,
      groups: list(entry, "kubernetesGroups", texts),
      policies: maps(values(get(entry, "accessPolicies"))).map((p) => ({ policy: string(p, "policyARN"), scope: string(p, "accessScope", "type") })),
    };
  });
}

const fargateProfiles = (map: MapNode, cluster: EksCluster): readonly FargateProfile[] =>
  maps(values(get(map, "fargateProfiles"))).map((profile) => {
    const name = string(profile, "name");
    return {
      address: name.value ?? "",
      at: name.at,
      name,
      cluster: { name: cluster.name, target: cluster },
      selectors: maps(values(get(profile, "selectors"))).map((s) => ({ namespace: string(s, "namespace"), labels: labelsIn(get(s, "labels")) })),
    };
  });

/** What the ConfigMap `aws-auth` holds, as eksctl writes it. */
const identityMappings = (map: MapNode): Facts["identityMapping"] =>
  maps(values(get(map, "iamIdentityMappings"))).map((entry) => {
    const principal = string(entry, "arn").value ?? "";
    return { address: principal, at: entry.at, principal, groups: values(get(entry, "groups")).map((group) => text(group)) };
  });
