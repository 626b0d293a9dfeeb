import type { EksCluster } from "../../model/eks-cluster.ts";
import { Field, List } from "../../model/field.ts";
import type { MapNode } from "../../syntax/tree.ts";
import { boolean, list, placeOf, string, texts } from "../fields.ts";

/**
 * The control plane. Defaults are eksctl's own, which are not all EKS's:
 * https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/defaults.go
 */
export function clusterIn(map: MapNode): EksCluster {
  const name = string(map, "metadata", "name");
  return {
    address: name.value ?? "",
    at: placeOf(map),
    name,
    version: string(map, "metadata", "version"),
    supportType: string(map, "upgradePolicy", "supportType").or("EXTENDED"),
    ...endpoints(map),
    publicCidrs: list(map, ["vpc", "publicAccessCIDRs"], texts),
    logTypes: logTypes(map),
    secretsKey: string(map, "secretsEncryption", "keyARN"),
    // Which of the modes is the default depends on the release.
    authenticationMode: string(map, "accessConfig", "authenticationMode"),
    creatorIsAdmin: boolean(map, "accessConfig", "bootstrapClusterCreatorAdminPermissions").or(true),
  };
}

/** A cluster that is private altogether has no public endpoint, whatever else is written. */
function endpoints(map: MapNode): Pick<EksCluster, "publicEndpoint" | "privateEndpoint"> {
  const isPrivate = boolean(map, "privateCluster", "enabled");
  if (isPrivate.is(true)) return { publicEndpoint: Field.written(false, isPrivate.at), privateEndpoint: Field.written(true, isPrivate.at) };
  if (isPrivate.opaque) return { publicEndpoint: isPrivate, privateEndpoint: isPrivate };
  return {
    publicEndpoint: boolean(map, "vpc", "clusterEndpoints", "publicAccess").or(true),
    privateEndpoint: boolean(map, "vpc", "clusterEndpoints", "privateAccess").or(false),
  };
}

/** `*` and `all` are all of them. */
function logTypes(map: MapNode): EksCluster["logTypes"] {
  const written = list(map, ["cloudWatch", "clusterLogging", "enableTypes"], texts);
  const whole = written.items.find((item) => item.is((type) => type === "*" || type === "all"));
  return whole
    ? new List(
        "written",
        kinds.map((kind) => Field.written(kind, whole.at)),
        written.at,
      )
    : written;
}
const kinds = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
