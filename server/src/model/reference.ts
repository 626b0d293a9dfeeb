import type { Edit } from "../text/source.ts";
import type { Field } from "./field.ts";

/** An image that a stage is built on or a container runs, joined with what other places of the workspace say of its tag. Only the workspace can build these. */
export interface Reference {
  readonly address: string;
  readonly image: Field<string>;
  /** The digests to which the same name and tag is pinned elsewhere: "sha256:…". */
  readonly digests: readonly string[];
  /** Edits that pin it to a digest; none where it is not written as a plain text. */
  pin(digest: string): readonly Edit[];
}
