import type { Place } from "../text/source.ts";
import type { Field } from "./field.ts";

/** What a file itself accepts, in its host's own syntax: findings of these rules within a part of it. Comments are not meant. */
export interface Acceptance {
  readonly rules: readonly Field<string>[];
  readonly within: Place;
}
