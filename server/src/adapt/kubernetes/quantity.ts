/** Kubernetes' quantities: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */

/** "512Mi", "1G", "129e6", "128974848" in MiB; undefined for what is no quantity. */
export function mebibytes(written: string): number | undefined {
  const amount = number(written);
  return amount === undefined ? undefined : amount / 2 ** 20;
}
export const writtenMebibytes = (amount: number): string => `${amount}Mi`;

/** "500m", "0.5" in vCPU. */
export const processors = (written: string): number | undefined => number(written);
export const writtenProcessors = (amount: number): string => `${Math.round(amount * 1000)}m`;

function number(written: string): number | undefined {
  const [, digits = "", suffix = ""] = /^([+-]?\d{1,20}(?:\.\d{0,9})?)([a-zA-Z]{1,2}|[eE][+-]?\d{1,2})?$/.exec(written) ?? [];
  if (digits === "") return undefined;
  const scale = scales[suffix] ?? (/^[eE][+-]?\d/.test(suffix) ? 10 ** Number(suffix.slice(1)) : undefined);
  return scale === undefined ? undefined : Number(digits) * scale;
}
const scales: Readonly<Partial<Record<string, number>>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};
