import type { Place } from "../text/source.ts";

/** A whole file as it is written, comments and all. */
export interface Text {
  readonly address: string;
  readonly text: string;
  /** The place of a part of it, in UTF-16 code units. */
  at(start: number, end: number): Place;
}
