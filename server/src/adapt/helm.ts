import { type Facts, facts } from "../model/subjects.ts";
import { get, type Node } from "../syntax/tree.ts";
import type { Source } from "../text/source.ts";
import { propertiesIn } from "./properties.ts";

/** A file of values for a chart of Helm, by its name and by what might be a secret in it: all else of it is the chart's business. */
export const mayBeValues = ({ uri, text }: Source): boolean =>
  /(?:^|\/)(?:[\w-]{1,80}[.-])?values(?:[.-][\w.-]{1,80})?\.ya?ml$/i.test(uri) && /pass|pwd|secret|token|key|cred|:\/\/[^\s/]{1,200}@/i.test(text);

/** The values. A file with `kind` or `services` is something else that is called so. */
export function readValues(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  if (root.kind !== "map" || ["apiVersion", "kind", "services", "swagger", "openapi"].some((key) => get(root, key))) return undefined;
  const property = root.entries.flatMap(({ key, value }) => [...propertiesIn(value, { holder: "values", address: key, type: "" }, new Set(), key)]);
  return { why: "is named like the values of a Helm chart", facts: facts({ property }) };
}
