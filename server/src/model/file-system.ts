import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A file system of EFS. */
export interface FileSystem extends Resource {
  readonly encrypted: Field<boolean>;
  readonly key: Field<string>;
}
