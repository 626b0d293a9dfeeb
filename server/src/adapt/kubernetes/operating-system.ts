import { Field } from "../../model/field.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";

/** What a pod says of its system: by name, by the nodes that it may run on, or by settings that only Windows has. `at` lacks it. */
export function operatingSystem(spec: MapNode, at: Place): Field<string> {
  const said = [get(get(spec, "os"), "name"), ...labels.map((label) => get(get(spec, "nodeSelector"), label))].find((node) => node !== undefined);
  if (said?.kind === "opaque") return Field.opaque(said.at, said.parts);
  const name = literal(said);
  if (said && name !== undefined) return Field.written(name, said.at);
  return isOnWindowsNodes(spec) || hasWindowsOptions(spec) ? Field.written("windows", spec.at) : Field.unset<string>(at).or("linux");
}

/** The labels that every node has. */
const labels = ["kubernetes.io/os", "beta.kubernetes.io/os"];

function isOnWindowsNodes(spec: MapNode): boolean {
  const required = get(get(get(spec, "affinity"), "nodeAffinity"), "requiredDuringSchedulingIgnoredDuringExecution");
  const expressions = values(get(required, "nodeSelectorTerms")).flatMap((term) => maps(values(get(term, "matchExpressions"))));
  return expressions.some(
    (e) =>
      labels.includes(literal(get(e, "key")) ?? "") &&
      literal(get(e, "operator")) === "In" &&
      values(get(e, "values")).some((value) => literal(value) === "windows"),
  );
}

const hasWindowsOptions = (spec: MapNode): boolean =>
  [spec, ...maps(values(get(spec, "containers")))].some((holder: Node) => get(get(holder, "securityContext"), "windowsOptions") !== undefined);
