import { type Facts, facts } from "../../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { embeddedJson } from "../embedded.ts";
import { named, placeOf } from "../fields.ts";
import { changing } from "../through.ts";
import { resourceFacts } from "./facts.ts";
import { lifecycleOf } from "./repository.ts";
import type { AwsResource } from "./resource.ts";
import { run } from "./service.ts";

/**
 * Resources of ECS, ECR, EKS, EFS, EC2, Lambda and App Runner, and groups of logs, as the AWS command line takes them (`aws ecs create-service --cli-input-json`) and prints them
 * (`describe-services`), and a lifecycle policy of ECR by itself. Undefined where the file is none of these.
 */
export function readResources(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const lifecycle = get(maps(values(get(root, "rules")))[0], "rulePriority") ? lifecycleOf(root, { address: "", at: root.at }) : undefined;
  if (lifecycle) return { why: "is a lifecycle policy of ECR", facts: facts({ lifecyclePolicy: [lifecycle] }) };
  if (root.kind !== "map") return undefined;
  for (const shape of shapes) {
    if (isOf(shape, root)) return { why: `is ${shape.why}`, facts: resourceFacts([resourceOf(shape, root)], new Map()) };
    const printed = [...maps(values(get(root, shape.several))), ...maps([...one(get(root, shape.one))])].filter((map) => isOf(shape, map));
    if (printed.length > 0)
      return {
        why: `has ${shape.why}`,
        facts: resourceFacts(
          printed.map((map) => resourceOf(shape, map)),
          new Map(),
        ),
      };
  }
  return undefined;
}

const one = (node: Node | undefined): readonly Node[] => (node ? [node] : []);

/** How a kind of resource is told: a name, and at least one of the properties that nothing else has beside such a name. */
interface Shape {
  readonly type: string;
  readonly why: string;
  readonly names: readonly string[];
  readonly telling: readonly string[];
  /** What the output of the command line puts around one, and around several. */
  readonly one: string;
  readonly several: string;
  /** Does this input change one that is there, so that what it lacks is as it was? */
  readonly changes?: (map: MapNode) => boolean;
  /** Does its API begin names with capitals, as CloudFormation does? */
  readonly capital?: true;
}

const shapes: readonly Shape[] = [
  {
    type: "AWS::ECS::Service",
    why: "a service of ECS",
    names: ["serviceName", "service"],
    telling: ["taskDefinition", "platformVersion", "enableExecuteCommand", "networkConfiguration", "deploymentConfiguration"],
    one: "service",
    several: "services",
    // What makes one gives it a name; `service` is one that is there, of `update-service` and `create-task-set`.
    changes: (map) => get(map, "serviceName") === undefined,
  },
  {
    type: run,
    why: "what a task of ECS is run with",
    names: ["taskDefinition"],
    telling: ["overrides", "networkConfiguration", "platformVersion", "enableExecuteCommand", "startedBy", "count"],
    one: "",
    several: "",
  },
  {
    type: "AWS::EKS::Nodegroup",
    why: "a node group of EKS",
    names: ["nodegroupName"],
    telling: ["nodeRole", "subnets", "amiType", "remoteAccess"],
    one: "nodegroup",
    several: "nodegroups",
  },
  {
    type: "AWS::EKS::FargateProfile",
    why: "a Fargate profile of EKS",
    names: ["fargateProfileName"],
    telling: ["selectors", "podExecutionRoleArn"],
    one: "fargateProfile",
    several: "",
  },
  { type: "AWS::EKS::Addon", why: "an add-on of EKS", names: ["addonName"], telling: ["clusterName"], one: "addon", several: "" },
  {
    type: "AWS::EKS::AccessEntry",
    why: "an access entry of EKS",
    names: ["principalArn"],
    telling: ["accessScope", "kubernetesGroups", "accessEntryArn", "clusterName"],
    one: "accessEntry",
    several: "accessEntries",
  },
  {
    type: "AWS::EKS::Cluster",
    why: "a cluster of EKS",
    names: ["name"],
    telling: ["resourcesVpcConfig"],
    one: "cluster",
    several: "clusters",
    // `update-cluster-config` takes none of these, and none is made without a role.
    changes: (map) => !["roleArn", "arn", "version", "encryptionConfig"].some((key) => get(map, key)),
  },
  {
    type: "AWS::ECS::Cluster",
    why: "a cluster of ECS",
    names: ["clusterName"],
    telling: ["settings", "configuration", "capacityProviders", "defaultCapacityProviderStrategy", "clusterArn"],
    one: "cluster",
    several: "clusters",
  },
  {
    type: "AWS::ECR::Repository",
    why: "a repository of ECR",
    names: ["repositoryName"],
    telling: ["imageTagMutability", "imageScanningConfiguration", "encryptionConfiguration", "repositoryArn", "tags"],
    one: "repository",
    several: "repositories",
    // `put-image-scanning-configuration` and `put-image-tag-mutability` have nothing else; who makes a repository may say as little.
    changes({ entries }) {
      const [only = "", ...others] = entries.map((e) => e.key).filter((key) => !identifying.has(key));
      return others.length === 0 && ["imageScanningConfiguration", "imageTagMutability"].includes(only);
    },
  },
  { type: "AWS::Lambda::Function", why: "a function of Lambda", names: ["FunctionName"], telling: ["Code"], one: "", several: "" },
  {
    type: "AWS::AppRunner::Service",
    why: "a service of App Runner",
    names: ["ServiceName"],
    telling: ["SourceConfiguration"],
    one: "Service",
    several: "",
  },
  {
    type: "AWS::ECS::ExpressGatewayService",
    why: "an Express service of ECS",
    names: ["serviceName", "infrastructureRoleArn"],
    telling: ["primaryContainer"],
    one: "",
    several: "",
  },
  {
    type: "AWS::EFS::AccessPoint",
    why: "an access point of EFS",
    names: ["AccessPointId", "FileSystemId"],
    telling: ["PosixUser", "RootDirectory"],
    one: "",
    several: "AccessPoints",
  },
  {
    type: "AWS::EFS::FileSystem",
    why: "a file system of EFS",
    names: ["FileSystemId", "CreationToken"],
    telling: ["PerformanceMode", "ThroughputMode"],
    one: "",
    several: "FileSystems",
    capital: true,
  },
  {
    type: "AWS::EC2::LaunchTemplate",
    why: "a launch template",
    names: ["LaunchTemplateName", "LaunchTemplateId"],
    telling: ["LaunchTemplateData"],
    one: "LaunchTemplateVersion",
    several: "LaunchTemplateVersions",
    capital: true,
  },
  {
    // What opens one for others has no more than its name.
    type: "AWS::EC2::SecurityGroup",
    why: "a security group",
    names: ["GroupId", "GroupName"],
    telling: ["IpPermissionsEgress"],
    one: "",
    several: "SecurityGroups",
    capital: true,
  },
  {
    // What makes one says nothing of how long it keeps what it holds.
    type: "AWS::Logs::LogGroup",
    why: "a log group",
    names: ["logGroupName"],
    telling: ["storedBytes", "creationTime"],
    one: "",
    several: "logGroups",
  },
  {
    type: "aws_ecr_lifecycle_policy",
    why: "a lifecycle policy of ECR",
    names: ["repositoryName"],
    telling: ["lifecyclePolicyText"],
    one: "",
    several: "",
  },
  {
    type: "AWS::ECR::PullThroughCacheRule",
    why: "a pull-through cache rule of ECR",
    names: ["ecrRepositoryPrefix"],
    telling: ["upstreamRegistryUrl"],
    one: "",
    several: "pullThroughCacheRules",
  },
  {
    type: "AWS::ECR::RegistryScanningConfiguration",
    why: "the scanning configuration of a registry",
    names: ["scanType"],
    telling: ["rules"],
    one: "scanningConfiguration",
    several: "",
  },
];

/** What says which repository is meant, and belongs to its setting. */
const identifying: ReadonlySet<string> = new Set(["registryId", "repositoryName", "imageTagMutabilityExclusionFilters"]);

const isOf = ({ names, telling }: Shape, map: MapNode): boolean =>
  names.some((name) => get(map, name)) &&
  telling.some((key) => get(map, key)) &&
  !get(map, "containerDefinitions") &&
  !get(map, "AWSTemplateFormatVersion");

function resourceOf({ type, names, capital, changes }: Shape, map: MapNode): AwsResource {
  const name = names.map((key) => get(map, key)).find((node) => node !== undefined);
  const at = name?.at ?? placeOf(map);
  return {
    dialect: capital ? "cloudformation" : "api",
    type,
    address: literal(name) ?? "",
    at,
    body: named(changes?.(map) ? changing(map) : map, at),
    refersTo: () => undefined,
    documentIn: (node) => (node.kind === "map" ? node : embeddedJson(node)),
  };
}
