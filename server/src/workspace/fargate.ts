import type { ProfileSelector } from "../model/fargate-profile.ts";
import type { Pod } from "../model/pod.ts";
import type { Facts } from "../model/subjects.ts";
import { matchesWildcards } from "../model/wildcards.ts";
import type { Join } from "./join.ts";

/** The pods of a file that Fargate profiles pick. Which cluster a manifest goes to no file says: where the workspace has several, nothing is known. */
export const fargatePods: Join<"fargatePod", readonly ProfileSelector[]> = {
  makes: "fargatePod",
  says: (facts) => (facts.fargateProfile.length + facts.eksCluster.length === 0 ? "" : JSON.stringify(saidBy(facts))),
  index: selectorsOf,
  looks: ({ pod }) => pod.length > 0,
  see: ({ pod }, _, selectors) => pod.filter((p) => selectors.some((selector) => picks(selector, p))).map((p) => ({ address: p.address, pod: p })),
};

/** All that others learn of it. */
const saidBy = ({ fargateProfile, eksCluster }: Facts): unknown => [
  eksCluster.map((c) => c.address),
  fargateProfile.map(({ cluster, selectors }) => [
    cluster.name.value ?? cluster.name.text,
    selectors.map(({ namespace, labels }) => [namespace.value, labels && [...labels]]),
  ]),
];

function selectorsOf(files: Iterable<readonly [uri: string, facts: Facts]>): readonly ProfileSelector[] {
  const clusters = new Set<string>();
  const named = new Set<string>();
  const selectors: ProfileSelector[] = [];
  for (const [uri, { fargateProfile, eksCluster }] of files) {
    for (const { address } of eksCluster) clusters.add(`${uri} ${address}`);
    for (const { cluster, selectors: own } of fargateProfile) {
      named.add(cluster.name.value ?? cluster.name.text ?? uri);
      selectors.push(...own);
    }
  }
  return clusters.size <= 1 && named.size <= 1 ? selectors : [];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html: the namespace, and all labels that the selector has. */
const picks = ({ namespace, labels }: ProfileSelector, pod: Pod): boolean =>
  fits(pod.namespace.unset ? undefined : pod.namespace.value, namespace.value) &&
  labels !== undefined &&
  [...labels].every(([key, pattern]) => fits(pod.labels.of(key).value, pattern));

/** A `?` is left to others: what it stands for is rarely written. */
const fits = (text: string | undefined, pattern: string | undefined): boolean =>
  text !== undefined && pattern !== undefined && !pattern.includes("?") && matchesWildcards(text, pattern);
