import type { Acceptance } from "../model/acceptance.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { boundariesOf, policiesOf } from "./cloudformation/policies.ts";
import { resolverOf } from "./cloudformation/resolve.ts";
import { hasResources, isSynthesized, type Resource, resourcesOf } from "./cloudformation/resources.ts";
import { taskFacts, taskIn } from "./ecs.ts";
import { list, textOrTexts } from "./fields.ts";
import { policyFacts } from "./iam.ts";
import { pascalCase } from "./spelling.ts";

/** A template of CloudFormation or SAM. Undefined for all else, and for what the CDK wrote. */
export function readTemplate(root: Node): { readonly why: string; readonly facts: Facts; readonly acceptances: readonly Acceptance[] } | undefined {
  if (root.kind !== "map" || !hasResources(root) || isSynthesized(root)) return undefined;
  const resources = resourcesOf(root, resolverOf(root));
  const found = resources.filter((r) => r.type === "AWS::ECS::TaskDefinition").flatMap(tasks);
  const boundaries = boundariesOf(resources);
  return {
    why: "has resources with a type of AWS",
    facts: together([policyFacts(resources.flatMap((r) => policiesOf(r, boundaries))), ...found]),
    acceptances: resources.flatMap(accepted),
  };
}

/** Defaults are those of ECS itself. */
function tasks({ id, properties, variants }: Resource): readonly Facts[] {
  const read = (map: MapNode, isMeant: (container: MapNode) => boolean = () => true): Facts => {
    const containers = maps(values(get(map, "ContainerDefinitions")));
    const all = taskFacts({ ...taskIn(map, pascalCase), address: id }, containers, pascalCase);
    return { ...all, container: all.container.filter((_, i) => containers.slice(i, i + 1).every(isMeant)) };
  };
  const others = variants.map(({ properties: map, differs }) => {
    const isOfTask = map.entries.some((e) => e.key !== "ContainerDefinitions" && differs(e.value));
    return isOfTask ? read(map) : facts({ container: read(map, differs).container });
  });
  return [read(properties), ...others];
}

/** `Metadata: { plimsoll: { allow: [rule] } }`: what comments say elsewhere, for JSON has none. */
function accepted({ metadata, at }: Resource): readonly Acceptance[] {
  const said = get(metadata, "plimsoll");
  return said?.kind === "map" ? [{ rules: list(said, "allow", textOrTexts).items, within: at }] : [];
}
