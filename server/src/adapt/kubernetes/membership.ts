import type { Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import type { Pod } from "../../model/pod.ts";
import { get, type MapNode, type Node } from "../../syntax/tree.ts";
import { boolean, number, string } from "../fields.ts";
import { labels } from "./labels.ts";
import type { Pod as Written } from "./pods.ts";

/** What a pod is to its cluster. */
export const membership = ({ object, kind, holder, spec }: Written, workload: Workload): Pod => ({
  address: workload.address,
  workload,
  kind,
  name: string(object, "metadata", "name"),
  governingService: kind === "StatefulSet" ? string(object, "spec", "serviceName") : undefined,
  owned: get(get(object, "metadata"), "ownerReferences") !== undefined,
  namespace: string(object, "metadata", "namespace"),
  labels: labels(holder, "metadata", "labels"),
  annotations: labels(holder, "metadata", "annotations"),
  restartPolicy: string(spec, "restartPolicy").or("Always"),
  serviceAccount: serviceAccount(string(spec, "serviceAccountName"), string(spec, "serviceAccount")),
  replicas: number(object, "spec", "replicas"),
  isSpread: isSpread(spec),
  mountsToken: boolean(spec, "automountServiceAccountToken"),
});

/** Does it say that its pods are to be kept apart? Undefined where a template may add that. */
function isSpread(spec: MapNode): boolean | undefined {
  const affinity = get(spec, "affinity");
  const says = [get(spec, "topologySpreadConstraints"), get(affinity, "podAntiAffinity")].some((node) => node !== undefined && !isEmpty(node));
  return says || (spec.open !== true && affinity?.kind !== "opaque" && !(affinity?.kind === "map" && affinity.open === true) ? says : undefined);
}

const isEmpty = (node: Node): boolean =>
  node.kind === "list" ? node.items.length === 0 && node.open !== true : node.kind === "map" && node.entries.length === 0 && node.open !== true;

/** The old name of the key is still taken (`serviceAccount`); an empty text is as good as none. */
function serviceAccount(name: Field<string>, old: Field<string>): Field<string> {
  const said = name.unset && !old.unset ? old : name;
  return said.is("") ? Field.unset<string>(said.at, { key: name.key, set: (v) => said.set(v) }).or("default") : said.or("default");
}
