import type { AgentSettings } from "./agent.ts";
import type { Field } from "./field.ts";
import type { Link } from "./link.ts";
import type { Resource } from "./resource.ts";
import type { SecurityGroup } from "./security-group.ts";

/** A machine, or what machines are started from: a launch template, a launch configuration. */
export interface Instance extends Resource {
  /** Which agent makes it a place where containers run; undefined where nothing in the file tells. */
  readonly agent: "ecs" | "eks" | undefined;
  readonly image: Field<string>;
  /** What it runs when it starts, as far as it is known. */
  readonly userData: Field<string>;
  /** What that tells the agent of ECS; undefined where it tells it nothing, or cannot be read. */
  readonly agentSettings: AgentSettings | undefined;
  /** "required" keeps version 1 of the metadata service off; unset where the image or the account decides. */
  readonly httpTokens: Field<string>;
  /** "disabled" where there is no metadata service. */
  readonly httpEndpoint: Field<string>;
  /** How many network hops an answer of the metadata service may take; a container in a network of its own is the second. */
  readonly hopLimit: Field<string>;
  readonly sshKey: Field<string>;
  readonly publicIp: Field<boolean>;
  readonly profile: Field<string>;
  readonly volumes: readonly Volume[];
  readonly securityGroups: readonly Link<SecurityGroup>[];
}

export interface Volume {
  readonly encrypted: Field<boolean>;
  readonly device: Field<string>;
}
