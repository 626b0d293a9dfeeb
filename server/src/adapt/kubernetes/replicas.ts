import type { Field } from "../../model/field.ts";
import type { Autoscaler, DisruptionBudget } from "../../model/replicas.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { number, string, translated } from "../fields.ts";
import { selector } from "./labels.ts";

export function disruptionBudget(map: MapNode): DisruptionBudget {
  const spec = get(map, "spec");
  return {
    ...identity(map),
    selector: spec?.kind === "map" && get(spec, "selector") ? selector(spec, "selector") : undefined,
    minAvailable: amount(map, "minAvailable"),
    maxUnavailable: amount(map, "maxUnavailable"),
  };
}

export const autoscaler = (map: MapNode): Autoscaler => ({
  ...identity(map),
  targetKind: string(map, "spec", "scaleTargetRef", "kind"),
  targetName: string(map, "spec", "scaleTargetRef", "name"),
  minReplicas: number(map, "spec", "minReplicas").or(1),
});

/** A number or a percentage, which is a text. */
function amount(map: MapNode, key: string): Field<string> {
  const count = number(map, "spec", key);
  const countOf = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
  return count.value === undefined ? string(map, "spec", key) : translated(count, String, countOf);
}

const identity = (map: MapNode): Pick<Autoscaler, "address" | "name" | "namespace"> => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
});
