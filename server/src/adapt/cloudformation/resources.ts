import { get, literal, type MapNode, type Node } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";
import { at } from "./call.ts";
import type { Resolve } from "./resolve.ts";

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
}

/** The resources of AWS's own types. */
export function resourcesOf(template: MapNode, resolve: Resolve): readonly Resource[] {
  return entriesOf(template).flatMap(({ key, keyAt, value }) => {
    const type = literal(get(value, "Type"));
    if (type === undefined || !isOfAws(type) || value.kind !== "map") return [];
    const written = get(value, "Properties") ?? none(value);
    const properties = resolve(written);
    if (written.kind !== "map" || properties?.kind !== "map") return [];
    const whole = keyAt.source.at(keyAt.start, Math.max(keyAt.end, value.at.end));
    return [{ id: key, namedAt: keyAt, type, properties, written, metadata: get(value, "Metadata"), at: whole }];
  });
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
  return resources?.kind === "map" ? resources.entries : [];
};
