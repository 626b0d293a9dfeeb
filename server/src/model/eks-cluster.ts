import type { Field, List } from "./field.ts";
import type { Resource } from "./resource.ts";

/** An EKS cluster: its control plane. */
export interface EksCluster extends Resource {
  readonly name: Field<string>;
  /** "1.33" */
  readonly version: Field<string>;
  /** STANDARD, EXTENDED: what happens at the end of standard support. */
  readonly supportType: Field<string>;
  readonly publicEndpoint: Field<boolean>;
  readonly privateEndpoint: Field<boolean>;
  /** Who may reach the public endpoint; all where it is unset. */
  readonly publicCidrs: List<Field<string>, string>;
  /** api, audit, authenticator, controllerManager, scheduler. */
  readonly logTypes: List<Field<string>, string>;
  /** The key that Kubernetes secrets are encrypted with before they are stored. */
  readonly secretsKey: Field<string>;
  /** API, API_AND_CONFIG_MAP, CONFIG_MAP. */
  readonly authenticationMode: Field<string>;
  /** Is whoever creates it made its administrator? */
  readonly creatorIsAdmin: Field<boolean>;
}
