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
  const known: Known[] = [];
  const wild: (Known & { readonly of: Known; readonly head: string })[] = [];
  const texts = new Set<string>();
  for (const item of items) {
    if (item.value === undefined) continue;
    const each: Known = { item, text: cased ? item.value : item.value.toLowerCase() };
    known.push(each);
    texts.add(each.text);
    const first = wild.length < mostWild ? firstWild(each.text) : -1;
    if (first >= 0) wild.push({ ...each, of: each, head: each.text.slice(0, first) });
  }
  if (wild.length === 0 && texts.size === known.length) return [];
  const seen = new Set<Known>();
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

interface Known {
  readonly item: Field<string>;
  readonly text: string;
}
/** Lists with more are compared with these alone. */
const mostWild = 64;
function firstWild(text: string): number {
  const [star, mark] = [text.indexOf("*"), text.indexOf("?")];
  return star < 0 || (mark >= 0 && mark < star) ? mark : star;
}
