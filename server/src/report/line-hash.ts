/** How many characters from the beginning of a line a hash covers. */
const span = 100;
const base = 37;
const half = 2 ** 32;
const endOfFile = 0xffff;

/**
 * The hash that GitHub gives each line to know a finding again, by line from 1: `primaryLocationLineHash`. It covers the
 * hundred characters from the line's beginning, blanks left out and every line end as LF, as a polynomial modulo 2^64;
 * equal hashes are numbered. Lines after `last` are left out.
 */
export function lineHashes(text: string, last = Number.POSITIVE_INFINITY): ReadonlyMap<number, string> {
  const hashes = new Map<number, string>();
  const counts = new Map<string, number>();
  const window = new Uint16Array(span);
  const lineAt = new Int32Array(span).fill(-1);
  let index = 0;
  let line = 0;
  let starts = true;
  let [high, low] = [0, 0];

  /** A character comes into the window where another leaves it, and with it perhaps the beginning of a line. */
  const take = (code: number, opens: boolean): void => {
    const leavingLine = lineAt[index] ?? -1;
    if (leavingLine > 0) {
      const hash = high > 0 ? high.toString(16) + low.toString(16).padStart(8, "0") : low.toString(16);
      const count = (counts.get(hash) ?? 0) + 1;
      counts.set(hash, count);
      hashes.set(leavingLine, `${hash}:${count}`);
    }
    lineAt[index] = opens ? ++line : -1;
    const leaving = window[index] ?? 0;
    window[index] = code;
    const lower = low * base + code - topLow * leaving;
    const carry = Math.floor(lower / half);
    low = lower - carry * half;
    high = modulo(high * base + carry - topHigh * leaving);
    index = (index + 1) % span;
  };

  for (let i = 0; i <= text.length && hashes.size < last; i++) {
    const code = i < text.length ? text.charCodeAt(i) : endOfFile;
    if (code === 32 || code === 9 || (code === 10 && text.charCodeAt(i - 1) === 13)) continue;
    const opens = starts;
    starts = code === 10 || code === 13;
    take(code === 13 ? 10 : code, opens);
  }
  for (let i = 0; i < span && hashes.size < last; i++) take(0, false);
  return hashes;
}

const modulo = (n: number): number => n - Math.floor(n / half) * half;

/** The weight of the character that leaves the window: 37^100 modulo 2^64. */
const [topHigh, topLow] = ((): readonly [number, number] => {
  let [high, low] = [0, 1];
  for (let i = 0; i < span; i++) {
    const lower = low * base;
    const carry = Math.floor(lower / half);
    low = lower - carry * half;
    high = modulo(high * base + carry);
  }
  return [high, low];
})();
