import type { Acceptance } from "../model/acceptance.ts";
import { type Facts, together } from "../model/subjects.ts";
import { get, maps, type Node, values } from "../syntax/tree.ts";
import { boundariesOf, policiesOf } from "./cloudformation/policies.ts";
import { resolverOf } from "./cloudformation/resolve.ts";
import { hasResources, isSynthesized, type Resource, resourcesOf } from "./cloudformation/resources.ts";
import { rolesOf } from "./cloudformation/roles.ts";
import { taskFacts, taskIn } from "./ecs.ts";
import { list, textOrTexts } from "./fields.ts";
import { policyFacts } from "./iam.ts";
import { pascalCase } from "./spelling.ts";

/** A template of CloudFormation or SAM. Undefined for all else, and for what the CDK wrote. */
export function readTemplate(root: Node): { readonly why: string; readonly facts: Facts; readonly acceptances: readonly Acceptance[] } | undefined {
  if (root.kind !== "map" || !hasResources(root) || isSynthesized(root)) return undefined;
  const resources = resourcesOf(root, resolverOf(root));
  const tasks = resources.filter((r) => r.type === "AWS::ECS::TaskDefinition").map(task);
  const boundaries = boundariesOf(resources);
  const policies = resources.flatMap((r) => policiesOf(r, boundaries));
  const roles = rolesOf(
    resources,
    policies,
    tasks.flatMap((t) => t.workload),
  );
  return {
    why: "has resources with a type of AWS",
    facts: together([policyFacts(policies), roles, ...tasks]),
    acceptances: resources.flatMap(accepted),
  };
}

/** Defaults are those of ECS itself. */
function task({ id, properties }: Resource): Facts {
  const containers = maps(values(get(properties, "ContainerDefinitions")));
  return taskFacts({ ...taskIn(properties, pascalCase), address: id }, containers, pascalCase);
}

/** `Metadata: { plimsoll: { allow: [rule] } }`: what comments say elsewhere, for JSON has none. */
function accepted({ metadata, at }: Resource): readonly Acceptance[] {
  const said = get(metadata, "plimsoll");
  return said?.kind === "map" ? [{ rules: list(said, "allow", textOrTexts).items, within: at }] : [];
}
