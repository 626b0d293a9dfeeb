import type { AccessEntry } from "../../model/access-entry.ts";
import type { EksCluster } from "../../model/eks-cluster.ts";
import { Field, List } from "../../model/field.ts";
import type { Instance } from "../../model/instance.ts";
import type { NodeGroup } from "../../model/node-group.ts";
import type { SecurityGroup } from "../../model/security-group.ts";
import { get } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { flag, link, links, many, nodeAt, parts, row, type Targets, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

const vpc = "resourcesVpcConfig";

/** Defaults: https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html and API_CreateAccessConfigRequest.html beside it. */
const clusterColumns = {
  name: text("name"),
  version: text("version"),
  supportType: text("upgradePolicy.supportType", {}, "EXTENDED"),
  publicEndpoint: flag(`${vpc}.endpointPublicAccess`, { terraform: "vpc_config.endpoint_public_access" }, true),
  privateEndpoint: flag(`${vpc}.endpointPrivateAccess`, { terraform: "vpc_config.endpoint_private_access" }, false),
  publicCidrs: many(`${vpc}.publicAccessCidrs`, { terraform: "vpc_config.public_access_cidrs" }),
  authenticationMode: text("accessConfig.authenticationMode", {}, "CONFIG_MAP"),
  creatorIsAdmin: flag("accessConfig.bootstrapClusterCreatorAdminPermissions", {}, true),
};

export const eksClusterIn = (resource: AwsResource): EksCluster => ({
  address: resource.address,
  at: resource.at,
  ...row(clusterColumns, resource),
  logTypes: logTypes(resource),
  secretsKey: secretsKey(resource),
});

/** Three hosts, three shapes: a list of names, of maps with one, of maps with several that are on or off. */
function logTypes(resource: AwsResource): EksCluster["logTypes"] {
  if (resource.dialect === "terraform") return many("enabled_cluster_log_types", { terraform: "enabled_cluster_log_types" })(resource);
  if (resource.dialect === "cloudformation") {
    const path = "logging.clusterLogging.enabledTypes";
    const { items, open } = parts(resource, path);
    const node = nodeAt(resource, path);
    const { body, at } = resource;
    const write = (types: readonly string[]): readonly Edit[] => {
      const written = types.map((type) => ({ Type: type }));
      if (node?.kind === "list") return node.items.length === 0 ? node.writer.replace(node, written) : [];
      return get(body, "Logging") === undefined ? body.writer.set(body, "Logging", { ClusterLogging: { EnabledTypes: written } }) : [];
    };
    const add = (type: string): readonly Edit[] =>
      node?.kind === "list" && node.items.length > 0 ? node.writer.append(node, { Type: type }) : write([type]);
    return new List(open ? "opaque" : items.length > 0 ? "written" : "unset", items.map(text("type")), node?.at ?? at, add, "EnabledTypes", write);
  }
  const { items, open } = parts(resource, "logging.clusterLogging");
  const on = items.filter((item) => !flag("enabled")(item).is(false));
  const lists = on.map(many("types"));
  const first = lists[0];
  const all = lists.flatMap((l) => l.items);
  const { body } = resource;
  const write = (types: readonly string[]): readonly Edit[] =>
    nodeAt(resource, "logging") === undefined ? body.writer.set(body, "logging", { clusterLogging: [{ types, enabled: true }] }) : [];
  const isOpen = open || lists.some((l) => l.state === "opaque") || on.some((item) => flag("enabled")(item).opaque);
  return new List(
    isOpen ? "opaque" : all.length > 0 ? "written" : "unset",
    all,
    first?.at ?? resource.at,
    (type) => first?.add(type) ?? [],
    "types",
    write,
  );
}

/** The key of the first configuration that is for secrets. What EKS makes of one without a key, its documentation does not say. */
function secretsKey(resource: AwsResource): Field<string> {
  const { items, open } = parts(resource, "encryptionConfig");
  const key = items.map(text("provider.keyArn")).find((field) => !field.unset);
  return key ?? (open || items.length > 0 ? Field.opaque(resource.at) : Field.unset(resource.at));
}

const nodeColumns = {
  name: text("nodegroupName", { terraform: "node_group_name" }),
  amiType: text("amiType"),
  version: text("version"),
  sshKey: text("remoteAccess.ec2SshKey"),
};
const sourcesPath = "remoteAccess.sourceSecurityGroups";
const sourcesElsewhere = { terraform: "remote_access.source_security_group_ids" };

export interface NodeTargets {
  readonly clusters: Targets<EksCluster>;
  readonly instances: Targets<Instance>;
  readonly groups: Targets<SecurityGroup>;
}

export function nodeGroupIn(resource: AwsResource, { clusters, instances, groups }: NodeTargets): NodeGroup {
  const byId = link("launchTemplate.id")(resource, instances);
  return {
    address: resource.address,
    at: resource.at,
    ...row(nodeColumns, resource),
    cluster: link("clusterName")(resource, clusters),
    sshSources: links(sourcesPath, sourcesElsewhere)(resource, groups),
    sshSourcesOpaque: many(sourcesPath, sourcesElsewhere)(resource).state === "opaque",
    launchTemplate: byId.name.unset ? link("launchTemplate.name")(resource, instances) : byId,
  };
}

/** An entry, or one policy that is given to one that exists. */
export function accessEntryIn(resource: AwsResource, clusters: Targets<EksCluster>): AccessEntry {
  const own = text("policyArn")(resource);
  const holders = own.unset ? parts(resource, "accessPolicies").items : [resource];
  return {
    address: resource.address,
    at: resource.at,
    cluster: link("clusterName")(resource, clusters),
    principal: text("principalArn")(resource),
    groups: many("kubernetesGroups")(resource),
    policies: holders.map((holder) => ({ policy: text("policyArn")(holder), scope: text("accessScope.type")(holder) })),
  };
}
