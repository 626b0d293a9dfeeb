import type { Edit } from "../text/source.ts";
import type { Field } from "./field.ts";

/**
 * What a text in a file is part of. `template`: CloudFormation, Terraform or input of AWS's command line, of which something is made. `task`: a task definition.
 * `manifest`: an object of Kubernetes; `secret`: one of kind Secret. `compose`: a Compose file. `values`: of a Helm chart. `credentials`: a file that programs read
 * their credentials from, and nothing else.
 */
export type Holder = "template" | "task" | "manifest" | "secret" | "compose" | "values" | "credentials";

/**
 * A named text anywhere in a file that is a tree, beside the variables of containers. Only those are here whose name or value may tell of a
 * secret.
 */
export interface Property {
  /** What it is part of: a resource, an object; "" where nothing names that. */
  readonly address: string;
  readonly holder: Holder;
  /** Its key, the text under `name` beside a `value`, or the option of a command before it. */
  readonly name: string;
  /** What it says; decoded where the host keeps it in Base64. */
  readonly value: Field<string>;
  /** Is it a command or a script, or a document of many lines, whose parts have names of their own? */
  readonly script?: true;
  /** The type of the resource that has it: `AWS::RDS::DBInstance`, `aws_db_instance`; "" elsewhere. */
  readonly type: string;
  /** Edits that have it fetched or given when it is deployed, under this name, for hosts that can say so. */
  refer?(name: string): readonly Edit[];
  /** Edits that put a switch that is on in its place. */
  swap?(name: string): readonly Edit[];
}
