import { type MapNode, type Node, type Plain, values } from "../../syntax/tree.ts";
import type { Edit, Place } from "../../text/source.ts";

/** In whose words a resource is written: those of the AWS API are what its command line takes and prints. */
export type Dialect = "api" | "cloudformation" | "terraform";

/** A resource of an AWS account as one of the hosts writes it. */
export interface AwsResource {
  readonly dialect: Dialect;
  /** As CloudFormation calls it, `AWS::ECS::Service`; as Terraform does, where only Terraform has it. */
  readonly type: string;
  /** What its host calls it: the logical id, `aws_ecs_service.web`, its name. */
  readonly address: string;
  /** Its name, where the host writes it. */
  readonly at: Place;
  /** Its properties, pointed to by its name where they lack something. */
  readonly body: MapNode;
  /** The address of the resource that a node refers to; undefined for what is no reference. */
  readonly refersTo: (node: Node) => string | undefined;
  /** The document that a node holds: a map, JSON in a text, what `jsonencode` is given. */
  readonly documentIn: (node: Node) => Node | undefined;
  /** Edits that put a resource of its own behind it that belongs to it, where its host says with one what others say with a property. */
  readonly follow?: (resource: Following) => readonly Edit[];
}

/** A resource to be written. */
export interface Following {
  readonly type: string;
  /** The argument that refers to what it belongs to, and the property of that. */
  readonly belongsTo: readonly [argument: string, property: string];
  /** The argument that holds a document, and the document. */
  readonly document: readonly [argument: string, content: Plain];
}

/** What refers to what, wherever in the resource it stands. */
export function referencesIn({ body, refersTo }: AwsResource): ReadonlySet<string> {
  const found = new Set<string>();
  const open: Node[] = [body];
  for (let node = open.pop(); node; node = open.pop()) {
    const address = refersTo(node);
    if (address !== undefined) found.add(address);
    for (const inner of node.kind === "opaque" ? [...(node.branches ?? []), ...(node.call?.arguments ?? [])] : values(node)) open.push(inner);
  }
  return found;
}

/** A part of a resource that is a resource's like: an item of a list, a nested block. */
export const within = (resource: AwsResource, body: MapNode, at: Place = body.at): AwsResource => ({ ...resource, body, at });
