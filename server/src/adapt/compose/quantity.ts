/** Compose's own quantities: https://github.com/compose-spec/compose-spec/blob/main/11-extension.md#specifying-byte-values */

/** "512m", "1gb", "300k", "1024" (bytes) in MiB. */
export function mebibytes(written: string): number | undefined {
  const [, amount, unit = ""] = /^(\d{1,15}(?:\.\d{1,9})?)\s?([kmgt]?)(?:i?b)?$/i.exec(written) ?? [];
  return amount === undefined ? undefined : Number(amount) * (scales[unit.toLowerCase()] ?? 1);
}
const scales: Readonly<Partial<Record<string, number>>> = { "": 2 ** -20, k: 2 ** -10, m: 1, g: 2 ** 10, t: 2 ** 20 };
export const writtenMebibytes = (amount: number): string => `${amount}m`;

/** "1m30s", "500ms", "10s" in seconds. */
export function seconds(written: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|us|s))+$/.test(written)) return /^\d{1,9}$/.test(written) ? Number(written) / 1e9 : undefined;
  return [...written.matchAll(/([\d.]{1,19})(h|ms|m|us|s)/g)].reduce((sum, [, amount, unit = "s"]) => sum + Number(amount) * (lengths[unit] ?? 1), 0);
}
const lengths: Readonly<Partial<Record<string, number>>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6 };
export const writtenSeconds = (amount: number): string => `${amount}s`;
