import type { Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import { type Labels, selects } from "../../model/labels.ts";
import type { Pod } from "../../model/pod.ts";
import { get, type MapNode, maps, values } from "../../syntax/tree.ts";
import { boolean, number, string } from "../fields.ts";
import { labels, selector } from "./labels.ts";
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
  isSpread: isSpread(spec, labels(holder, "metadata", "labels")),
  mountsToken: boolean(spec, "automountServiceAccountToken"),
});

/** Does it say that its pods are to be kept apart? Undefined where a template may add that. */
function isSpread(spec: MapNode, own: Labels): boolean | undefined {
  const affinity = get(spec, "affinity");
  const against = get(affinity, "podAntiAffinity");
  const terms = [
    ...maps(values(get(spec, "topologySpreadConstraints"))),
    ...maps(values(get(against, "requiredDuringSchedulingIgnoredDuringExecution"))),
    ...maps(values(get(against, "preferredDuringSchedulingIgnoredDuringExecution"))).flatMap((term) => maps([get(term, "podAffinityTerm") ?? term])),
  ];
  // What picks other pods says nothing of its own.
  if (terms.some((term) => selects(selector(term, "labelSelector"), own) !== false)) return true;
  const parts = [spec, get(spec, "topologySpreadConstraints"), affinity, against];
  return parts.some((node) => node?.kind === "opaque" || (node !== undefined && node.kind !== "scalar" && node.open === true)) ? undefined : false;
}

/** The old name of the key is still taken (`serviceAccount`); an empty text is as good as none. */
function serviceAccount(name: Field<string>, old: Field<string>): Field<string> {
  const said = name.unset && !old.unset ? old : name;
  return said.is("") ? Field.unset<string>(said.at, { key: name.key, set: (v) => said.set(v) }).or("default") : said.or("default");
}
