import type { Program } from "../knowledge/component-settings.ts";
import type { Edit } from "../text/source.ts";
import type { Field } from "./field.ts";
import type { Resource } from "./resource.ts";

/** A program that machines become a cluster by, as its command line or its configuration sets it. */
export interface Component extends Resource {
  readonly program: Program;
  /** In the order of the text. */
  readonly settings: readonly Setting[];
  /**
   * Whose defaults hold for what `settings` leaves out: those of the program's flags, or of its configuration file, which differ. Undefined where
   * it may be said elsewhere: in a file that is named, in the environment, by the image, or by what has only a part of it here.
   */
  readonly defaults?: "flags" | "configuration";
  /** Edits that add settings, by their flags; none where its text cannot hold them. */
  add?(settings: ReadonlyMap<string, string>): readonly Edit[];
}

export interface Setting {
  /** The flag without its dashes, whatever a configuration calls it: "anonymous-auth". */
  readonly flag: string;
  /** "true" for a switch that stands alone. Of a setting that takes several it is one, or all with commas between them. */
  readonly value: Field<string>;
}
