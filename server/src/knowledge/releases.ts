import { distributionReleases } from "./releases/distributions.ts";
import { lambdaReleases } from "./releases/lambda.ts";
import { runtimeReleases } from "./releases/runtimes.ts";
import { serverReleases } from "./releases/servers.ts";

/** Release to the last day on which its makers publish security fixes free of charge, as they published it. */
export type Ends = Readonly<Record<string, string>>;

/** One product and its releases with known ends. A release that is not listed is taken to be supported. */
export interface Product {
  readonly label: string;
  /** Images that hold it and whose tags begin with its release; names as `imageName` gives them. */
  readonly names: readonly string[];
  /** Where the dates come from. */
  readonly source: string;
  readonly ends: Ends;
  /** Tags that stand for a release: `buster`. */
  readonly codenames?: Readonly<Record<string, string>>;
  /** The tag of a release that is supported for years and that a change to is usual; none where data must be migrated. */
  readonly next?: string;
  /** What may follow it: `-slim`, `-alpine`. */
  readonly variants: readonly string[];
}

export const products: readonly Product[] = [...distributionReleases, ...runtimeReleases, ...lambdaReleases, ...serverReleases];
