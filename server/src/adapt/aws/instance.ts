import { decoded } from "../../knowledge/secrets/base64.ts";
import { Field } from "../../model/field.ts";
import type { Instance, Volume } from "../../model/instance.ts";
import type { SecurityGroup } from "../../model/security-group.ts";
import { get, type Node } from "../../syntax/tree.ts";
import { named } from "../fields.ts";
import { agentSettingsIn } from "./agent.ts";
import { flag, links, nodeAt, parts, row, type Targets, text } from "./column.ts";
import { type AwsResource, within } from "./resource.ts";

/** Defaults: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMetadataOptionsRequest.html. */
const columns = {
  httpTokens: text("metadataOptions.httpTokens"),
  httpEndpoint: text("metadataOptions.httpEndpoint", {}, "enabled"),
  hopLimit: text("metadataOptions.httpPutResponseHopLimit"),
  sshKey: text("keyName"),
};

/** A launch template, a launch configuration or an instance. `agent` is what runs on it, where others in the file tell. */
export function instanceIn(whole: AwsResource, groups: Targets<SecurityGroup>, agent: Instance["agent"]): Instance {
  const resource = dataOf(whole);
  const image = text("imageId", resource.type === "AWS::EC2::Instance" ? { terraform: "ami" } : {})(resource);
  const userData = userDataOf(resource);
  const networks = parts(resource, "networkInterfaces").items;
  const publicIp = networks.map(flag("associatePublicIpAddress")).find((f) => !f.unset);
  const isTemplate = resource.type !== "AWS::AutoScaling::LaunchConfiguration";
  return {
    address: resource.address,
    at: resource.at,
    ...row(columns, resource),
    image,
    userData,
    agentSettings: agentSettingsIn(userData),
    agent: agent ?? agentIn(image, userData),
    publicIp: publicIp ?? flag("associatePublicIpAddress")(resource),
    profile: text("iamInstanceProfile")(resource),
    volumes: volumesOf(resource),
    securityGroups: [
      ...links(isTemplate ? "securityGroupIds" : "securityGroups", isTemplate ? { terraform: "vpc_security_group_ids" } : {})(resource, groups),
      ...networks.flatMap((network) => links("groups", { terraform: "security_groups" })(network, groups)),
    ],
  };
}

/** What a launch template says of its instances stands one level deeper. */
function dataOf(resource: AwsResource): AwsResource {
  const data = resource.type === "AWS::EC2::LaunchTemplate" && resource.dialect !== "terraform" ? nodeAt(resource, "launchTemplateData") : undefined;
  return data?.kind === "map" ? within(resource, named(data, resource.at), resource.at) : resource;
}

function volumesOf(resource: AwsResource): readonly Volume[] {
  const device = text("deviceName");
  const mapped = parts(resource, "blockDeviceMappings").items.flatMap((item) =>
    get(item.body, resource.dialect === "terraform" ? "ebs" : "Ebs") === undefined
      ? []
      : [{ device: device(item), encrypted: flag("ebs.encrypted")(within(item, named(item.body, device(item).at), device(item).at)) }],
  );
  if (resource.dialect !== "terraform") return mapped;
  const own = ["root_block_device", "ebs_block_device"].flatMap((terraform) => parts(resource, terraform, { terraform }).items);
  return [...mapped, ...own.map((item) => ({ device: device(item), encrypted: flag("encrypted")(item) }))];
}

/** As text: what a host encodes is read as it is written. */
function userDataOf(resource: AwsResource): Field<string> {
  const node = nodeAt(resource, "userData");
  const { call, content = undefined } = node?.kind === "opaque" ? node : {};
  const encoded = call?.name === "base64encode" ? call.arguments[0] : content;
  const said = encoded ? asText(encoded) : text("userData")(resource);
  const script = encoded || said.value === undefined ? undefined : decoded(said.value);
  return script === undefined ? said : Field.written(script, said.at);
}
const asText = (node: Node): Field<string> =>
  node.kind === "scalar" && node.value !== null
    ? Field.written(String(node.value), node.at)
    : Field.opaque(node.at, node.kind === "opaque" ? node.parts : [], node.kind === "opaque" ? node.text : undefined);

/** What the agents are configured by: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html. */
function agentIn(image: Field<string>, userData: Field<string>): Instance["agent"] {
  const known = [image, userData].map((f) => f.value ?? f.text ?? f.parts.map((part) => part ?? " ").join("")).join("\n");
  if (
    /\bECS_CLUSTER\b|\/etc\/ecs\/ecs\.config|^[ \t]{0,40}\[settings\.ecs\]|aws\/service\/ecs\/|aws\/service\/bottlerocket\/aws-ecs|-ecs-(?:optimized|hvm)/m.test(
      known,
    )
  )
    return "ecs";
  if (
    /\/etc\/eks\/bootstrap\.sh|\bnodeadm\b|aws\/service\/eks\/|aws\/service\/bottlerocket\/aws-k8s|^[ \t]{0,40}\[settings\.kubernetes\]/m.test(known)
  )
    return "eks";
  return undefined;
}
