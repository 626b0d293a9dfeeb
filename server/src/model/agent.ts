import type { Field } from "./field.ts";

/** What user data tells the agent of ECS, in `/etc/ecs/ecs.config` or in Bottlerocket's settings. Opaque where something else may say it, too. */
export interface AgentSettings {
  /** Are tasks with a network of their own kept from the metadata service of the instance? */
  readonly blocksMetadata: Field<boolean>;
  /** May tasks have privileged containers? */
  readonly allowsPrivileged: Field<boolean>;
}
