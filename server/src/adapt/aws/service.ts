import type { Cluster } from "../../model/cluster.ts";
import type { Workload } from "../../model/container.ts";
import { Field, List } from "../../model/field.ts";
import type { Role } from "../../model/role.ts";
import type { SecurityGroup } from "../../model/security-group.ts";
import type { Destination, Service } from "../../model/service.ts";
import { either } from "../fields.ts";
import { amount, flag, link, links, nodeAt, parts, presence, row, type Targets, text, worded } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** Defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html. */
const columns = {
  name: text("serviceName", { terraform: "name" }),
  launchType: text("launchType"),
  platformVersion: text("platformVersion", {}, "LATEST"),
  schedulingStrategy: text("schedulingStrategy", {}, "REPLICA"),
  assignsPublicIp: worded(
    "networkConfiguration.awsvpcConfiguration.assignPublicIp",
    ["ENABLED", "DISABLED"],
    { terraform: "network_configuration.assign_public_ip" },
    false,
  ),
  exec: flag("enableExecuteCommand", {}, false),
  circuitBreaker: flag("deploymentConfiguration.deploymentCircuitBreaker.enable", { terraform: "deployment_circuit_breaker.enable" }, false),
  deploymentController: text("deploymentController.type", {}, "ECS"),
  propagatesTags: text("propagateTags"),
  minimumHealthy: amount("deploymentConfiguration.minimumHealthyPercent", { terraform: "deployment_minimum_healthy_percent" }, 100),
  maximum: amount("deploymentConfiguration.maximumPercent", { terraform: "deployment_maximum_percent" }, 200),
  role: text("role", { terraform: "iam_role" }),
  namesBalancers: presence("loadBalancers", { terraform: "load_balancer" }),
  gracePeriod: amount("healthCheckGracePeriodSeconds"),
  network: presence("networkConfiguration"),
  placementConstraints: presence("placementConstraints"),
  placementStrategy: presence("placementStrategy", { cloudformation: "PlacementStrategies", terraform: "ordered_placement_strategy" }),
};
/** What `aws ecs run-task` takes. */
export const run = "run-task";
/** Task sets are what an external controller deploys, as nothing deploys a run; CloudFormation spells their network another way. */
const ofTaskSets = {
  assignsPublicIp: worded(
    "networkConfiguration.awsvpcConfiguration.assignPublicIp",
    ["ENABLED", "DISABLED"],
    { cloudformation: "NetworkConfiguration.AwsVpcConfiguration.AssignPublicIp", terraform: "network_configuration.assign_public_ip" },
    false,
  ),
  deploymentController: text("deploymentController.type", {}, "EXTERNAL"),
};
/** Schedules spell their network as services do, rules of EventBridge as task sets do. */
const ofRun = (resource: AwsResource): Pick<Service, "assignsPublicIp" | "deploymentController"> => ({
  deploymentController: ofTaskSets.deploymentController(resource),
  assignsPublicIp: either(columns.assignsPublicIp(resource), ofTaskSets.assignsPublicIp(resource)),
});
const cluster = link("cluster");
const taskDefinition = link("taskDefinition");
const securityGroups = links("networkConfiguration.awsvpcConfiguration.securityGroups", { terraform: "network_configuration.security_groups" });

export interface ServiceTargets {
  readonly clusters: Targets<Cluster>;
  readonly tasks: Targets<Workload>;
  readonly groups: Targets<SecurityGroup>;
  readonly roles: ReadonlyMap<Workload, Role>;
  /** By address. */
  readonly targetGroups: ReadonlyMap<string, AwsResource>;
  readonly entrances: (service: AwsResource) => Service["entrances"];
}

export function serviceIn(resource: AwsResource, { clusters, tasks, groups, roles, entrances, targetGroups }: ServiceTargets): Service {
  const { address, at } = resource;
  const balancers = parts(resource, "loadBalancers", { terraform: "load_balancer" });
  const definition = taskDefinition(resource, tasks);
  return {
    address,
    at,
    once: resource.type === run,
    ...row(columns, resource),
    ...(resource.type === "AWS::ECS::TaskSet" ? row(ofTaskSets, resource) : {}),
    ...(resource.type === run ? ofRun(resource) : {}),
    cluster: cluster(resource, clusters),
    taskDefinition: definition,
    taskRole: definition.target && roles.get(definition.target),
    securityGroups: securityGroups(resource, groups),
    capacityProviders: capacityProviders(resource),
    balanced: balancers.items.length > 0,
    destinations: balancers.items.map((item) => destination(item, targetGroups)),
    entrances: entrances(resource),
  };
}

const targetType = text("targetType", {}, "instance");
const healthPort = text("healthCheckPort", { terraform: "health_check.port" }, "traffic-port");

function destination(balancer: AwsResource, targetGroups: ServiceTargets["targetGroups"]): Destination {
  const node = nodeAt(balancer, "targetGroupArn");
  const group = node && targetGroups.get(balancer.refersTo(node) ?? "");
  return {
    container: text("containerName")(balancer),
    port: amount("containerPort")(balancer),
    targetType: group ? targetType(group) : Field.unset(balancer.at),
    healthPort: group ? healthPort(group) : Field.unset(balancer.at),
  };
}

function capacityProviders(resource: AwsResource): Service["capacityProviders"] {
  const { items, open } = parts(resource, "capacityProviderStrategy");
  return new List(open ? "opaque" : items.length > 0 ? "written" : "unset", items.map(text("capacityProvider")), resource.at);
}
