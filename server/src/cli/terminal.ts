export type When = "auto" | "always" | "never";

/** Are colours wanted on the stream? FORCE_COLOR wins over NO_COLOR, as in Node. */
export function hasColor(when: When, stream: { readonly isTTY?: boolean }): boolean {
  if (when !== "auto") return when === "always";
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: term } = process.env;
  if (force !== undefined) return force !== "0" && force !== "false";
  return !none && term !== "dumb" && stream.isTTY === true;
}

/** How wide a line may be: the terminal's width; enough for most lines where there is none. */
export const columnsOf = (stream: { readonly columns?: number }): number => Math.max(40, stream.columns ?? 140);
