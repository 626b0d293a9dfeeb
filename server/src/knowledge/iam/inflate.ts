// Its entry for Node starts threads, which nobody asks for here.
import { inflateSync, strFromU8 } from "fflate/browser";

/** The ASCII text of `length` characters that was deflated (RFC 1951, without zlib's or gzip's frame) and written in base64. */
export const inflateText = (base64: string, length: number): string => strFromU8(inflateSync(bytesOf(base64), { out: new Uint8Array(length) }), true);

/** Base64 without what only browsers and Node have. */
function bytesOf(base64: string): Uint8Array {
  const text = base64.replace(/={1,2}$/, "");
  const sextets = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) sextets[alphabet.charCodeAt(i)] = i;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    held = (held << 6) | (sextets[text.charCodeAt(i)] ?? 0);
    // 12, 16 or 20 bits are held for the second, third and fourth character: all but the last 4, 2 or 0 are due.
    if ((i & 3) > 0) bytes[at++] = held >> (6 - 2 * (i & 3));
  }
  return bytes;
}
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
