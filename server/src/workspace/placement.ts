import type { Field } from "../model/field.ts";
import { selects } from "../model/labels.ts";
import type { NetworkPolicy } from "../model/network-policy.ts";
import type { PlacedPod, Placement, Pod } from "../model/pod.ts";
import type { ServiceAccount } from "../model/service-account.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";
import { folderOf, type In, sharesNamespace } from "./namespace.ts";

/** What the manifests of a workspace say to pods of other files. It holds what stays true while places change. */
interface Cluster {
  readonly policies: readonly In<NetworkPolicy>[];
  readonly accounts: ReadonlyMap<string, readonly In<ServiceAccount>[]>;
  /** The service accounts that a role is bound to, by name. */
  readonly bound: ReadonlyMap<string, readonly In<object>[]>;
  /** The levels that admission enforces in namespaces, by name: those of all objects of that name. */
  readonly enforced: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The pods of a file with what other files say of them. */
export const placements: Join<"placement", Cluster> = {
  makes: "placement",
  says: clusterDigest,
  index: clusterOf,
  looks: ({ pod }) => pod.length > 0,
  see: place,
};

function clusterOf(files: Iterable<readonly [uri: string, facts: Facts]>): Cluster {
  const policies: In<NetworkPolicy>[] = [];
  const accounts = new Map<string, In<ServiceAccount>[]>();
  const bound = new Map<string, In<object>[]>();
  const enforced = new Map<string, Set<string>>();
  for (const [uri, { networkPolicy, serviceAccount, roleBinding, namespace }] of files) {
    const folder = folderOf(uri);
    for (const object of networkPolicy) policies.push({ object, folder });
    for (const { name, namespace } of boundIn(roleBinding)) bound.set(name, [...(bound.get(name) ?? []), { object: { namespace }, folder }]);
    for (const [name, level] of levelsIn(namespace)) enforced.set(name, new Set([...(enforced.get(name) ?? []), level]));
    for (const object of serviceAccount) {
      const name = object.name.value ?? "";
      const alike = accounts.get(name) ?? [];
      accounts.set(name, alike);
      alike.push({ object, folder });
    }
  }
  return { policies, accounts, bound, enforced };
}

/** Each namespace whose name is known, with the level that it enforces; "" where none is, or nobody knows. */
const levelsIn = (namespaces: Facts["namespace"]): readonly (readonly [name: string, level: string])[] =>
  namespaces.flatMap(({ name, labels }) =>
    name.value === undefined ? [] : [[name.value, labels.of("pod-security.kubernetes.io/enforce").value ?? ""]],
  );

const boundIn = (bindings: Facts["roleBinding"]): readonly { readonly name: string; readonly namespace: Field<string> }[] =>
  bindings.flatMap(({ subjects }) =>
    subjects.flatMap(({ kind, name, namespace }) => (kind.is("ServiceAccount") && name.value !== undefined ? [{ name: name.value, namespace }] : [])),
  );

/** What other files can see of it: nothing that a place is part of. */
function clusterDigest({ networkPolicy, serviceAccount, roleBinding, namespace }: Facts): string {
  if (networkPolicy.length + serviceAccount.length + roleBinding.length + namespace.length === 0) return "";
  return JSON.stringify([
    networkPolicy.map(({ namespace, selector }) => [namespace.value ?? namespace.state, selector]),
    serviceAccount.map(({ name, namespace, mountsToken }) => [name, namespace, mountsToken].map((f) => f.value ?? f.state)),
    boundIn(roleBinding).map(({ name, namespace }) => [name, namespace.value ?? namespace.state]),
    levelsIn(namespace),
  ]);
}

/** The pods of a file, those of one namespace together. */
function place({ pod }: Facts, uri: string, cluster: Cluster): readonly Placement[] {
  const byNamespace = new Map<string, PlacedPod[]>();
  const folder = folderOf(uri);
  for (const one of pod) {
    const namespace = one.namespace.value ?? "";
    const together = byNamespace.get(namespace) ?? [];
    byNamespace.set(namespace, together);
    together.push(placed(one, folder, cluster));
  }
  return Array.from(byNamespace, ([address, pods]) => ({ address, pods }));
}

function placed(pod: Pod, folder: string, { policies, accounts, bound, enforced }: Cluster): PlacedPod {
  const there = policies.map((policy) => {
    const same = sharesNamespace(policy, pod, folder);
    if (same === false) return false;
    const selected = policy.object.selector && selects(policy.object.selector, pod.labels);
    return selected && same ? true : selected === false ? false : undefined;
  });
  const named = accounts.get(pod.serviceAccount.value ?? "") ?? [];
  const levels = [...(enforced.get(pod.namespace.value ?? "") ?? [])];
  const possible = named.filter((account) => sharesNamespace(account, pod, folder) !== false);
  return {
    pod,
    isolated: there.includes(true) ? true : there.includes(undefined) ? undefined : false,
    account: possible.length === 1 ? possible[0]?.object : undefined,
    accountMayDiffer: possible.length > 1,
    enforced: levels.length === 1 ? levels.find((level) => level === "baseline" || level === "restricted") : undefined,
    // Unless it is another's for certain: who binds a role to an account of that name means it to be used.
    bound:
      !pod.serviceAccount.is("default") &&
      (bound.get(pod.serviceAccount.value ?? "") ?? []).some((account) => sharesNamespace(account, pod, folder) !== false),
  };
}
