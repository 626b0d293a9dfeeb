import type { Place } from "../text/source.ts";
import type { Field } from "./field.ts";

/** What whoever deploys a template gives it: a parameter of CloudFormation, a variable of Terraform. */
export interface Parameter {
  readonly address: string;
  readonly platform: "cloudformation" | "terraform";
  readonly name: string;
  /** Its name, where it is declared. */
  readonly at: Place;
  /** What it is when nobody gives it. */
  readonly given: Field<string>;
  /** Is its value kept from those who look at the stack, or at a plan? */
  readonly hidden: Field<boolean>;
  /** Do outputs or metadata of the template say what it is? */
  readonly told: boolean;
}
