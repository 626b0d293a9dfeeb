import type { Field, List } from "./field.ts";

/** How its host finds out that it works. Times are in seconds. */
export interface HealthCheck {
  readonly state: "written" | "unset" | "opaque";
  /** A command, its first word how to run it: "CMD", "CMD-SHELL", "NONE". Kubernetes has the command alone, or asks over the network. */
  readonly command: List<Field<string>, string>;
  /** Does it ask over the network: HTTP, TCP, gRPC? */
  readonly network: boolean;
  readonly interval: Field<number>;
  readonly timeout: Field<number>;
  readonly retries: Field<number>;
  readonly startPeriod: Field<number>;
  /** Is that of the image switched off? */
  readonly disabled: Field<boolean>;
}
