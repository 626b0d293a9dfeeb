import type { Field, List } from "./field.ts";
import type { Resource } from "./resource.ts";

/** An ECS cluster. */
export interface Cluster extends Resource {
  readonly name: Field<string>;
  /** "disabled", "enabled", "enhanced"; unset where the account's setting decides. */
  readonly containerInsights: Field<string>;
  /** Does it say anything of ECS Exec? */
  readonly configuresExec: boolean;
  /** What ECS Exec records: NONE, DEFAULT, OVERRIDE. */
  readonly execLogging: Field<string>;
  /** The key that the session of ECS Exec is encrypted with. */
  readonly execKey: Field<string>;
  readonly execLogGroup: Field<string>;
  readonly execLogGroupEncrypted: Field<boolean>;
  readonly execBucket: Field<string>;
  readonly execBucketEncrypted: Field<boolean>;
  /** The key for ephemeral storage of Fargate tasks. */
  readonly storageKey: Field<string>;
  readonly capacityProviders: List<Field<string>, string>;
}
