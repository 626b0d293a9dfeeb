import type { ProfileSelector } from "../model/fargate-profile.ts";
import type { Pod } from "../model/pod.ts";
import type { Facts } from "../model/subjects.ts";
import { matchesWildcards } from "../model/wildcards.ts";
import type { Join } from "./join.ts";

/** What a file tells of clusters. */
interface Telling {
  /** Those that it defines, told apart from those of other files. */
  readonly clusters: readonly string[];
  /** What those are called that its profiles are for. */
  readonly named: readonly string[];
  readonly selectors: readonly ProfileSelector[];
}

/** The pods of a file that Fargate profiles pick. Which cluster a manifest goes to no file says: where the workspace has several, nothing is known. */
export const fargatePods: Join<"fargatePod", Telling> = {
  makes: "fargatePod",
  tells: (facts, uri) => (facts.fargateProfile.length + facts.eksCluster.length === 0 ? [] : [{ key: "clusters", ...tellingOf(facts, uri) }]),
  looks: ({ pod }) => pod.length > 0,
  see({ pod }, _, { ask }) {
    const files = ask("clusters");
    const [clusters, named] = [files.flatMap((f) => f.clusters), files.flatMap((f) => f.named)].map((names) => new Set(names).size);
    if ((clusters ?? 0) > 1 || (named ?? 0) > 1) return [];
    const selectors = files.flatMap((f) => f.selectors);
    return pod.filter((p) => selectors.some((selector) => picks(selector, p))).map((p) => ({ address: p.address, pod: p }));
  },
};

function tellingOf({ fargateProfile, eksCluster }: Facts, uri: string): { readonly says: string; readonly told: Telling } {
  const told = {
    clusters: [...new Set(eksCluster.map((c) => `${uri} ${c.address}`))],
    named: fargateProfile.map(({ cluster }) => cluster.name.value ?? cluster.name.text ?? uri),
    selectors: fargateProfile.flatMap((p) => p.selectors),
  };
  const says = told.selectors.map(({ namespace, labels }) => [namespace.value, labels && [...labels]]);
  return { says: JSON.stringify([told.clusters, told.named, says]), told };
}

/** https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html: the namespace, and all labels that the selector has. */
const picks = ({ namespace, labels }: ProfileSelector, pod: Pod): boolean =>
  fits(pod.namespace.unset ? undefined : pod.namespace.value, namespace.value) &&
  labels !== undefined &&
  [...labels].every(([key, pattern]) => fits(pod.labels.of(key).value, pattern));

/** A `?` is left to others: what it stands for is rarely written. */
const fits = (text: string | undefined, pattern: string | undefined): boolean =>
  text !== undefined && pattern !== undefined && !pattern.includes("?") && matchesWildcards(text, pattern);
