import type { Property } from "../../model/property.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { get, literal, type Node, values } from "../../syntax/tree.ts";
import { propertiesIn } from "../properties.ts";

/** What an object says beside the variables of its containers; of a Secret in Base64 what is meant by it. */
export function* objectProperties(root: Node, except: ReadonlySet<number>): Iterable<Property> {
  if (root.kind !== "map") return;
  const kind = literal(get(root, "kind")) ?? "";
  if (kind.endsWith("List")) for (const item of values(get(root, "items"))) yield* objectProperties(item, except);
  // Definitions describe fields; SOPS and controllers encrypt what they hold.
  if (undisclosed.has(kind) || get(root, "sops")) return;
  const address = literal(get(get(root, "metadata"), "name")) ?? "";
  const holder = kind === "Secret" ? "secret" : "manifest";
  for (const { key, value } of root.entries) {
    if (key === "items" || key === "kind" || key === "apiVersion") continue;
    yield* propertiesIn(value, { holder, address, type: kind, ...(kind === "Secret" && key === "data" ? { encoded: true } : {}) }, except, key);
  }
}
const undisclosed: ReadonlySet<string> = new Set([
  "CustomResourceDefinition",
  "SealedSecret",
  "ExternalSecret",
  "ClusterExternalSecret",
  "SecretProviderClass",
  "VaultStaticSecret",
]);

/** An object that runs nothing, and that containers take their settings from. */
export function settingsIn(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const kind = literal(get(root, "kind")) ?? "";
  if (!["Secret", "ConfigMap"].includes(kind) || literal(get(root, "apiVersion")) !== "v1") return undefined;
  return { why: `has a ${kind} of Kubernetes`, facts: facts() };
}
