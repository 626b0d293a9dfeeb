import type { Instance } from "../../model/instance.ts";
import type { NodeGroup } from "../../model/node-group.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { get, literal, type MapNode, maps, values } from "../../syntax/tree.ts";
import { kubeletIn } from "../aws/kubelet.ts";
import { absent, boolean, either, named, placeOf, string, translated } from "../fields.ts";

/**
 * What Karpenter starts nodes from: an `EC2NodeClass`, before that an `AWSNodeTemplate`. It asks for tokens of the metadata service unless it is
 * told otherwise, and from v1 on keeps containers from it: https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions.
 */
export function nodeClass(object: MapNode, spec: MapNode): Facts {
  const name = string(object, "metadata", "name");
  const at = name.unset ? placeOf(object) : name.at;
  const map = named(spec, at);
  const address = name.value ?? "";
  const instance: Instance = {
    address,
    at,
    agent: "eks",
    image: imageOf(map),
    userData: string(map, "userData"),
    agentSettings: undefined,
    httpTokens: string(map, "metadataOptions", "httpTokens").or("required"),
    httpEndpoint: string(map, "metadataOptions", "httpEndpoint").or("enabled"),
    hopLimit: string(map, "metadataOptions", "httpPutResponseHopLimit"),
    sshKey: absent(at),
    publicIp: boolean(map, "associatePublicIPAddress"),
    profile: string(map, "instanceProfile"),
    volumes: maps(values(get(map, "blockDeviceMappings"))).map((mapping) => {
      const device = string(mapping, "deviceName");
      return { device, encrypted: boolean(named(mapping, device.at), "ebs", "encrypted") };
    }),
    securityGroups: maps(values(get(map, "securityGroupSelectorTerms"))).flatMap((term) =>
      get(term, "id") ? [{ name: string(term, "id"), target: undefined }] : [],
    ),
  };
  const group: NodeGroup = {
    address,
    at,
    name,
    cluster: { name: absent(at), target: undefined },
    amiType: translated<string, string>(
      either(string(map, "amiFamily"), imageOf(map)),
      (family) => (/^al2(?:@|$)/i.test(family) ? "AL2_x86_64" : undefined),
      () => undefined,
    ),
    version: absent(at),
    sshKey: absent(at),
    sshSources: [],
    sshSourcesOpaque: false,
    launchTemplate: { name: absent(at), target: instance },
  };
  return facts({ instance: [instance], nodeGroup: [group], component: [kubeletIn(instance)].flatMap((told) => told ?? []) });
}

/** The first image that is chosen by its id or its alias, `al2023@v20250821`. */
function imageOf(map: MapNode): Instance["image"] {
  const [term] = maps(values(get(map, "amiSelectorTerms"))).filter((t) => literal(get(t, "alias")) !== undefined || get(t, "id") !== undefined);
  if (!term) return absent(placeOf(map));
  return get(term, "alias") ? string(term, "alias") : string(term, "id");
}
