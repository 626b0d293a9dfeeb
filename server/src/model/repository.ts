import type { Edit } from "../text/source.ts";
import type { Field, List } from "./field.ts";
import type { Registry } from "./registry.ts";
import type { Resource } from "./resource.ts";

/** A repository of ECR. */
export interface Repository extends Resource {
  readonly name: Field<string>;
  /** In the public gallery: everybody may pull. */
  readonly isPublic: boolean;
  /** MUTABLE, IMMUTABLE, and each with `_WITH_EXCLUSION`. */
  readonly tagMutability: Field<string>;
  /** Patterns of tags that are treated the other way. */
  readonly exclusions: List<Field<string>, string>;
  readonly scanOnPush: Field<boolean>;
  /** AES256, KMS, KMS_DSSE. */
  readonly encryption: Field<string>;
  readonly key: Field<string>;
  /** Are its images deleted with it? */
  readonly forceDelete: Field<boolean>;
  /** Undefined where the file has none; "unknown" where something says so that cannot be read. */
  readonly lifecycle: LifecyclePolicy | "unknown" | undefined;
  /** Edits that give it a lifecycle policy with these rules; none where it has one, or where the host cannot say it here. */
  keep(rules: readonly NewLifecycleRule[]): readonly Edit[];
  /** What the same file says of the registry that holds it. */
  readonly registry: Registry | undefined;
}

/** Which images ECR deletes by itself. */
export interface LifecyclePolicy extends Resource {
  /** In the order of the text; ECR goes by priority. */
  readonly rules: readonly LifecycleRule[];
  /** Could a template add rules? */
  readonly open: boolean;
}

export interface LifecycleRule extends Resource {
  readonly priority: Field<string>;
  /** tagged, untagged, any. */
  readonly tagStatus: Field<string>;
  readonly tagPrefixes: List<Field<string>, string>;
  readonly tagPatterns: List<Field<string>, string>;
  /** imageCountMoreThan, sinceImagePushed, … */
  readonly countType: Field<string>;
  readonly countUnit: Field<string>;
  readonly countNumber: Field<string>;
  readonly action: Field<string>;
}

/** A rule that expires images, to be written. */
export interface NewLifecycleRule {
  readonly description: string;
  readonly tagStatus: "untagged" | "any";
  /** `sinceImagePushed` counts days. */
  readonly countType: "imageCountMoreThan" | "sinceImagePushed";
  readonly countNumber: number;
}
