import type { EksCluster } from "../../model/eks-cluster.ts";
import { Field } from "../../model/field.ts";
import type { Instance } from "../../model/instance.ts";
import type { NodeGroup } from "../../model/node-group.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { get, type MapNode, values } from "../../syntax/tree.ts";
import { kubeletIn } from "../aws/kubelet.ts";
import { absent, boolean, list, placeOf, string, text, texts, translated } from "../fields.ts";
import { kubelet } from "../kubernetes/kubelet.ts";

/** A group of nodes, and what its machines are started from, where eksctl makes that. */
export function nodeGroupFacts(group: MapNode, cluster: EksCluster): Facts {
  const template = get(group, "launchTemplate");
  const instance = template ? undefined : instanceIn(group);
  const login = loginOf(group);
  const sources = get(get(group, "ssh"), "sourceSecurityGroupIds");
  // Nodes in private networks are reached from within the VPC alone.
  const hidden = boolean(group, "privateNetworking");
  const node: NodeGroup = {
    address: string(group, "name").value ?? "",
    at: placeOf(group),
    name: string(group, "name"),
    cluster: { name: cluster.name, target: cluster },
    amiType: translated(
      string(group, "amiFamily"),
      (family) => amiTypes.get(family),
      (type) => families.get(type),
    ),
    version: cluster.version,
    sshKey: login,
    sshSources: values(sources).map((id) => ({ name: text(id), target: undefined })),
    sshSourcesOpaque: sources?.kind === "opaque" || hidden.opaque || hidden.is(true),
    launchTemplate: { name: absent(placeOf(group)), target: instance },
  };
  const extra = get(group, "kubeletExtraConfig");
  return facts({
    nodeGroup: [node],
    instance: instance ? [instance] : [],
    component: [
      ...(extra?.kind === "map" ? [kubelet(extra, node.address, node.at)] : []),
      ...(instance ? [kubeletIn(instance)].flatMap((told) => told ?? []) : []),
    ],
  });
}

/** What each family is to EKS, on machines with the instruction set of most. */
const amiTypes: ReadonlyMap<string, string> = new Map([
  ["AmazonLinux2", "AL2_x86_64"],
  ["AmazonLinux2023", "AL2023_x86_64_STANDARD"],
  ["Bottlerocket", "BOTTLEROCKET_x86_64"],
]);
const families: ReadonlyMap<string, string> = new Map(Array.from(amiTypes, ([family, type]) => [type, family]));

/** The key that lets people in: one is enough unless `allow` says no, and `allow` alone takes the one of whoever runs eksctl. */
function loginOf(group: MapNode): Field<string> {
  const allow = boolean(group, "ssh", "allow");
  if (allow.is(false)) return absent(placeOf(group));
  const key = ["publicKeyName", "publicKeyPath", "publicKey"].map((name) => string(group, "ssh", name)).find((field) => !field.unset);
  return key ?? (allow.is(true) ? Field.written("~/.ssh/id_rsa.pub", allow.at) : allow.opaque ? Field.opaque(allow.at) : absent(placeOf(group)));
}

/** Version 1 of the metadata service is off unless it is asked for: https://github.com/eksctl-io/eksctl/pull/6631. */
function instanceIn(group: MapNode): Instance {
  const at = placeOf(group);
  const onlyTokens = boolean(group, "disableIMDSv1").or(true);
  const notForPods = boolean(group, "disablePodIMDS");
  const isPrivate = boolean(group, "privateNetworking");
  const commands = list(group, "preBootstrapCommands", texts).items;
  const own = string(group, "overrideBootstrapCommand");
  return {
    address: string(group, "name").value ?? "",
    at,
    agent: "eks",
    image: string(group, "ami"),
    userData: own.unset ? (commands[0] ?? own) : own,
    agentSettings: undefined,
    httpTokens: translated<boolean, string>(
      onlyTokens,
      (is) => (is ? "required" : "optional"),
      (tokens) => tokens === "required",
    ),
    httpEndpoint: Field.unset<string>(at).or("enabled"),
    hopLimit: notForPods.is(true) ? Field.written("1", notForPods.at) : absent(at),
    sshKey: loginOf(group),
    publicIp: translated(
      isPrivate,
      (is) => !is,
      (is) => !is,
    ),
    profile: string(group, "iam", "instanceProfileARN"),
    volumes: [{ encrypted: boolean(group, "volumeEncrypted"), device: string(group, "volumeName") }],
    securityGroups: values(get(get(group, "securityGroups"), "attachIDs")).map((id) => ({ name: text(id), target: undefined })),
  };
}
