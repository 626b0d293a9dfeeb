import type { Place } from "../text/source.ts";

/** What a hover says of a text, as Markdown, and where that text stands. */
export interface Said {
  readonly at: Place;
  readonly said: string;
}

/** Is the offset in the place, or at one of its ends, as a cursor may be? */
export const holds = ({ start, end }: Place, offset: number): boolean => start <= offset && offset <= end;
