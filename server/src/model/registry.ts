import type { Field, List } from "./field.ts";
import type { Resource } from "./resource.ts";
import { matchesWildcards } from "./wildcards.ts";

/** What an account says of all its repositories in one region: which of them are scanned, and when. */
export interface Registry extends Resource {
  /** BASIC, ENHANCED. */
  readonly scanType: Field<string>;
  readonly scanning: readonly ScanningRule[];
  /** Could a template add rules? */
  readonly open: boolean;
}

export interface ScanningRule {
  /** SCAN_ON_PUSH, CONTINUOUS_SCAN, MANUAL. */
  readonly frequency: Field<string>;
  /** Names of repositories, with `*` for anything. */
  readonly filters: List<Field<string>, string>;
}

/** May the registry scan images of the repository as they are pushed? Yes where that is not known. */
export function mayScan({ scanning, open }: Registry, repository: Field<string>): boolean {
  return (
    open ||
    scanning.some(({ frequency, filters }) => {
      if (frequency.opaque || filters.state === "opaque") return true;
      if (!frequency.is((f) => f === "SCAN_ON_PUSH" || f === "CONTINUOUS_SCAN")) return false;
      return filters.items.some((f) => f.value === undefined || repository.value === undefined || matchesFilter(repository.value, f.value));
    })
  );
}

/**
 * Does the filter fit the name? `*` stands for anything, and without one the filter fits wherever it stands in the name
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html).
 */
const matchesFilter = (name: string, filter: string): boolean => (filter.includes("*") ? matchesWildcards(name, filter) : name.includes(filter));
