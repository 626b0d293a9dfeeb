import type { EksCluster } from "../../model/eks-cluster.ts";
import type { FargateProfile, ProfileSelector } from "../../model/fargate-profile.ts";
import { literal, type Node } from "../../syntax/tree.ts";
import { link, nodeAt, parts, row, type Targets, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

const columns = { name: text("fargateProfileName") };

export const fargateProfileIn = (resource: AwsResource, clusters: Targets<EksCluster>): FargateProfile => ({
  address: resource.address,
  at: resource.at,
  ...row(columns, resource),
  cluster: link("clusterName")(resource, clusters),
  selectors: parts(resource, "selectors", { terraform: "selector" }).items.map(selectorIn),
});

const selectorIn = (selector: AwsResource): ProfileSelector => {
  const listed = parts(selector, "labels");
  const labels =
    selector.dialect === "cloudformation"
      ? listed.open
        ? undefined
        : pairsOf(listed.items.map((item) => [text("key")(item).value, text("value")(item).value]))
      : labelsIn(nodeAt(selector, "labels"));
  return { namespace: text("namespace")(selector), labels };
};

/** The labels that a map of them asks for. */
export const labelsIn = (node: Node | undefined): ReadonlyMap<string, string> | undefined =>
  node === undefined
    ? new Map()
    : node.kind === "map" && !node.open
      ? pairsOf(node.entries.map(({ key, value }) => [key, literal(value)]))
      : undefined;

function pairsOf(pairs: readonly (readonly [string | undefined, string | undefined])[]): ReadonlyMap<string, string> | undefined {
  const known = pairs.flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, value] as const]));
  return known.length === pairs.length ? new Map(known) : undefined;
}
