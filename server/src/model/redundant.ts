import { includesPattern } from "./action.ts";
import type { Field } from "./field.ts";

/** An item that another one of its list includes. */
interface Redundant {
  readonly item: Field<string>;
  readonly by: Field<string>;
}

/**
 * Items that another item includes; of equal ones all but the first. Only items with a wildcard include others: they are few, so this
 * stays near to linear for lists that AWS takes. `cased`: are capitals and small letters different, as in ARNs?
 */
export function redundantIn(items: readonly Field<string>[], cased: boolean): readonly Redundant[] {
  if (items.length < 2) return [];
  const known = items.flatMap((item) => (item.value === undefined ? [] : [{ item, text: cased ? item.value : item.value.toLowerCase() }]));
  const wild = known
    .flatMap((each) => (isWild(each.text) ? [{ ...each, of: each, head: each.text.slice(0, each.text.search(/[*?]/)) }] : []))
    .slice(0, 64);
  if (wild.length === 0 && new Set(known.map(({ text }) => text)).size === known.length) return [];
  const seen = new Set<(typeof known)[number]>();
  const firsts = new Map<string, Field<string>>();
  const found: Redundant[] = [];
  for (const each of known) {
    const first = firsts.get(each.text);
    if (first) {
      found.push({ item: each.item, by: first });
      continue;
    }
    firsts.set(each.text, each.item);
    // Of two that include each other, the first stays.
    const wide = wild.find(
      (w) =>
        w.of !== each &&
        each.text.startsWith(w.head) &&
        includesPattern(w.text, each.text) &&
        (seen.has(w.of) || !includesPattern(each.text, w.text)),
    );
    if (wide) found.push({ item: each.item, by: wide.item });
    else seen.add(each);
  }
  return found;
}

const isWild = (text: string): boolean => text.includes("*") || text.includes("?");
