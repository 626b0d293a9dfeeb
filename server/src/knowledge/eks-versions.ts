import { asOf } from "./end-of-life.ts";

/**
 * Kubernetes versions of EKS, with the last days of standard support and of extended support, which is paid for
 * (https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html). Versions before the first have ended longer ago.
 */
const supportEnds: Readonly<Record<string, readonly [standard: string, extended: string]>> = {
  "1.23": ["2023-10-11", "2024-10-11"],
  "1.24": ["2024-01-31", "2025-01-31"],
  "1.25": ["2024-05-01", "2025-05-01"],
  "1.26": ["2024-06-11", "2025-06-11"],
  "1.27": ["2024-07-24", "2025-07-24"],
  "1.28": ["2024-11-26", "2025-11-26"],
  "1.29": ["2025-03-23", "2026-03-23"],
  "1.30": ["2025-07-23", "2026-07-23"],
  "1.31": ["2025-11-26", "2026-11-26"],
  "1.32": ["2026-03-23", "2027-03-23"],
  "1.33": ["2026-07-29", "2027-07-29"],
  "1.34": ["2026-12-02", "2027-12-02"],
  "1.35": ["2027-03-27", "2028-03-27"],
};
const firstMinor = 23;

/** What EKS still does for a version. */
export interface EndedSupport {
  readonly kind: "standard" | "extended";
  /** The last day; undefined for versions that ended before the table begins. */
  readonly on: string | undefined;
}

/** Which support for a Kubernetes version had ended by the day of the table: the extended one, which is the last, or only the standard one. */
export function endedSupport(version: string): EndedSupport | undefined {
  const minor = /^1\.(\d{1,3})$/.exec(version)?.[1];
  if (minor === undefined) return undefined;
  if (Number(minor) < firstMinor) return { kind: "extended", on: undefined };
  const [standard, extended] = supportEnds[version] ?? [];
  if (extended !== undefined && extended < asOf) return { kind: "extended", on: extended };
  return standard !== undefined && standard < asOf ? { kind: "standard", on: standard } : undefined;
}
