import type { Edit } from "../text/source.ts";
import type { NewVariable, Variable } from "./container.ts";
import type { Field, List } from "./field.ts";

/**
 * Whose view of the system it has. "host" is the host's own; "private" is one of its own; "task" is shared by the containers of one task
 * or pod; Compose may name a "service:…" or a "container:…". Unset where the host has no word for it.
 */
export interface Namespaces {
  /** "awsvpc", "bridge", "none" are ways to have one of its own, too. */
  readonly network: Field<string>;
  readonly pid: Field<string>;
  readonly ipc: Field<string>;
  /** Of the host's name. */
  readonly uts: Field<string>;
  /** Of user ids. */
  readonly user: Field<string>;
  readonly cgroup: Field<string>;
}

/** A port that it listens on and that its host lets others reach. A range where Compose has one: "3000-3005". */
export interface Port {
  readonly container: Field<string>;
  /** Unset, or "0", is one that the host chooses; in Kubernetes it is none. */
  readonly host: Field<string>;
  /** The host's address that it is bound to. */
  readonly address: Field<string>;
  /** "tcp", "udp". */
  readonly protocol: Field<string>;
  remove(): readonly Edit[];
}

/** Names and servers that it asks beside those of its network. */
export interface NameResolution {
  /** Addresses by name. */
  readonly hosts: List<Variable, NewVariable>;
  readonly servers: List<Field<string>, string>;
}
