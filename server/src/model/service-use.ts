import type { Field } from "./field.ts";

/** The name of a Service in another object, with what the workspace's manifests say of that Service. Only the workspace can build these. */
export interface ServiceUse {
  readonly address: string;
  /** Whose word it is: an Ingress leads there, a StatefulSet has the names of its pods from it. */
  readonly kind: "Ingress" | "StatefulSet";
  /** The object's own. */
  readonly name: Field<string>;
  readonly service: Field<string>;
  /** Is a Service of that name there? Undefined where that is not known, as where the workspace has none in the namespace. */
  readonly found: boolean | undefined;
  /** Has it an address of its own instead of its pods'? Undefined where that is not known. */
  readonly balanced: boolean | undefined;
}
