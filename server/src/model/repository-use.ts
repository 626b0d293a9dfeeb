import type { Field } from "./field.ts";
import type { Repository } from "./repository.ts";
import { matchesWildcards } from "./wildcards.ts";

/** An image that lies in a repository of ECR which the workspace defines. Only the workspace can build these. */
export interface RepositoryUse {
  readonly address: string;
  /** Is it run, run by AWS itself (Lambda, App Runner), or built on? */
  readonly by: "container" | "managed" | "stage";
  readonly image: Field<string>;
  /** "latest" where none is written; undefined where only deployment knows it, or where a digest stands alone. */
  readonly tag: string | undefined;
  /** Does a digest decide what is pulled? */
  readonly pinned: boolean;
  readonly repository: Repository;
}

/** Can another image be pushed under the tag? Undefined where that is not known. */
export function isMovable({ tag, pinned, repository: { isPublic, tagMutability, exclusions } }: RepositoryUse): boolean | undefined {
  if (pinned) return false;
  if (isPublic) return undefined;
  switch (tagMutability.value) {
    case "MUTABLE":
      return true;
    case "IMMUTABLE":
      return false;
    case "MUTABLE_WITH_EXCLUSION":
    case "IMMUTABLE_WITH_EXCLUSION": {
      if (tag === undefined || exclusions.state === "opaque" || exclusions.items.some((f) => f.value === undefined)) return undefined;
      const isExcluded = exclusions.items.some(({ value = "" }) => matchesWildcards(tag, value));
      return (tagMutability.value === "MUTABLE_WITH_EXCLUSION") !== isExcluded;
    }
    default:
      return undefined;
  }
}
