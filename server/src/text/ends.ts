/**
 * The start and the end of texts, taken off in one pass. A pattern such as `/\/+$/` tries anew at each character of a long run that something follows,
 * which takes quadratic time.
 */

/** The text without the characters of `set` at its end. */
export function withoutEnd(text: string, set: string): string {
  let end = text.length;
  while (end > 0 && set.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text without the characters of `set` at its start. */
export function withoutStart(text: string, set: string): string {
  let start = 0;
  while (start < text.length && set.includes(text.charAt(start))) start++;
  return text.slice(start);
}

/** The longest end of the text whose characters all pass; `passes` is asked for one at a time. */
export function endOf(text: string, passes: (character: string) => boolean): string {
  let start = text.length;
  while (start > 0 && passes(text.charAt(start - 1))) start--;
  return text.slice(start);
}
