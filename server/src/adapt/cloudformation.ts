import type { Acceptance } from "../model/acceptance.ts";
import { type Facts, together } from "../model/subjects.ts";
import { get, maps, type Node, values } from "../syntax/tree.ts";
import { resourceFacts } from "./aws/facts.ts";
import { launchTypesOf } from "./aws/service.ts";
import { awsResource } from "./cloudformation/aws.ts";
import { boundariesOf, policiesOf } from "./cloudformation/policies.ts";
import { resolverOf } from "./cloudformation/resolve.ts";
import { hasResources, isSynthesized, type Resource, resourcesOf } from "./cloudformation/resources.ts";
import { rolesOf } from "./cloudformation/roles.ts";
import { ranOn, taskFacts, taskIn } from "./ecs.ts";
import { list, textOrTexts } from "./fields.ts";
import { policyFacts } from "./iam.ts";
import { pascalCase } from "./spelling.ts";

/** A template of CloudFormation or SAM. Undefined for all else, and for what the CDK wrote. */
export function readTemplate(root: Node): { readonly why: string; readonly facts: Facts; readonly acceptances: readonly Acceptance[] } | undefined {
  if (root.kind !== "map" || !hasResources(root) || isSynthesized(root)) return undefined;
  const resources = resourcesOf(root, resolverOf(root));
  const all = resources.map(awsResource);
  const launchTypes = launchTypesOf(all.filter((r) => r.type === "AWS::ECS::Service"));
  const tasks = resources.filter((r) => r.type === "AWS::ECS::TaskDefinition").map((r) => task(r, launchTypes));
  const workloads = new Map(tasks.flatMap((t) => t.workload.map((w) => [w.address, w] as const)));
  const boundaries = boundariesOf(resources);
  const policies = resources.flatMap((r) => policiesOf(r, boundaries));
  const roles = rolesOf(
    resources,
    policies,
    tasks.flatMap((t) => t.workload),
  );
  return {
    why: "has resources with a type of AWS",
    facts: together([policyFacts(policies), roles, ...tasks, resourceFacts(all, workloads)]),
    acceptances: resources.flatMap(accepted),
  };
}

/** Defaults are those of ECS itself. */
function task({ id, properties }: Resource, launchTypes: ReadonlyMap<string, string>): Facts {
  const containers = maps(values(get(properties, "ContainerDefinitions")));
  const said = taskIn(properties, pascalCase);
  const task = ranOn({ ...said, address: id }, launchTypes.get(id) ?? launchTypes.get(said.family.value ?? ""));
  return taskFacts(task, containers, pascalCase);
}

/** `Metadata: { plimsoll: { allow: [rule] } }`: what comments say elsewhere, for JSON has none. */
function accepted({ metadata, at }: Resource): readonly Acceptance[] {
  const said = get(metadata, "plimsoll");
  return said?.kind === "map" ? [{ rules: list(said, "allow", textOrTexts).items, within: at }] : [];
}
