import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A way into a file system of EFS, with a user and a folder of its own. */
export interface AccessPoint extends Resource {
  /** The numbers of the user that all access is made as; unset where whoever mounts it says who they are. */
  readonly user: Field<string>;
  readonly group: Field<string>;
  /** The folder that is the root to whoever mounts it. */
  readonly root: Field<string>;
  /** What that folder is made with, as `chmod` takes it: "0750". */
  readonly permissions: Field<string>;
}
