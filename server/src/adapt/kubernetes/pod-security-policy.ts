import type { Field } from "../../model/field.ts";
import type { HostPathPrefix, PodSecurityPolicy } from "../../model/pod-security-policy.ts";
import type { MapNode } from "../../syntax/tree.ts";
import { boolean, type Items, list, string, texts } from "../fields.ts";

/** https://kubernetes.io/docs/concepts/security/pod-security-policy/ and the API of policy/v1beta1 */
export const podSecurityPolicy = (map: MapNode): PodSecurityPolicy => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  privileged: boolean(map, "spec", "privileged").or(false),
  privilegeEscalation: boolean(map, "spec", "allowPrivilegeEscalation").or(true),
  hostNamespaces: ["hostNetwork", "hostPID", "hostIPC"].map((key) => boolean(map, "spec", key).or(false)),
  volumes: list(map, ["spec", "volumes"], texts),
  hostPaths: list(map, ["spec", "allowedHostPaths"], prefixes),
  allowedCapabilities: list(map, ["spec", "allowedCapabilities"], texts),
  droppedCapabilities: list(map, ["spec", "requiredDropCapabilities"], texts),
  procMounts: list(map, ["spec", "allowedProcMountTypes"], texts),
  user: string(map, "spec", "runAsUser", "rule"),
  leastUsers: list(map, ["spec", "runAsUser", "ranges"], least),
});

const least: Items<Field<string>, never> = {
  read: (item) => (item.kind === "map" ? string(item, "min") : undefined),
  write: (never) => never,
};
const prefixes: Items<HostPathPrefix, never> = {
  read: (item) => (item.kind === "map" ? { path: string(item, "pathPrefix"), readOnly: boolean(item, "readOnly").or(false) } : undefined),
  write: (never) => never,
};
