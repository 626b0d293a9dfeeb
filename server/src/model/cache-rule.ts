import type { Edit } from "../text/source.ts";
import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** Under which prefix Amazon ECR keeps copies of what another registry has, from the first pull on. */
export interface CacheRule extends Resource {
  readonly prefix: Field<string>;
  /** "registry-1.docker.io" */
  readonly upstream: Field<string>;
}

/** An image of Docker Hub for which the workspace has a cache that it does not use. Only the workspace can build these. */
export interface UncachedImage {
  readonly address: string;
  readonly image: Field<string>;
  /** How the image is called there, without the registry: "docker-hub/library/node:24". */
  readonly cached: string;
  /** Edits that take it from there; none where the workspace does not tell which registry that is. */
  use(): readonly Edit[];
}
