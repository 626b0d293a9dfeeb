import type { Field } from "./field.ts";

/** An item that another one of its list includes. */
interface Redundant {
  readonly item: Field<string>;
  readonly by: Field<string>;
}

/**
 * Items that another item includes; of equal ones all but the first. Only items with a wildcard include others: they are few, so this
 * stays near to linear for lists that AWS takes.
 */
export function redundantIn(items: readonly Field<string>[], includes: (wide: string, narrow: string) => boolean): readonly Redundant[] {
  const known = items.flatMap((item) => (item.value === undefined ? [] : [{ item, value: item.value }]));
  const wild = known.filter(({ value }) => /[*?]/.test(value)).slice(0, 64);
  const seen: { readonly item: Field<string>; readonly value: string }[] = [];
  const firsts = new Map<string, Field<string>>();
  const found: Redundant[] = [];
  for (const each of known) {
    // Where case does not matter, a text in capitals includes itself in small letters.
    const lower = includes(each.value.toUpperCase(), each.value.toLowerCase()) ? each.value.toLowerCase() : each.value;
    const first = firsts.get(lower);
    if (first) {
      found.push({ item: each.item, by: first });
      continue;
    }
    firsts.set(lower, each.item);
    // Of two that include each other, the first stays.
    const wide = wild.find((w) => w !== each && includes(w.value, each.value) && !(includes(each.value, w.value) && !seen.includes(w)));
    if (wide) found.push({ item: each.item, by: wide.item });
    else seen.push(each);
  }
  return found;
}
