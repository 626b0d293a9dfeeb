import type { Addon } from "../../model/addon.ts";
import type { EksCluster } from "../../model/eks-cluster.ts";
import { link, parts, row, type Targets, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

const columns = { name: text("addonName") };

/** `associated`: does the file give pods of whatever kind an identity with a resource of its own? */
export function addonIn(resource: AwsResource, clusters: Targets<EksCluster>, associated: boolean): Addon {
  const role = text("serviceAccountRoleArn")(resource);
  const identities = parts(resource, "podIdentityAssociations", { terraform: "pod_identity_association" });
  return {
    address: resource.address,
    at: resource.at,
    ...row(columns, resource),
    cluster: link("clusterName")(resource, clusters),
    mayHaveRole: associated || !role.unset || identities.open || identities.items.length > 0,
  };
}
