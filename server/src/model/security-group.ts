import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A security group: which connections are let in and out. */
export interface SecurityGroup extends Resource {
  readonly ingress: readonly Opening[];
  readonly egress: readonly Opening[];
  /** What in the same file stands behind it. */
  readonly users: ReadonlySet<"service" | "instance" | "node-group" | "load-balancer">;
}

/** One way through: some peers on some ports. */
export interface Opening {
  /** What to point to: the peers, where they are written. */
  readonly cidrs: readonly Field<string>[];
  /** "tcp", "udp", "icmp", "-1" for all. */
  readonly protocol: Field<string>;
  readonly fromPort: Field<string>;
  readonly toPort: Field<string>;
}

/** The peers that are everybody: EC2 ignores the address in front of a mask of no bits, and 10.0.0.0/0 is 0.0.0.0/0. */
export const everybody = ({ cidrs }: Opening): readonly Field<string>[] => cidrs.filter((c) => c.is((cidr) => /^[\da-f.:]{2,45}\/0$/i.test(cidr)));

/** The ports that are open, all of them where the protocol has none; undefined where that is not known. */
export function portsOf({ protocol, fromPort, toPort }: Opening): readonly [first: number, last: number] | undefined {
  if (protocol.is((p) => p === "-1" || p === "all")) return [0, 65535];
  if (!protocol.is((p) => ["tcp", "udp", "6", "17"].includes(p.toLowerCase()))) return undefined;
  const [first, last] = [fromPort, toPort].map(({ value }) => (value === undefined || !/^-?\d{1,5}$/.test(value) ? undefined : Number(value)));
  if (first === undefined || last === undefined) return undefined;
  return first === -1 ? [0, 65535] : [first, last];
}
