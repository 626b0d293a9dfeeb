import type { Field } from "./field.ts";
import type { Labels } from "./labels.ts";

/** What a pod is for the API server, and for IAM where it has a role. */
export interface ServiceAccount {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly annotations: Labels;
  /** May pods mount its token? True unless it says otherwise; a pod's own word goes before. */
  readonly mountsToken: Field<boolean>;
}
