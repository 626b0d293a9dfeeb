import type { Place } from "../text/source.ts";
import type { Related, Report } from "./rule.ts";

/** Where one finding about several things stands: at the first of them, with each of the others as related. */
export const together = <T>(
  [first, ...others]: readonly [T, ...T[]],
  placeOf: (thing: T) => Place,
  message = "This one, too.",
): Pick<Report, "at"> & { readonly related: readonly Related[] } => ({
  at: placeOf(first),
  related: others.map((other) => ({ at: placeOf(other), message })),
});
