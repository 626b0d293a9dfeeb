/** `"a", "b" and 3 others`: never longer than a line. */
export function enumerate(names: readonly string[]): string {
  const shown = (names.length > 4 ? names.slice(0, 3) : names).map((n) => `"${n}"`);
  const rest = names.length > 4 ? `${names.length - 3} others` : shown.pop();
  return shown.length > 0 ? `${shown.join(", ")} and ${rest}` : `${rest}`;
}

/** `a, b and c`. */
export const listed = (clauses: readonly string[]): string =>
  [clauses.slice(0, -1).join(", "), ...clauses.slice(-1)].filter((c) => c !== "").join(" and ");
