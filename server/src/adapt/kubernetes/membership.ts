import type { Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import type { Pod } from "../../model/pod.ts";
import { get } from "../../syntax/tree.ts";
import { boolean, string } from "../fields.ts";
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
  mountsToken: boolean(spec, "automountServiceAccountToken"),
});

/** The old name of the key is still taken (`serviceAccount`); an empty text is as good as none. */
function serviceAccount(name: Field<string>, old: Field<string>): Field<string> {
  const said = name.unset && !old.unset ? old : name;
  return said.is("") ? Field.unset<string>(said.at, { key: name.key, set: (v) => said.set(v) }).or("default") : said.or("default");
}
