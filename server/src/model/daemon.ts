import type { Edit } from "../text/source.ts";
import type { Field, List } from "./field.ts";
import type { Resource } from "./resource.ts";

/** How Docker's engine on a host is configured: its `daemon.json`. */
export interface Daemon extends Resource {
  /** Registries that are spoken to without TLS, or whose certificates are not verified: a host with a port, or a range of addresses. */
  readonly insecureRegistries: List<Field<string>, string>;
  /** Addresses that images of Docker Hub are asked of first. */
  readonly mirrors: List<Field<string>, string>;
  /** Where the API is offered: `unix:///var/run/docker.sock`, `tcp://0.0.0.0:2376`. */
  readonly hosts: List<Field<string>, string>;
  /** Must clients of the API show a certificate? */
  readonly tlsVerify: Field<boolean>;
  /** The user whose subordinate ids containers' users are mapped to. */
  readonly userRemap: Field<string>;
  /** May containers in the default network speak to each other? */
  readonly interContainer: Field<boolean>;
  readonly noNewPrivileges: Field<boolean>;
  /** A file, "builtin", or "unconfined". */
  readonly seccompProfile: Field<string>;
  readonly logDriver: Field<string>;
  /** Edits that map users, keep processes from gaining rights, and containers from each other: as one, for each alone may have to write the same place. */
  keepApart(): readonly Edit[];
}
