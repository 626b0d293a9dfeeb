import type { EksCluster } from "../../model/eks-cluster.ts";
import type { FargateProfile } from "../../model/fargate-profile.ts";
import { Field, List } from "../../model/field.ts";
import type { Instance } from "../../model/instance.ts";
import type { NodeGroup } from "../../model/node-group.ts";
import type { Repository } from "../../model/repository.ts";
import { type Facts, facts, together } from "../../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { labelsIn } from "../aws/fargate-profile.ts";
import { kubeletIn } from "../aws/kubelet.ts";
import { lifecycleOf } from "../aws/repository.ts";
import { absent, boolean, list, named, string, text, texts } from "../fields.ts";
import { mappings } from "../kubernetes/rbac.ts";
import type { Block } from "./blocks.ts";
import { contentOf } from "./document.ts";
import { majorOf } from "./modules.ts";

/**
 * Repositories and clusters that are made by modules which many use; nothing for all other blocks. `policies` are the lifecycle policies that stand
 * beside them. Their defaults are their own:
 * https://registry.terraform.io/modules/terraform-aws-modules/ecr/aws and https://registry.terraform.io/modules/terraform-aws-modules/eks/aws.
 */
export function readModuleResources({ keyword, body, address, namedAt }: Block, policies: readonly Block[]): readonly Facts[] {
  const source = keyword === "module" ? (literal(get(body, "source")) ?? "") : "";
  const [, name, path = ""] = known.exec(source) ?? [];
  if (name === undefined || boolean(body, "create").is(false)) return [];
  // From version 20 on a module of its own keeps the map.
  if (name === "eks" && path === "modules/aws-auth") return [mapped(body)];
  const map = named(body, namedAt);
  if (name === "eks" && path === "modules/eks-managed-node-group") return [nodeGroupFacts(address, map, clusterOf(map))];
  if (name === "eks" && path === "modules/self-managed-node-group") return [instanceFacts(instanceIn(address, map))];
  if (path !== "") return [];
  if (name === "ecr") return repositoryIn(map, address, policies);
  return [mapped(body), clusterFacts(map, address, majorOf(literal(get(body, "version")) ?? /[?&]ref=v?(\d[\w.]*)/.exec(source)?.[1]))];
}
const known = /\bterraform-aws-modules\/(?:terraform-aws-)?(ecr|eks)(?:\/aws|(?:\.git)?)(?:\/\/([^?]*))?(?:\?|$)/;

/** The entries of the ConfigMap aws-auth; until version 18 the arguments were called otherwise. */
const mapped = (body: MapNode): Facts =>
  facts({ identityMapping: ["aws_auth_roles", "aws_auth_users", "map_roles", "map_users"].flatMap((key) => mappings(get(body, key))) });

/** The defaults of versions 1 to 3. */
function repositoryIn(map: MapNode, address: string, policies: readonly Block[]): readonly Facts[] {
  if (!boolean(map, "create_repository").or(true).is(true)) return [];
  const at = map.named ?? map.at;
  const type = string(map, "repository_type").or("private");
  const policy = get(map, "repository_lifecycle_policy");
  const [document] = policy ? contentOf(policy) : [];
  const lifecycle = document ? lifecycleOf(document.root, { address, at }) : undefined;
  const none = boolean(map, "create_lifecycle_policy").is(false);
  const outside = policies.some(({ body }) => mayName(get(body, "repository"), get(map, "repository_name"))) ? "unknown" : undefined;
  const repository: Repository = {
    address,
    at,
    name: string(map, "repository_name"),
    isPublic: !type.is("private"),
    tagMutability: string(map, "repository_image_tag_mutability").or("IMMUTABLE"),
    exclusions: new List(get(map, "repository_image_tag_mutability_exclusion_filter") ? "opaque" : "unset", [], at),
    scanOnPush: boolean(map, "repository_image_scan_on_push").or(true),
    encryption: string(map, "repository_encryption_type").or("AES256"),
    key: string(map, "repository_kms_key"),
    forceDelete: boolean(map, "repository_force_delete").or(false),
    // Without a text the module cannot be applied, unless it is told that there is none.
    lifecycle: none ? outside : (lifecycle ?? "unknown"),
    keep: () => [],
    registry: undefined,
  };
  return [facts({ repository: [repository], lifecyclePolicy: lifecycle && !none ? [lifecycle] : [] })];
}

/** May the argument of a policy name the repository of a module? What it is called by is the module's output. */
function mayName(argument: Node | undefined, name: Node | undefined): boolean {
  if (argument?.kind === "opaque") return argument.reference?.[0] !== "aws_ecr_repository";
  return name?.kind === "opaque" || literal(argument) === literal(name);
}

/** From version 21 on the names are those of the API; until then they begin with the word "cluster". */
function clusterFacts(map: MapNode, address: string, major: number | undefined): Facts {
  const at = map.named ?? map.at;
  const isOld = major === undefined ? map.entries.some((e) => /^cluster_(?:name|version|endpoint_|enabled_log)/.test(e.key)) : major < 21;
  const key = (name: string): string => (isOld ? `cluster_${name}` : name);
  // What older versions leave out, and those that are not named, is not known.
  const byDefault = <T>(field: Field<T>, value: T, since = 19): Field<T> =>
    !field.unset ? field : major !== undefined && major >= since ? field.or(value) : Field.opaque(at);
  const mode = string(map, "authentication_mode");
  const cluster: EksCluster = {
    address,
    at,
    name: string(map, key("name")),
    version: string(map, isOld ? "cluster_version" : "kubernetes_version"),
    supportType: string(map, key("upgrade_policy"), "support_type").or("EXTENDED"),
    publicEndpoint: byDefault(boolean(map, key("endpoint_public_access")), false),
    privateEndpoint: byDefault(boolean(map, key("endpoint_private_access")), true),
    publicCidrs: list(map, key("endpoint_public_access_cidrs"), texts),
    logTypes: logTypes(map, key("enabled_log_types"), major),
    secretsKey: secretsKey(map, isOld),
    authenticationMode: byDefault(mode, "API_AND_CONFIG_MAP", 20),
    creatorIsAdmin: byDefault(boolean(map, "enable_cluster_creator_admin_permissions"), false, 20),
  };
  return together([facts({ eksCluster: [cluster], fargateProfile: fargateProfiles(map, cluster) }), ...nodeGroups(map, cluster)]);
}

function fargateProfiles(map: MapNode, cluster: EksCluster): readonly FargateProfile[] {
  const profiles = get(map, "fargate_profiles");
  if (profiles?.kind !== "map") return [];
  return profiles.entries.flatMap(({ key, keyAt, value }) => {
    if (value.kind !== "map" || boolean(value, "create").is(false)) return [];
    const selectors = maps(values(get(value, "selectors"))).map((s) => ({ namespace: string(s, "namespace"), labels: labelsIn(get(s, "labels")) }));
    const name = string(named(value, keyAt), "name");
    return [{ address: `${cluster.address}.${key}`, at: keyAt, name, cluster: { name: cluster.name, target: cluster }, selectors }];
  });
}

/** Three of the five unless it is told otherwise. */
function logTypes(map: MapNode, key: string, major: number | undefined): EksCluster["logTypes"] {
  const said = list(map, key, texts);
  if (said.state !== "unset") return said;
  if (major === undefined || major < 19) return new List("opaque", [], said.at);
  const all = ["audit", "api", "authenticator"];
  const items = all.map((type) => Field.unset<string>(said.at).or(type));
  const write = (types: readonly string[]): readonly Edit[] => map.writer.set(map, key, types);
  return new List("unset", items, said.at, (type) => write([...all, type]), key, write);
}

/** The module makes a key unless it is told, by an empty configuration, to encrypt nothing. */
function secretsKey(map: MapNode, isOld: boolean): EksCluster["secretsKey"] {
  const said = isOld ? get(map, "cluster_encryption_config") : undefined;
  const isEmpty = said?.kind === "map" ? said.entries.length === 0 : said?.kind === "list" && said.items.length === 0;
  return said && isEmpty ? absent(said.at) : Field.opaque(map.named ?? map.at);
}

function nodeGroups(map: MapNode, cluster: EksCluster): readonly Facts[] {
  const managed = groupsIn(map, "eks_managed_node_group", cluster.address).map(([address, group]) =>
    nodeGroupFacts(address, group, { name: cluster.name, version: cluster.version, target: cluster }),
  );
  const own = groupsIn(map, "self_managed_node_group", cluster.address).map(([address, group]) => instanceFacts(instanceIn(address, group)));
  return [...managed, ...own];
}

/** The groups of a kind, by name. What a group leaves out may stand in the defaults of all. */
function groupsIn(map: MapNode, kind: string, address: string): readonly (readonly [address: string, MapNode])[] {
  const open = get(map, `${kind}_defaults`) !== undefined;
  const groups = get(map, `${kind}s`);
  if (groups?.kind !== "map") return [];
  return groups.entries.flatMap(({ key, keyAt, value }) =>
    value.kind === "map" && !boolean(value, "create").is(false)
      ? [[`${address}.${key}`, { ...named(value, keyAt), ...(open ? { open } : {}) }] as const]
      : [],
  );
}

interface OfCluster {
  readonly name: Field<string>;
  readonly version: Field<string>;
  readonly target: EksCluster | undefined;
}
/** The cluster of a group that stands alone. */
const clusterOf = (map: MapNode): OfCluster => {
  const [old, version] = [string(map, "cluster_version"), string(map, "kubernetes_version")];
  return { name: string(map, "cluster_name"), version: old.unset ? version : old, target: undefined };
};

function instanceIn(address: string, map: MapNode): Instance {
  const at = map.named ?? map.at;
  return {
    address,
    at,
    agent: "eks",
    image: string(map, "ami_id"),
    userData: string(map, "pre_bootstrap_user_data"),
    agentSettings: undefined,
    httpTokens: string(map, "metadata_options", "http_tokens").or("required"),
    httpEndpoint: string(map, "metadata_options", "http_endpoint").or("enabled"),
    hopLimit: string(map, "metadata_options", "http_put_response_hop_limit"),
    sshKey: string(map, "key_name"),
    publicIp: absent(at),
    profile: absent(at),
    volumes: maps(values(get(map, "block_device_mappings"))).map((mapping) => ({
      device: string(mapping, "device_name"),
      encrypted: boolean(mapping, "ebs", "encrypted"),
    })),
    securityGroups: values(get(map, "vpc_security_group_ids")).map((id) => ({ name: text(id), target: undefined })),
  };
}

const instanceFacts = (instance: Instance): Facts => facts({ instance: [instance], component: [kubeletIn(instance)].flatMap((told) => told ?? []) });

function nodeGroupFacts(address: string, map: MapNode, { name, version, target }: OfCluster): Facts {
  const at = map.named ?? map.at;
  // A launch template of the module's own lets nobody in through SSH.
  const own = !boolean(map, "use_custom_launch_template").is(false);
  const sources = get(get(map, "remote_access"), "source_security_group_ids");
  const instance = instanceIn(address, map);
  const group: NodeGroup = {
    address,
    at,
    name: string(map, "name"),
    cluster: { name, target },
    amiType: string(map, "ami_type"),
    version,
    sshKey: own ? absent(at) : string(map, "remote_access", "ec2_ssh_key"),
    sshSources: values(sources).map((id) => ({ name: text(id), target: undefined })),
    sshSourcesOpaque: sources?.kind === "opaque",
    launchTemplate: { name: absent(at), target: own ? instance : undefined },
  };
  return together([facts({ nodeGroup: [group] }), ...(own ? [instanceFacts(instance)] : [])]);
}
