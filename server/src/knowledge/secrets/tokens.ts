import { awsFormats } from "./formats/aws.ts";
import { cloudFormats } from "./formats/clouds.ts";
import { forgeFormats } from "./formats/forges.ts";
import type { TokenFormat } from "./formats/format.ts";
import { registryFormats } from "./formats/registries.ts";
import { serviceFormats } from "./formats/services.ts";
import { structureFormats } from "./formats/structures.ts";
import { literalSearch } from "./literal-search.ts";

/** Where two fit the same text, the earlier one says what it is. */
export const tokenFormats: readonly TokenFormat[] = [
  ...awsFormats,
  ...forgeFormats,
  ...registryFormats,
  ...cloudFormats,
  ...serviceFormats,
  ...structureFormats,
];

/** A token found in a text. */
export interface FoundToken {
  readonly format: TokenFormat;
  /** The literal it was told by. */
  readonly literal: string;
  /** The whole token, */
  readonly text: string;
  /** and where it stands, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** Values longer than this are read up to here. */
export const longestRead = 4096;
/** How far behind a token the text that closes it is looked for. */
const longestTail = 10_000;

interface Compiled {
  readonly format: TokenFormat;
  readonly order: number;
  readonly literal: string;
  readonly rest: RegExp;
  readonly before: { readonly length: number; readonly shape: RegExp } | undefined;
}
const compiled: readonly Compiled[] = tokenFormats.flatMap((format, order) =>
  format.literals.map((literal) => ({
    format,
    order,
    literal,
    rest: new RegExp(format.rest, "y"),
    before: format.before && { length: format.before.length, shape: new RegExp(`^${format.before.shape}{${format.before.length}}$`) },
  })),
);
const search = literalSearch(compiled.map((c) => c.literal));

/**
 * The tokens of a text in the order of their places, none of them overlapping: each stands free of other word characters. One pass finds
 * the literals; behind each a pattern of bounded length is tried, so that any text costs time in proportion to its length.
 */
export function findTokens(text: string): readonly FoundToken[] {
  const found: (FoundToken & { readonly order: number })[] = [];
  search(text, (index, end) => {
    const candidate = compiled[index];
    const token = candidate && tokenAt(text, candidate, end);
    if (token) found.push({ ...token, order: candidate.order });
  });
  if (found.length < 2) return found;
  const kept: (FoundToken & { readonly order: number })[] = [];
  for (const token of found.toSorted((a, b) => a.start - b.start || a.order - b.order)) {
    const last = kept.at(-1);
    if (!last || last.end <= token.start) kept.push(token);
    else if (token.order < last.order) kept[kept.length - 1] = token;
  }
  return kept;
}

/** The token in a value that says best what it is. */
export const findToken = (value: string): FoundToken | undefined => {
  const found = findTokens(value.slice(0, longestRead));
  return found.length < 2 ? found[0] : found.reduce((best, t) => (tokenFormats.indexOf(t.format) < tokenFormats.indexOf(best.format) ? t : best));
};

function tokenAt(text: string, { format, literal, rest, before }: Compiled, literalEnd: number): FoundToken | undefined {
  const start = literalEnd - literal.length - (before?.length ?? 0);
  if (start < 0 || isWord(text.charCodeAt(start - 1))) return undefined;
  if (before && !before.shape.test(text.slice(start, start + before.length))) return undefined;
  rest.lastIndex = literalEnd;
  if (!rest.test(text) || isWord(text.charCodeAt(rest.lastIndex))) return undefined;
  const end = closed(text, rest.lastIndex, format.through);
  return { format, literal, text: text.slice(start, end), start, end };
}

/** The end of the line part that closes a token of several lines, where that is near. */
function closed(text: string, end: number, through: string | undefined): number {
  if (through === undefined) return end;
  const near = text.slice(end, end + longestTail).indexOf(through);
  if (near < 0) return end;
  const tail = /^[^\s"'\\]{0,80}(?: [A-Z]{2,9}){0,4}-{0,5}/.exec(text.slice(end + near + through.length, end + near + through.length + 160));
  return end + near + through.length + (tail?.[0].length ?? 0);
}

/** Is it a letter, digit or underscore? NaN, beyond the text, is none. */
const isWord = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
