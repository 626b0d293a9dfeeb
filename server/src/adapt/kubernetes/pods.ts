import { get, literal, type MapNode, maps, type Node, opened, values } from "../../syntax/tree.ts";

/** A pod, or what pods are made from. */
export interface Pod {
  /** The object that holds it: a Pod, a Deployment. */
  readonly object: MapNode;
  readonly kind: string;
  /** The pod's specification; open where the object is but a part of one. */
  readonly spec: MapNode;
  /** That of the pod itself, with its labels and annotations. */
  readonly metadata: MapNode | undefined;
}

interface Kind {
  /** The API groups that have it; "" is the core's. */
  readonly groups: readonly string[];
  /** Where the pod's specification stands. */
  readonly path: readonly string[];
  /** What the API does not accept the object without: what lacks it is a patch of such an object. */
  readonly needs?: readonly string[];
}

const template = ["spec", "template", "spec"];
const selector = ["spec", "selector"];
const apps = ["apps", "extensions"];
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["Pod", { groups: [""], path: ["spec"], needs: ["metadata"] }],
  ["PodTemplate", { groups: [""], path: ["template", "spec"] }],
  ["ReplicationController", { groups: [""], path: template }],
  ["Deployment", { groups: apps, path: template, needs: selector }],
  ["StatefulSet", { groups: ["apps"], path: template, needs: selector }],
  ["DaemonSet", { groups: apps, path: template, needs: selector }],
  ["ReplicaSet", { groups: apps, path: template, needs: selector }],
  ["Job", { groups: ["batch"], path: template, needs: [...template, "restartPolicy"] }],
  ["CronJob", { groups: ["batch"], path: ["spec", "jobTemplate", ...template], needs: ["spec", "jobTemplate", ...template, "restartPolicy"] }],
  // Argo's stand-in for a Deployment has the same template.
  ["Rollout", { groups: ["argoproj.io"], path: template, needs: selector }],
]);

const at = (node: Node, path: readonly string[]): Node | undefined => path.reduce<Node | undefined>(get, node);

/** The pods of an object, or of the items of a List, which need not repeat of what kind they are. */
export function podsIn(
  root: Node,
  listed: { readonly name: string; readonly group: string | undefined } = { name: "", group: undefined },
): readonly Pod[] {
  if (root.kind !== "map") return [];
  const name = literal(get(root, "kind")) ?? listed.name;
  const version = get(root, "apiVersion");
  const group = version ? groupOf(literal(version)) : listed.group;
  if (group === undefined) return [];
  if (name.endsWith("List")) return values(get(root, "items")).flatMap((item) => podsIn(item, { name: name.slice(0, -"List".length), group }));
  const pod = podOf(root, name, group);
  return pod ? [pod] : [];
}

function podOf(object: MapNode, name: string, group: string): Pod | undefined {
  const kind = kinds.get(name);
  if (!kind?.groups.includes(group)) return undefined;
  const spec = at(object, kind.path);
  if (spec?.kind !== "map" || !get(spec, "containers")) return undefined;
  const metadata = at(object, [...kind.path.slice(0, -1), "metadata"]);
  return { object, kind: name, spec: isPart(object, kind, spec) ? opened(spec) : spec, metadata: metadata?.kind === "map" ? metadata : undefined };
}

/** "apps" of "apps/v1", "" of "v1". */
function groupOf(apiVersion: string | undefined): string | undefined {
  const match = /^(?:([a-z0-9.-]{1,253})\/)?v[0-9]{1,3}(?:(?:alpha|beta)[0-9]{1,3})?$/.exec(apiVersion ?? "");
  return match ? (match[1] ?? "") : undefined;
}

/** Is it a patch, of which other files have the rest? Then nothing is known of what it lacks. */
function isPart(object: MapNode, { needs = [] }: Kind, spec: MapNode): boolean {
  const containers = ["initContainers", "containers"].flatMap((key) => maps(values(get(spec, key))));
  return containers.some((c) => !get(c, "image") || get(c, "$patch")) || (needs.length > 0 && !at(object, needs) && !isOld(object));
}

/** Before `apps/v1` the selector was taken from the template's labels. */
const isOld = (object: MapNode): boolean => /beta|^extensions\//.test(literal(get(object, "apiVersion")) ?? "");
