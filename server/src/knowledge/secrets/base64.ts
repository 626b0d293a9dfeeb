const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values: ReadonlyMap<string, number> = new Map([...alphabet, "-", "_"].map((c, i) => [c, i < 64 ? i : i - 2]));

/** Longer texts are decoded up to here. */
const longest = 65_536;

/** What a Base64 text says, line ends in it left out; undefined where it is none, or says no text. */
export function decoded(text: string): string | undefined {
  const plain = text.slice(0, longest).replace(/\s/g, "");
  if (plain.length < 4 || !/^[\w+/-]{1,65536}={0,2}$/.test(plain)) return undefined;
  let out = "";
  let bits = 0;
  let held = 0;
  for (const c of plain) {
    const value = values.get(c);
    if (value === undefined) break;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  // Keys and certificates in binary are not read.
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(out) ? out : undefined;
}
