import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A listener of a load balancer. */
export interface Listener extends Resource {
  /** HTTP, HTTPS, TCP, TLS, … */
  readonly protocol: Field<string>;
  readonly port: Field<string>;
  readonly tlsPolicy: Field<string>;
  readonly actions: readonly ListenerAction[];
  /** internet-facing, internal; unset where the host's default holds, opaque where the file does not say. */
  readonly scheme: Field<string>;
}

export interface ListenerAction {
  /** forward, redirect, fixed-response, … */
  readonly type: Field<string>;
  readonly redirectProtocol: Field<string>;
}
