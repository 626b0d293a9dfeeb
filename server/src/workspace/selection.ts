import { type Labels, type Selector, selects } from "../model/labels.ts";
import type { Pod } from "../model/pod.ts";
import type { Selection } from "../model/selection.ts";
import type { Around, Join } from "./join.ts";
import { folderOf, type In, sharesNamespace } from "./namespace.ts";

/** The network policies and Services of a file with the pods that they may be meant for. */
export const selections: Join<"selection", In<Pod>> = {
  makes: "selection",
  tells: ({ pod }, uri) =>
    pod.map((object) => ({
      key: pods,
      says: JSON.stringify([object.namespace.value ?? object.namespace.state, told(object.labels)]),
      told: { object, folder: folderOf(uri) },
    })),
  looks: ({ networkPolicy, kubernetesService }) => networkPolicy.length + kubernetesService.length > 0,
  see: ({ networkPolicy, kubernetesService }, uri, around) => [
    ...networkPolicy.flatMap((policy) => seen(policy, "NetworkPolicy", uri, around)),
    ...kubernetesService.flatMap((service) => seen(service, "Service", uri, around)),
  ],
};

const pods = "pods";
const told = (labels: Labels): unknown => [labels.open, labels.names.map((name) => [name, labels.of(name).value ?? ""])];

interface Picking extends Pick<Selection, "address" | "name"> {
  readonly namespace: Pod["namespace"];
  readonly selector: Selector | undefined;
}

/** Nothing where it picks in a way of its own: a policy of a network plugin, a Service without a selector. */
function seen(
  { address, name, namespace, selector }: Picking,
  kind: Selection["kind"],
  uri: string,
  { ask, isComplete }: Around<In<Pod>>,
): readonly Selection[] {
  if (!selector) return [];
  const folder = folderOf(uri);
  if (!isComplete(folder)) return [];
  const there = ask(pods).map(({ object, folder: other }) => ({ object, same: sharesNamespace({ object, folder: other }, { namespace }, folder) }));
  // A pod of which neither the namespace nor the labels are certain is no reason to doubt.
  const picked = there.flatMap(({ object, same }) => (same === false ? [] : [selects(selector, object.labels) ?? (same ? undefined : false)]));
  const picks = picked.includes(true) ? true : picked.includes(undefined) ? undefined : false;
  return [{ address, kind, name, isAlone: !there.some(({ same }) => same), picks }];
}
