import type { Field } from "../model/field.ts";
import { selects } from "../model/labels.ts";
import type { Pod } from "../model/pod.ts";
import type { Autoscaler, DisruptionBudget, Replicas } from "../model/replicas.ts";
import type { Facts } from "../model/subjects.ts";
import { anyOf } from "./any-of.ts";
import type { Around, Join, Told } from "./join.ts";
import { folderOf, type In, sharesNamespace } from "./namespace.ts";

type Telling = { readonly budget: In<DisruptionBudget> } | { readonly autoscaler: In<Autoscaler> };

/** The pods of a file that an object keeps a number of, with what other files say of that number. */
export const replicas: Join<"replicas", Telling> = {
  makes: "replicas",
  tells,
  looks: ({ pod }) => pod.some(isKept),
  see: ({ pod }, uri, around) => pod.filter(isKept).map((one) => kept(one, folderOf(uri), around)),
};

/** What keeps a number of pods. A DaemonSet has one for each node, a Job as many as it has work for. */
const isKept = ({ kind, owned }: Pod): boolean =>
  !owned && ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"].includes(kind);

/** The keys: all budgets, since any may select any pod; autoscalers by what they scale, those of which that is not known together. */
const budgets = "budgets";
const target = (kind: string, name: string): string => `${kind} ${name}`;
const someTarget = "targets";

/** Nothing that is said has a place in it. */
function* tells({ disruptionBudget, autoscaler }: Facts, uri: string): Iterable<Told<Telling>> {
  const folder = folderOf(uri);
  for (const object of disruptionBudget) {
    const { namespace, selector, minAvailable, maxUnavailable } = object;
    yield {
      key: budgets,
      says: JSON.stringify([[namespace, minAvailable, maxUnavailable].map(stateOf), selector]),
      told: { budget: { object, folder } },
    };
  }
  for (const object of autoscaler) {
    const { namespace, targetKind, targetName, minReplicas } = object;
    const key = targetKind.value === undefined || targetName.value === undefined ? someTarget : target(targetKind.value, targetName.value);
    yield { key, says: JSON.stringify([stateOf(namespace), minReplicas.value ?? minReplicas.state]), told: { autoscaler: { object, folder } } };
  }
}

const stateOf = (field: Field<string>): string => field.value ?? `(${field.state})`;

function kept(pod: Pod, folder: string, { ask }: Around<Telling>): Replicas {
  const all = ask(budgets).flatMap((t) => ("budget" in t ? t.budget : []));
  const selected = all.map((budget) => {
    const same = sharesNamespace(budget, pod, folder);
    const picks = budget.object.selector ? selects(budget.object.selector, pod.labels) : undefined;
    return same === false || picks === false ? false : same && picks ? true : undefined;
  });
  const named = ask(target(pod.kind, pod.name.value ?? "")).flatMap((t) => ("autoscaler" in t ? t.autoscaler : []));
  const scales = named.map((one) => sharesNamespace(one, pod, folder));
  const others = ask(someTarget).length > 0 || pod.name.value === undefined ? undefined : false;
  return {
    address: pod.address,
    pod,
    autoscalers: named.filter((_, i) => scales[i] === true).map((one) => one.object),
    isScaled: anyOf([...scales, others]),
    budgets: all.filter((_, i) => selected[i] === true).map((one) => one.object),
    isBudgeted: anyOf(selected),
  };
}
