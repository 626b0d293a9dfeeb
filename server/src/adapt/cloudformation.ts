import type { Acceptance } from "../model/acceptance.ts";
import type { LaunchType } from "../model/launch-type.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import type { Place } from "../text/source.ts";
import { resourceFacts } from "./aws/facts.ts";
import { launchTypesOf } from "./aws/launch-type.ts";
import { jobFacts, partsIn } from "./batch.ts";
import { awsResource } from "./cloudformation/aws.ts";
import { besideOf, policiesOf, policiesOfOutcomes } from "./cloudformation/policies.ts";
import { resolverOf } from "./cloudformation/resolve.ts";
import { hasResources, isSynthesized, type Resource, resourcesOf } from "./cloudformation/resources.ts";
import { rolesOf } from "./cloudformation/roles.ts";
import { ranOn, settledOn, taskFacts, taskIn } from "./ecs.ts";
import { list, textOrTexts } from "./fields.ts";
import { policyFacts } from "./iam.ts";
import { pascalCase } from "./spelling.ts";

/** A template of CloudFormation or SAM. Undefined for all else, and for what the CDK wrote. */
export function readTemplate(
  root: Node,
  launchType?: LaunchType,
): { readonly why: string; readonly facts: Facts; readonly acceptances: readonly Acceptance[] } | undefined {
  if (root.kind !== "map" || !hasResources(root) || isSynthesized(root)) return undefined;
  const resources = resourcesOf(root, resolverOf(root));
  const all = resources.map(awsResource);
  const launchTypes: LaunchTypes = { ofServices: launchTypesOf(all), settled: launchType };
  const definitions = resources.filter((r) => r.type === "AWS::ECS::TaskDefinition");
  const found = definitions.map((r) => task(r, launchTypes));
  const workloads = new Map(found.flatMap((t) => t.workload.map((w) => [w.address, w] as const)));
  const beside = besideOf(resources);
  const policies = resources.flatMap((r) => policiesOf(r, beside));
  const roles = rolesOf(
    resources,
    policies,
    found.flatMap((t) => t.workload),
  );
  const jobs = resources.filter((r) => r.type === "AWS::Batch::JobDefinition").map(job);
  const outcomes = [policyFacts(resources.flatMap((r) => policiesOfOutcomes(r, beside))), ...definitions.flatMap((r) => outcomesOf(r, launchTypes))];
  return {
    why: "has resources with a type of AWS",
    facts: together([policyFacts(policies), roles, ...found, ...jobs, ...outcomes, resourceFacts(all, workloads, roles.duty)]),
    acceptances: resources.flatMap(accepted),
  };
}

interface LaunchTypes {
  /** Where services run their tasks, by logical id or family. */
  readonly ofServices: ReadonlyMap<string, string>;
  /** Where the team runs all others. */
  readonly settled: LaunchType | undefined;
}

/** Defaults are those of ECS itself. */
function task({ id, namedAt, properties }: Pick<Resource, "id" | "namedAt" | "properties">, { ofServices, settled }: LaunchTypes): Facts {
  const said = taskIn(properties, pascalCase);
  // The whole text is looked through for it: only where somebody asks.
  const unstarted = (): Place | undefined =>
    said.family.opaque || [id, said.family.value || id].some((name) => isWrittenAgain(name, namedAt.source.text)) ? undefined : namedAt;
  const own = { ...said, address: id, unstarted };
  const task = settledOn(ranOn(own, ofServices.get(id) ?? ofServices.get(said.family.value ?? "")), settled);
  return taskFacts(task, containersIn(properties), [get(properties, "ContainerDefinitions")], pascalCase);
}
/** Does the name stand in the text twice, alone each time? What is written once names itself, and nothing refers to it. */
function isWrittenAgain(name: string, text: string): boolean {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0 && name !== ""; at = text.indexOf(name, at + name.length)) {
    if (!/[\w:]/.test(text[at - 1] ?? "") && !/\w/.test(text[at + name.length] ?? "") && ++count > 1) return true;
  }
  return false;
}
const containersIn = (properties: MapNode): readonly MapNode[] => maps(values(get(properties, "ContainerDefinitions")));

const job = ({ id, properties }: Resource): Facts => jobFacts(properties, partsIn(properties, pascalCase), pascalCase, pascalCase, id);

/** What a task is under each outcome of a condition: all of it, or the containers that the outcome changes. */
const outcomesOf = ({ id, namedAt, variants }: Resource, launchTypes: LaunchTypes): readonly Facts[] =>
  variants.map(({ properties, differs }) => {
    const whole = task({ id, namedAt, properties }, launchTypes);
    if (properties.entries.some((e) => e.key !== "ContainerDefinitions" && differs(e.value))) return whole;
    const containers = containersIn(properties);
    return facts({ container: whole.container.filter((_, i) => containers.slice(i, i + 1).every(differs)) });
  });

/** `Metadata: { plimsoll: { allow: [rule] } }`: what comments say elsewhere, for JSON has none. */
function accepted({ metadata, at }: Resource): readonly Acceptance[] {
  const said = get(metadata, "plimsoll");
  return said?.kind === "map" ? [{ rules: list(said, "allow", textOrTexts).items, within: at }] : [];
}
