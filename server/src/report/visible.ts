/**
 * Text from a file as it may be printed on a terminal: control characters, which could hide or forge output, become
 * visible signs, and so does what changes the direction of writing. Line ends count as control characters.
 */
export const visible = (text: string): string => (plain.test(text) ? text : text.replace(unsafe, sign));

const plain = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafe = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function sign(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
}

/** How many columns of a terminal a grapheme takes: 0, 1 or 2. */
export function columnsOf(grapheme: string): number {
  if (/^[\x20-\x7e]$/.test(grapheme)) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

/** Emoji, and the scripts and forms that East Asian typography sets in a full square. */
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/** A text in graphemes, with the offset of each. */
export function* graphemes(text: string): Generator<readonly [grapheme: string, offset: number], undefined> {
  if (joining.test(text)) {
    for (const { segment, index } of new Intl.Segmenter().segment(text)) yield [segment, index];
    return;
  }
  let offset = 0;
  for (const character of text) {
    yield [character, offset];
    offset += character.length;
  }
}

/** Does anything in the text join with what stands before it? Only then are graphemes more than characters; to segment takes long to start. */
const joining = /[\p{M}\p{Cf}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u;
