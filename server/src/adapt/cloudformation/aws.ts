import type { Node } from "../../syntax/tree.ts";
import type { AwsResource } from "../aws/resource.ts";
import { embeddedJson } from "../embedded.ts";
import { named } from "../fields.ts";
import type { Resource } from "./resources.ts";

/** A template's resource as the tables of AWS's resources read it. */
export const awsResource = ({ id, type, properties, namedAt }: Resource): AwsResource => ({
  dialect: "cloudformation",
  type,
  address: id,
  at: namedAt,
  body: named(properties, namedAt),
  refersTo,
  documentIn: (node) => (node.kind === "map" ? node : embeddedJson(node)),
});

/** `${Role}`, `${Role.Arn}`: what `Ref`, `GetAtt` and `Sub` leave of a name that is no parameter's. */
const refersTo = (node: Node): string | undefined => (node.kind === "opaque" ? /^\$\{(\w+)(?:\.[\w.]+)?\}$/.exec(node.text ?? "")?.[1] : undefined);
