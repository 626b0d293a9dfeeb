import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A service of App Runner: what the world sees of an image that AWS runs. The image itself is a container's. */
export interface AppRunnerService extends Resource {
  readonly name: Field<string>;
  /** Can the internet call it? Otherwise only a VPC that has a connection to it can. */
  readonly isPublic: Field<boolean>;
}
