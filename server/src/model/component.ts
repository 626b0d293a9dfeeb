import type { Program } from "../knowledge/component-settings.ts";
import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A program that machines become a cluster by, as its command line or its configuration sets it. */
export interface Component extends Resource {
  readonly program: Program;
  /** In the order of the text. What is left out is the program's default, or stands in a file that it names. */
  readonly settings: readonly Setting[];
}

export interface Setting {
  /** The flag without its dashes, whatever a configuration calls it: "anonymous-auth". */
  readonly flag: string;
  /** "true" for a switch that stands alone. Of a setting that takes several it is one, or all with commas between them. */
  readonly value: Field<string>;
}
