import { get, literal, type MapNode, maps, opened, values } from "../../syntax/tree.ts";
import { at, type KubernetesObject } from "./objects.ts";

/** A pod, or what pods are made from. */
export interface Pod {
  /** The object that holds it: a Pod, a Deployment. */
  readonly object: MapNode;
  readonly kind: string;
  /** What has the pod's own metadata: the object itself, or its template. */
  readonly holder: MapNode;
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
  // What Knative makes Deployments of: https://knative.dev/docs/serving/reference/serving-api/
  ["Service", { groups: ["serving.knative.dev"], path: template }],
  ["Configuration", { groups: ["serving.knative.dev"], path: template }],
  ["Revision", { groups: ["serving.knative.dev"], path: ["spec"] }],
]);

/** The pod of an object; undefined for objects that make none. */
export function podIn({ map, kind, group }: KubernetesObject): Pod | undefined {
  const shape = kinds.get(kind);
  if (!shape?.groups.includes(group)) return undefined;
  const spec = at(map, shape.path);
  if (spec?.kind !== "map" || !get(spec, "containers")) return undefined;
  const above = at(map, shape.path.slice(0, -1));
  const holder = above?.kind === "map" ? above : map;
  const own = get(holder, "metadata");
  const metadata = own?.kind === "map" ? own : undefined;
  return isPart(map, shape, spec)
    ? { object: map, kind, holder: opened(holder), spec: opened(spec), metadata }
    : { object: map, kind, holder, spec, metadata };
}

/** Is it a patch, of which other files have the rest? Then nothing is known of what it lacks. */
function isPart(object: MapNode, { needs = [] }: Kind, spec: MapNode): boolean {
  const containers = ["initContainers", "containers"].flatMap((key) => maps(values(get(spec, key))));
  return containers.some((c) => !get(c, "image") || get(c, "$patch")) || (needs.length > 0 && !at(object, needs) && !isOld(object));
}

/** Before `apps/v1` the selector was taken from the template's labels. */
const isOld = (object: MapNode): boolean => /beta|^extensions\//.test(literal(get(object, "apiVersion")) ?? "");
