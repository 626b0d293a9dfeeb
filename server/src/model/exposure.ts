import type { Field, List } from "./field.ts";
import type { Labels, Selector } from "./labels.ts";

/** A name for pods, and who reaches them by it. */
export interface Service {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly annotations: Labels;
  /** Undefined where it has none: somebody else says where it leads. */
  readonly selector: Selector | undefined;
  /** ClusterIP unless it says otherwise. */
  readonly type: Field<string>;
  /** "None" where names lead to the pods themselves. */
  readonly clusterIP: Field<string>;
  readonly externalIPs: List<Field<string>, string>;
  /** The only addresses that its load balancer takes traffic from. */
  readonly sourceRanges: List<Field<string>, string>;
  readonly loadBalancerClass: Field<string>;
  readonly ports: readonly ServicePort[];
}
export interface ServicePort {
  readonly port: Field<string>;
  readonly targetPort: Field<string>;
}

/** What takes HTTP from outside and hands it to Services. */
export interface Ingress {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly annotations: Labels;
  /** The controller that serves it: the class, or the annotation that once said it. */
  readonly className: Field<string>;
  /** The Services that it leads to, in the order of the text; not what a controller makes an answer of by itself. */
  readonly backends: readonly Field<string>[];
  /** One for each rule. */
  readonly hosts: readonly Field<string>[];
  readonly tls: List<Field<string>, string>;
  /** The names that `tls` has certificates for; opaque where an entry leaves them to its certificate. */
  readonly tlsHosts: List<Field<string>, string>;
  /** Does it take what no rule takes? */
  readonly defaultBackend: boolean;
}
