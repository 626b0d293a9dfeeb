export const lineFeed = 10;
export const roundEnd = 41;
export const squareEnd = 93;
export const curlyEnd = 125;

export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
/** ASCII by the letter; beyond it all that is no space or mark is taken for a letter. */
const beginsName = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 128 && c !== 0xa0 && c !== 0xfeff && !(c >= 0x2000 && c <= 0x206f));

export function identifierEnd(text: string, start: number, end: number): number {
  let i = start;
  if (i >= end || !beginsName(text.charCodeAt(i))) return start;
  for (i++; i < end; i++) {
    const c = text.charCodeAt(i);
    if (!beginsName(c) && !isDigit(c) && c !== 45) break;
  }
  return i;
}
