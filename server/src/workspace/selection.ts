import type { Container } from "../model/container.ts";
import type { Field } from "../model/field.ts";
import { type Selector, selects } from "../model/labels.ts";
import type { Pod } from "../model/pod.ts";
import type { Selection } from "../model/selection.ts";
import type { Facts } from "../model/subjects.ts";
import { anyOf } from "./any-of.ts";
import type { Around, Join, Told } from "./join.ts";
import { folderOf, type In, sharesNamespace } from "./namespace.ts";

/** The network policies, Services and disruption budgets of a file with the pods that they may be meant for. */
export const selections: Join<"selection", In<Pod>> = {
  makes: "selection",
  tells,
  looks: ({ networkPolicy, kubernetesService, disruptionBudget }) => networkPolicy.length + kubernetesService.length + disruptionBudget.length > 0,
  see: ({ networkPolicy, kubernetesService, disruptionBudget }, uri, around) => [
    ...networkPolicy.flatMap((policy) => seen(policy, "NetworkPolicy", uri, around)),
    ...kubernetesService.flatMap((service) => seen(service, "Service", uri, around)),
    ...disruptionBudget.flatMap((budget) => seen(budget, "PodDisruptionBudget", uri, around)),
  ],
};

/** The keys: pods by each of their labels, by their namespace, and those of which some label is not known. */
const labelled = (name: string, value: string): string => `label ${name}=${value}`;
const within = (namespace: Field<string>): string => `in ${namespace.value ?? `(${namespace.state})`}`;
const unsure = "unsure";

function* tells({ pod }: Facts, uri: string): Iterable<Told<In<Pod>>> {
  const folder = folderOf(uri);
  for (const object of pod) {
    const known = object.labels.names.map((name) => [name, object.labels.of(name).value] as const);
    const isSure = !object.labels.open && known.every(([, value]) => value !== undefined);
    const says = JSON.stringify([within(object.namespace), object.labels.open, known, object.address, object.workload.containers.map(probesOf)]);
    for (const key of isSure ? known.map(([name, value = ""]) => labelled(name, value)) : [unsure]) yield { key, says, told: { object, folder } };
    yield { key: within(object.namespace), says: "", told: { object, folder } };
  }
}

/** What rules say of pods that are picked. */
const probesOf = ({ initial, readiness }: Container): readonly unknown[] => [initial, readiness.state];

interface Picking extends Pick<Selection, "address" | "name"> {
  readonly namespace: Pod["namespace"];
  readonly selector: Selector | undefined;
}

/**
 * Nothing where it picks in a way of its own (a policy of a network plugin, a Service without a selector), or by no label that is known: an empty
 * selector picks all.
 */
function seen(
  { address, name, namespace, selector }: Picking,
  kind: Selection["kind"],
  uri: string,
  { ask, isComplete }: Around<In<Pod>>,
): readonly Selection[] {
  const folder = folderOf(uri);
  const by = selector?.requirements.find(({ operator, values }) => operator === "In" && values !== undefined);
  if (!selector || !by?.values) return [];
  const shares = (pod: In<object>): boolean | undefined => sharesNamespace(pod, { namespace }, folder);
  const there = [...by.values.flatMap((value) => ask(labelled(by.key, value))), ...ask(unsure)];
  const met = there.flatMap((pod) => {
    const same = shares(pod);
    // One of which neither the namespace nor the labels are certain is no reason to doubt.
    return same === false ? [] : [{ pod: pod.object, same, selected: selects(selector, pod.object.labels) ?? (same ? undefined : false) }];
  });
  const selected = met.map((m) => m.selected);
  // What has not been read yet may be picked, too.
  const picks = anyOf([...selected, isComplete(folder) ? false : undefined]);
  const picked = [...new Set(met.flatMap((m) => (m.same && m.selected ? m.pod : [])))];
  return [{ address, kind, name, isAlone: !ask(within(namespace)).some(shares), picks, picked }];
}
