import type { Place, Source } from "../text/source.ts";

/** Both count from 1; columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export const rangeOf = ({ source, start, end }: Place): Range => ({ start: position(source, start), end: position(source, end) });

function position(source: Source, offset: number): Position {
  const line = source.lineOf(offset);
  return { line: line + 1, column: offset - (source.lines[line] ?? 0) + 1 };
}
