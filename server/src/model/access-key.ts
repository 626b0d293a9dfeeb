import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A key with which a user of IAM calls AWS until somebody deletes it. */
export interface AccessKey extends Resource {
  /** The name of the user, mostly a reference to it. */
  readonly user: Field<string>;
  /** "Active" unless the file says otherwise. */
  readonly status: Field<string>;
}
