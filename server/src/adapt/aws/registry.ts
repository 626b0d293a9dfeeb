import { List } from "../../model/field.ts";
import type { Registry } from "../../model/registry.ts";
import { parts, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** What is scanned: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html. */
export function registryIn(resource: AwsResource): Registry {
  const { items, open } = parts(resource, "rules", { terraform: "rule" });
  return {
    address: resource.address,
    at: resource.at,
    scanType: text("scanType", {}, "BASIC")(resource),
    open,
    scanning: items.map((item) => {
      const filters = parts(item, "repositoryFilters", { terraform: "repository_filter" });
      return {
        frequency: text("scanFrequency")(item),
        filters: new List(filters.open ? "opaque" : "written", filters.items.map(text("filter")), item.at),
      };
    }),
  };
}
