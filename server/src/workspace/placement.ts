import type { Field } from "../model/field.ts";
import { selects } from "../model/labels.ts";
import type { NetworkPolicy } from "../model/network-policy.ts";
import type { PlacedPod, Placement, Pod } from "../model/pod.ts";
import type { ServiceAccount } from "../model/service-account.ts";
import type { Facts } from "../model/subjects.ts";
import { anyOf } from "./any-of.ts";
import type { Around, Join, Told } from "./join.ts";
import { folderOf, type In, sharesNamespace } from "./namespace.ts";

/** What manifests tell pods. */
type Telling =
  | { readonly policy: In<NetworkPolicy> }
  | { readonly account: In<ServiceAccount> }
  /** A service account that a role is bound to. */
  | { readonly bound: In<object> }
  /** The level that admission enforces in a namespace; "" where none is, or nobody knows. */
  | { readonly level: string };

/** The pods of a file with what other files say of them. */
export const placements: Join<"placement", Telling> = {
  makes: "placement",
  tells,
  looks: ({ pod }) => pod.length > 0,
  see: place,
};

/** The keys: all network policies, since any may select any pod; the rest by name. */
const policies = "policies";
const account = (name: string): string => `account ${name}`;
const bound = (name: string): string => `bound ${name}`;
const namespaced = (name: string): string => `namespace ${name}`;

/** Nothing that is said has a place in it. */
function* tells({ networkPolicy, serviceAccount, roleBinding, namespace }: Facts, uri: string): Iterable<Told<Telling>> {
  const folder = folderOf(uri);
  for (const object of networkPolicy)
    yield { key: policies, says: JSON.stringify([stateOf(object.namespace), object.selector]), told: { policy: { object, folder } } };
  for (const object of serviceAccount) {
    const says = JSON.stringify([object.name, object.namespace, object.mountsToken].map((f) => f.value ?? f.state));
    yield { key: account(object.name.value ?? ""), says, told: { account: { object, folder } } };
  }
  for (const { name, namespace } of boundIn(roleBinding))
    yield { key: bound(name), says: stateOf(namespace), told: { bound: { object: { namespace }, folder } } };
  for (const [name, level] of levelsIn(namespace)) yield { key: namespaced(name), says: level, told: { level } };
}

const stateOf = (field: Field<string>): string => field.value ?? `(${field.state})`;

/** Each namespace whose name is known, with the level that it enforces; "" where none is, or nobody knows. */
const levelsIn = (namespaces: Facts["namespace"]): readonly (readonly [name: string, level: string])[] =>
  namespaces.flatMap(({ name, labels }) =>
    name.value === undefined ? [] : [[name.value, labels.of("pod-security.kubernetes.io/enforce").value ?? ""]],
  );

const boundIn = (bindings: Facts["roleBinding"]): readonly { readonly name: string; readonly namespace: Field<string> }[] =>
  bindings.flatMap(({ subjects }) =>
    subjects.flatMap(({ kind, name, namespace }) => (kind.is("ServiceAccount") && name.value !== undefined ? [{ name: name.value, namespace }] : [])),
  );

/** The pods of a file, those of one namespace together. */
function place({ pod }: Facts, uri: string, around: Around<Telling>): readonly Placement[] {
  const byNamespace = new Map<string, PlacedPod[]>();
  const folder = folderOf(uri);
  for (const one of pod) {
    const namespace = one.namespace.value ?? "";
    const together = byNamespace.get(namespace) ?? [];
    byNamespace.set(namespace, together);
    together.push(placed(one, folder, around));
  }
  return Array.from(byNamespace, ([address, pods]) => ({ address, pods }));
}

function placed(pod: Pod, folder: string, { ask }: Around<Telling>): PlacedPod {
  const there = ask(policies).map((telling) => {
    const policy = "policy" in telling ? telling.policy : undefined;
    const same = policy && sharesNamespace(policy, pod, folder);
    if (!policy || same === false) return false;
    const selected = policy.object.selector && selects(policy.object.selector, pod.labels);
    return selected && same ? true : selected === false ? false : undefined;
  });
  const name = pod.serviceAccount.value ?? "";
  const named = ask(account(name)).flatMap((t) => ("account" in t ? t.account : []));
  const possible = named.filter((one) => sharesNamespace(one, pod, folder) !== false);
  const levels = [...new Set(ask(namespaced(pod.namespace.value ?? "")).flatMap((t) => ("level" in t ? t.level : [])))];
  return {
    pod,
    isolated: anyOf(there),
    account: possible.length === 1 ? possible[0]?.object : undefined,
    accountMayDiffer: possible.length > 1,
    enforced: levels.length === 1 ? levels.find((level) => level === "baseline" || level === "restricted") : undefined,
    // Unless it is another's for certain: who binds a role to an account of that name means it to be used.
    bound: !pod.serviceAccount.is("default") && ask(bound(name)).some((t) => "bound" in t && sharesNamespace(t.bound, pod, folder) !== false),
  };
}
