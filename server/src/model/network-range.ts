/**
 * The range of addresses as it is without what its mask cuts off: `10.0.0.0/8` for `10.1.2.3/8`; an address, and a range of version 6, as it is
 * written. Undefined for what is neither.
 */
export function networkOf(range: string): string | undefined {
  const [address = "", mask, ...more] = range.split("/");
  if (more.length > 0 || (mask !== undefined && !/^\d{1,3}$/.test(mask))) return undefined;
  if (address.includes(":")) return isSixth(address) && Number(mask ?? 128) <= 128 ? range : undefined;
  const bits = Number(mask ?? 32);
  const bytes = address.split(".");
  if (bits > 32 || bytes.length !== 4 || !bytes.every((b) => /^\d{1,3}$/.test(b) && Number(b) <= 255)) return undefined;
  const kept = bytes.map((b, i) => Number(b) & (0xff00 >> Math.max(0, Math.min(8, bits - 8 * i))) & 0xff);
  return kept.every((b, i) => b === Number(bytes[i])) ? range : `${kept.join(".")}/${mask}`;
}

/** Eight groups of hexadecimal digits, or fewer around one `::`; the last two may be an address of version 4. */
function isSixth(address: string): boolean {
  const [before = "", after, ...more] = address.replace(/(?<=:)\d{1,3}(?:\.\d{1,3}){3}$/, "0:0").split("::");
  const groups = [before, after ?? ""].flatMap((side) => (side === "" ? [] : side.split(":")));
  return more.length === 0 && groups.every((g) => /^[0-9a-f]{1,4}$/i.test(g)) && (after === undefined ? groups.length === 8 : groups.length < 8);
}
