import type { Outcome } from "../../model/outcome.ts";
import { get, literal, type MapNode, type Node, values } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";
import { writerThrough } from "../through.ts";
import { at } from "./call.ts";
import { type Resolve, world } from "./resolve.ts";

export interface Resource {
  /** The logical id: what the template itself calls it. */
  readonly id: string;
  /** Where that stands. */
  readonly namedAt: Place;
  /** `AWS::ECS::TaskDefinition` */
  readonly type: string;
  /** As far as they are known. */
  readonly properties: MapNode;
  /** As they stand in the text. */
  readonly written: MapNode;
  readonly metadata: Node | undefined;
  /** From its logical id to its end. */
  readonly at: Place;
  /** What it is under each outcome of the conditions that decide between texts in it. */
  readonly variants: readonly Variant[];
}

export interface Variant extends Outcome {
  readonly properties: MapNode;
  /** Does the node hold something that is so under this outcome? */
  readonly differs: (node: Node) => boolean;
}

/** The resources of AWS's own types. Those of a loop are there once. */
export function resourcesOf(template: MapNode, resolve: Resolve): readonly Resource[] {
  const globals = new Map<string, Node | undefined>(sections.map(([section, type]) => [type, at(template, "Globals", section)]));
  return entriesOf(template).flatMap(({ key, keyAt, value }) => {
    const type = literal(get(value, "Type"));
    if (type === undefined || !isOfAws(type) || value.kind !== "map") return [];
    const own = get(value, "Properties") ?? none(value);
    if (own.kind !== "map") return [];
    const written = over(own, globals.get(type));
    // A resource that a condition makes is there only where that holds.
    const condition = literal(get(value, "Condition"));
    const given = new Map(condition === undefined ? [] : [[condition, true] as const]);
    const base = world(given);
    const properties = resolve(written, base);
    if (properties?.kind !== "map") return [];
    const variants = [...base.deciding]
      .slice(0, most)
      .flatMap((condition) => [true, false].flatMap((holds) => variant(written, { condition, holds }, given, resolve)));
    const whole = keyAt.source.at(keyAt.start, Math.max(keyAt.end, value.at.end));
    return [{ id: key, namedAt: keyAt, type, properties, written, metadata: get(value, "Metadata"), at: whole, variants }];
  });
}

/** What SAM's `Globals` speak of that has a role. Their sections have what resources of that type do not say themselves. */
const sections = [
  ["Function", "AWS::Serverless::Function"],
  ["StateMachine", "AWS::Serverless::StateMachine"],
] as const;
/** Properties with those that are said of all resources of the type. New ones are written to the resource. */
function over(own: MapNode, globals: Node | undefined): MapNode {
  if (globals?.kind !== "map") return own;
  const more = globals.entries.filter((e) => !own.entries.some((o) => o.key === e.key));
  const made: MapNode = { ...own, entries: [...own.entries, ...more], writer: writerThrough((node) => (node === made ? own : node)) };
  return made;
}

/** Conditions of one resource whose outcomes are looked at. */
const most = 8;

function variant(written: MapNode, outcome: Omit<Outcome, "branches">, given: ReadonlyMap<string, boolean>, resolve: Resolve): readonly Variant[] {
  const under = world(new Map([...given, [outcome.condition, outcome.holds]]));
  const properties = resolve(written, under);
  if (properties?.kind !== "map") return [];
  const differs = (node: Node): boolean => under.chosen.has(node) || values(node).some(differs);
  return [{ ...outcome, branches: [...under.chosen].map((node) => node.at), properties, differs }];
}

/** The properties of a resource that says none: the first that is set brings the map of them. */
const none = (resource: MapNode): MapNode => ({
  kind: "map",
  at: resource.at,
  entries: [],
  ...(resource.open ? { open: true } : {}),
  writer: { ...resource.writer, set: (_, key, value) => resource.writer.set(resource, "Properties", { [key]: value }) },
});

/** Is there at least one resource of AWS's? Only a third of the templates say that they are ones. */
export const hasResources = (template: MapNode): boolean => entriesOf(template).some(({ value }) => isOfAws(literal(get(value, "Type")) ?? ""));

/** Was it written by the CDK from a program? Then it is the program that people edit. */
export const isSynthesized = (template: MapNode): boolean =>
  /^\/cdk-bootstrap\//.test(literal(at(template, "Parameters", "BootstrapVersion", "Default")) ?? "") ||
  entriesOf(template).some(({ value }) => at(value, "Metadata", "aws:cdk:path") ?? literal(get(value, "Type")) === "AWS::CDK::Metadata");

const isOfAws = (type: string): boolean => type.startsWith("AWS::");
const entriesOf = (template: MapNode): MapNode["entries"] => {
  const resources = get(template, "Resources");
  return resources?.kind === "map" ? unlooped(resources) : [];
};

/** `Fn::ForEach::Tasks: [Name, [a, b], { Task${Name}: { Type: … } }]`, with other loops in it: the loop's name is one that nothing is known of. */
const unlooped = (map: MapNode): MapNode["entries"] =>
  map.entries.flatMap((entry) => {
    if (!entry.key.startsWith("Fn::")) return [entry];
    const body = entry.key.startsWith("Fn::ForEach::") && entry.value.kind === "list" ? entry.value.items[2] : undefined;
    return body?.kind === "map" ? unlooped(body) : [];
  });
