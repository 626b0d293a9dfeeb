import { type FoundToken, findToken } from "./tokens.ts";

/** How many characters of an unknown secret a mask shows. */
const shown = 2;

/**
 * A secret so that its owner recognises it and nobody can use it: the public prefix of a known format, of a long value
 * the first two characters, of a short one nothing; and its length: `ghp_…(40)`.
 */
export function mask(value: string, token: FoundToken | null | undefined = findToken(value)): string {
  const head =
    token && value.startsWith(token.text) && token.text.startsWith(token.literal) ? token.literal : value.length >= 16 ? value.slice(0, shown) : "";
  return `${head}…(${value.length})`;
}
