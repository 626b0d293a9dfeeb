import { get, literal, type MapNode, type Node, values } from "../../syntax/tree.ts";

/** An object of a Kubernetes API as a manifest has it. */
export interface KubernetesObject {
  readonly map: MapNode;
  readonly kind: string;
  /** Of its API: "apps" of `apps/v1`; "" is the core's. */
  readonly group: string;
}

/** The object that a document is, or the items of a List, which need not repeat of what kind they are. */
export function objectsIn(
  root: Node,
  listed: { readonly kind: string; readonly group: string | undefined } = { kind: "", group: undefined },
): readonly KubernetesObject[] {
  if (root.kind !== "map") return [];
  const kind = literal(get(root, "kind")) ?? listed.kind;
  const version = get(root, "apiVersion");
  const group = version ? groupOf(literal(version)) : listed.group;
  if (group === undefined) return [];
  if (kind.endsWith("List")) return values(get(root, "items")).flatMap((item) => objectsIn(item, { kind: kind.slice(0, -"List".length), group }));
  return [{ map: root, kind, group }];
}

/** "apps" of "apps/v1", "" of "v1". */
function groupOf(apiVersion: string | undefined): string | undefined {
  const match = /^(?:([a-z0-9.-]{1,253})\/)?v[0-9]{1,3}(?:(?:alpha|beta)[0-9]{1,3})?$/.exec(apiVersion ?? "");
  return match ? (match[1] ?? "") : undefined;
}

/** The node at the end of these keys, from outside in. */
export const at = (node: Node, path: readonly string[]): Node | undefined => path.reduce<Node | undefined>(get, node);
