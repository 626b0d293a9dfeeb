import type { Place } from "../text/source.ts";
import type { Field, List } from "./field.ts";
import type { Selector } from "./labels.ts";

/** Which traffic pods take and make. Pods that no policy selects take and make all. */
export interface NetworkPolicy {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  /** Undefined for policies of network plugins, which pick pods in ways of their own. */
  readonly selector: Selector | undefined;
  /** Which directions it limits: "Ingress", "Egress". Where there are none, ingress, and egress if there are rules for it. */
  readonly types: List<Field<string>, string>;
  /** The directions that it says anything of, where it says it. */
  readonly sections: readonly TrafficSection[];
  /** What is allowed, each rule something more. */
  readonly rules: readonly TrafficRule[];
}

export interface TrafficSection {
  readonly direction: TrafficRule["direction"];
  readonly at: Place;
  /** Is there no rule in it, so that nothing is allowed? */
  readonly empty: boolean;
}

/** What one rule of a policy allows: these peers on these ports. */
export interface TrafficRule {
  readonly direction: "ingress" | "egress";
  /** The rule, or what in it stands for everybody. */
  readonly at: Place;
  /** Is the other side left out, or anybody at all? */
  readonly anybody: boolean;
  /** Does it say which ports? */
  readonly ports: boolean;
}
