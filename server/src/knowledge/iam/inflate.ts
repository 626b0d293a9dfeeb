/**
 * The ASCII text of `length` characters that was deflated (RFC 1951, without zlib's or gzip's frame) and written in base64.
 * Trusted input: what is not as the standard says gives a wrong text, not an error.
 */
export function inflateText(base64: string, length: number): string {
  const bits: Bits = { bytes: bytesOf(base64), at: 0, held: 0, count: 0 };
  const out = new Uint8Array(length);
  let written = 0;
  let last = false;
  while (!last) {
    last = take(bits, 1) === 1;
    const kind = take(bits, 2);
    if (kind === 0) written = stored(bits, out, written);
    else written = decode(bits, out, written, ...(kind === 1 ? fixed() : dynamic(bits)));
  }
  const parts: string[] = [];
  // As many arguments as every engine takes.
  const most = 8192;
  // apply takes a typed array as it is; its type speaks of lists only. Spreading one would take longer than all the rest.
  for (let at = 0; at < length; at += most) parts.push(String.fromCharCode.apply(undefined, out.subarray(at, at + most) as unknown as number[]));
  return parts.join("");
}

/** What is read: the least significant bit of each byte comes first. */
interface Bits {
  readonly bytes: Uint8Array;
  at: number;
  held: number;
  count: number;
}

function take(bits: Bits, count: number): number {
  while (bits.count < count) {
    bits.held |= (bits.bytes[bits.at++] ?? 0) << bits.count;
    bits.count += 8;
  }
  const value = bits.held & ((1 << count) - 1);
  bits.held >>>= count;
  bits.count -= count;
  return value;
}

/** By the next 15 bits or fewer: the symbol, shifted by four, and the length of its code. */
type Code = Uint16Array;

/** The code that these lengths describe (RFC 1951, 3.2.2). */
function codeOf(lengths: readonly number[]): Code {
  const longest = Math.max(1, ...lengths);
  const code = new Uint16Array(1 << longest);
  let next = 0;
  for (let length = 1; length <= longest; length++, next <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      for (let i = reversed(next, length); i < code.length; i += 1 << length) code[i] = (symbol << 4) | length;
      next++;
    }
  }
  return code;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i);
  return result;
}

function stored(bits: Bits, out: Uint8Array, written: number): number {
  take(bits, bits.count & 7);
  const length = take(bits, 16);
  take(bits, 16);
  for (let i = 0; i < length; i++) out[written + i] = take(bits, 8);
  return written + length;
}

/** One block. All that changes is in variables of its own: a policy that is opened waits for this. */
function decode(bits: Bits, out: Uint8Array, from: number, literals: Code, distances: Code): number {
  const { bytes } = bits;
  let { at, held, count } = bits;
  let written = from;
  for (;;) {
    // A code, its extra bits and a second code have at most 15, 5 and 15 bits: the last 13 are added below.
    while (count < 20) {
      held |= (bytes[at++] ?? 0) << count;
      count += 8;
    }
    const literal = literals[held & (literals.length - 1)] ?? 0;
    held >>>= literal & 15;
    count -= literal & 15;
    const symbol = literal >>> 4;
    if (symbol < end) {
      out[written++] = symbol;
      continue;
    }
    if (symbol === end) break;
    const more = lengthBits[symbol - 257] ?? 0;
    const length = (lengthBases[symbol - 257] ?? 0) + (held & ((1 << more) - 1));
    held >>>= more;
    count -= more;
    while (count < 15) {
      held |= (bytes[at++] ?? 0) << count;
      count += 8;
    }
    const distance = distances[held & (distances.length - 1)] ?? 0;
    held >>>= distance & 15;
    count -= distance & 15;
    const far = distanceBits[distance >>> 4] ?? 0;
    while (count < far) {
      held |= (bytes[at++] ?? 0) << count;
      count += 8;
    }
    let source = written - (distanceBases[distance >>> 4] ?? 0) - (held & ((1 << far) - 1));
    held >>>= far;
    count -= far;
    for (const stop = written + length; written < stop; ) out[written++] = out[source++] ?? 0;
  }
  Object.assign(bits, { at, held, count });
  return written;
}
const end = 256;

function fixed(): [Code, Code] {
  const lengths = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
  return [codeOf(lengths), codeOf(new Array<number>(30).fill(5))];
}

function dynamic(bits: Bits): [Code, Code] {
  const literals = take(bits, 5) + 257;
  const distances = take(bits, 5) + 1;
  const count = take(bits, 4) + 4;
  const own = new Array<number>(19).fill(0);
  for (const position of order.slice(0, count)) own[position] = take(bits, 3);
  const lengths = lengthsOf(bits, codeOf(own), own, literals + distances);
  return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
}

/** The lengths of both codes, themselves in a code whose lengths are `own`. */
function lengthsOf(bits: Bits, code: Code, own: readonly number[], count: number): readonly number[] {
  const lengths: number[] = [];
  while (lengths.length < count) {
    let entry = 0;
    // Bit by bit, so that none is taken of what follows.
    for (let taken = 0, seen = 0; ; ) {
      seen |= take(bits, 1) << taken++;
      entry = code[seen] ?? 0;
      if ((entry & 15) === taken && own[entry >>> 4] === taken) break;
      if (taken === 15) return lengths;
    }
    const symbol = entry >>> 4;
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const length = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
    const times = symbol === 16 ? 3 + take(bits, 2) : symbol === 17 ? 3 + take(bits, 3) : 11 + take(bits, 7);
    for (let i = 0; i < times; i++) lengths.push(length);
  }
  return lengths;
}

// RFC 1951, 3.2.5 and 3.2.7.
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const lengthBases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const distanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];

function bytesOf(base64: string): Uint8Array {
  const sextets = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) sextets[alphabet.charCodeAt(i)] = i;
  const bytes = new Uint8Array((base64.length * 3) >> 2);
  let held = 0;
  let at = 0;
  for (let i = 0; i < base64.length; i++) {
    held = (held << 6) | (sextets[base64.charCodeAt(i)] ?? 0);
    // 12, 16 or 20 bits are held for the second, third and fourth character: all but the last 4, 2 or 0 are due.
    if ((i & 3) > 0) bytes[at++] = held >> (6 - 2 * (i & 3));
  }
  return bytes;
}
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
