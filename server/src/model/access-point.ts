import { textOf } from "../text/source.ts";
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

/** Permissions as they are written, for YAML takes a number that begins with 0 for another one; undefined where they are no mode. */
export function modeOf(permissions: Field<string>): string | undefined {
  if (permissions.unset || permissions.opaque) return undefined;
  const written = textOf(permissions.at).replace(/^["']|["']$/g, "");
  return /^[0-7]{3,4}$/.test(written) ? written : undefined;
}
