import { taskParameters } from "../knowledge/aws/task-parameters.ts";
import type { Acceptance } from "../model/acceptance.ts";
import type { LaunchType } from "../model/launch-type.ts";
import { type Outcome, onlyUnder } from "../model/outcome.ts";
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
import { inAnyCase } from "./ecs/any-case.ts";
import { unknownInTask } from "./ecs/unknown-names.ts";
import { ranOn, settledOn, taskFacts, taskIn } from "./ecs.ts";
import { list, named, textOrTexts } from "./fields.ts";
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
  const jobs = resources.filter((r) => r.type === "AWS::Batch::JobDefinition").flatMap(job);
  // Before what they are under conditions: tasks are told of their services and log groups here.
  const own = resourceFacts(all, workloads, roles.duty);
  const outcomes = [
    ...outcomesOfAll(resources, (varied) =>
      together([resourceFacts(varied.map(awsResource), workloads, roles.duty), facts({ attachment: rolesOf(varied, policies, []).attachment })]),
    ),
    policyFacts(resources.flatMap((r) => policiesOfOutcomes(r, beside))),
    ...definitions.flatMap((r) => outcomesOf(r, launchTypes)),
  ];
  return {
    why: "has resources with a type of AWS",
    facts: together([policyFacts(policies), roles, ...found, ...jobs, own, ...outcomes]),
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
  const read = inAnyCase(properties, taskParameters, pascalCase);
  const said = taskIn(read, pascalCase);
  // The whole text is looked through for it: only where somebody asks.
  const unstarted = (): Place | undefined =>
    said.family.opaque || [id, said.family.value || id].some((name) => isWrittenAgain(name, namedAt.source.text)) ? undefined : namedAt;
  const own = { ...said, address: id, unstarted, unknownNames: unknownInTask(properties, pascalCase) };
  const task = settledOn(ranOn(own, ofServices.get(id) ?? ofServices.get(said.family.value ?? "")), settled);
  return taskFacts(task, containersIn(read), [get(read, "ContainerDefinitions")], pascalCase);
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

/** A job, and what it is under each outcome of a condition. */
const job = ({ id, namedAt, properties, variants }: Resource): readonly Facts[] =>
  [undefined, ...variants].map((variant) => {
    const map = variant?.properties ?? properties;
    const parts = partsIn(map, pascalCase);
    const containers = parts.containers.map((container) => named(container, namedAt));
    const read = jobFacts(named(map, namedAt), { ...parts, containers }, pascalCase, pascalCase, id);
    return variant ? under(read, variant) : read;
  });

/** The same subjects, which are so under that outcome. */
function under(subjects: Facts, outcome: Outcome): Facts {
  for (const list of Object.values(subjects)) for (const subject of list) onlyUnder(subject, outcome);
  return subjects;
}

/** What the resources that the outcome of a condition changes are then, all others being what they are then, too. */
function outcomesOfAll(resources: readonly Resource[], read: (varied: readonly Resource[]) => Facts): readonly Facts[] {
  const conditions = [...new Set(resources.flatMap((r) => r.variants.map((v) => v.condition)))].slice(0, most);
  return conditions.flatMap((condition) =>
    [true, false].flatMap((holds) => {
      const changed = new Set<string>();
      const branches: Place[] = [];
      const varied = resources.map((resource) => {
        const variant = resource.variants.find((v) => v.condition === condition && v.holds === holds);
        if (!variant?.properties.entries.some((e) => variant.differs(e.value))) return resource;
        if (!readElsewhere.has(resource.type)) changed.add(resource.id);
        branches.push(...variant.branches);
        return { ...resource, properties: variant.properties };
      });
      return changed.size > 0 ? [under(onlyOf(changed, read(varied)), { condition, holds, branches })] : [];
    }),
  );
}
/** Conditions of one template whose outcomes are looked at. */
const most = 8;
/** Each outcome of these is read by itself. */
const readElsewhere: ReadonlySet<string> = new Set(["AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition"]);

/** The subjects that are called so. */
const onlyOf = (addresses: ReadonlySet<string>, all: Facts): Facts =>
  // Each list keeps its kind.
  Object.fromEntries(Object.entries(all).map(([kind, subjects]) => [kind, subjects.filter((s) => addresses.has(s.address))])) as unknown as Facts;

/** What a task is under each outcome of a condition: all of it, or the containers that the outcome changes. */
const outcomesOf = ({ id, namedAt, variants }: Resource, launchTypes: LaunchTypes): readonly Facts[] =>
  variants.map((variant) => {
    const { properties, differs } = variant;
    const whole = under(task({ id, namedAt, properties }, launchTypes), variant);
    if (properties.entries.some((e) => e.key !== "ContainerDefinitions" && differs(e.value))) return whole;
    const containers = containersIn(properties);
    return facts({ container: whole.container.filter((_, i) => containers.slice(i, i + 1).every(differs)) });
  });

/** `Metadata: { plimsoll: { allow: [rule] } }`: what comments say elsewhere, for JSON has none. */
function accepted({ metadata, at }: Resource): readonly Acceptance[] {
  const said = get(metadata, "plimsoll");
  return said?.kind === "map" ? [{ rules: list(said, "allow", textOrTexts).items, within: at }] : [];
}
