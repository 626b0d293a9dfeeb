import type { Facts } from "../../model/subjects.ts";
import { type Entry, get, type ListNode, type MapNode, type Node, type Plain, type ScalarNode } from "../../syntax/tree.ts";
import { readKubernetes } from "../kubernetes.ts";
import { writerThrough } from "../through.ts";
import type { Block } from "./blocks.ts";
import { appended, blockOf, isObject } from "./new-block.ts";

/**
 * Objects of Kubernetes: `kubernetes_manifest`, which has one as an object, and resources that spell its properties in blocks of their own:
 * https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/deployment_v1
 */
export function kubernetesIn({ keyword, type, body, json }: Block): readonly Facts[] {
  if (keyword !== "resource" || !type.startsWith("kubernetes_")) return [];
  if (type === "kubernetes_manifest") {
    const manifest = get(body, "manifest");
    return manifest?.kind === "map" ? factsOf(manifest) : [];
  }
  const object = objects.get(type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, ""));
  return object ? factsOf(objectOf(body, object, json)) : [];
}

const factsOf = (object: Node): readonly Facts[] => {
  const found = readKubernetes(object);
  return found ? [found.facts] : [];
};

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}
const objects: ReadonlyMap<string, Kind> = new Map([
  ["kubernetes_pod", { apiVersion: "v1", kind: "Pod" }],
  ["kubernetes_replication_controller", { apiVersion: "v1", kind: "ReplicationController" }],
  ["kubernetes_deployment", { apiVersion: "apps/v1", kind: "Deployment" }],
  ["kubernetes_stateful_set", { apiVersion: "apps/v1", kind: "StatefulSet" }],
  ["kubernetes_daemonset", { apiVersion: "apps/v1", kind: "DaemonSet" }],
  ["kubernetes_daemon_set", { apiVersion: "apps/v1", kind: "DaemonSet" }],
  ["kubernetes_job", { apiVersion: "batch/v1", kind: "Job" }],
  ["kubernetes_service_account", { apiVersion: "v1", kind: "ServiceAccount" }],
  ["kubernetes_cron_job", { apiVersion: "batch/v1", kind: "CronJob" }],
]);

/** Blocks of which there may be several, by the name of the list that the API has. Maps of labels and the like are no blocks, and keep their keys. */
const lists: ReadonlyMap<string, string> = new Map([
  ["container", "containers"],
  ["init_container", "initContainers"],
  ["env", "env"],
  ["env_from", "envFrom"],
  ["volume", "volumes"],
  ["volume_mount", "volumeMounts"],
  ["port", "ports"],
  ["toleration", "tolerations"],
  ["host_aliases", "hostAliases"],
  ["image_pull_secrets", "imagePullSecrets"],
  ["sysctl", "sysctls"],
  ["node_selector_term", "nodeSelectorTerms"],
  ["match_expressions", "matchExpressions"],
  ["sources", "sources"],
  ["items", "items"],
]);

/** Arguments that are maps. */
const maps: ReadonlySet<string> = new Set(["labels", "annotations", "matchLabels", "nodeSelector", "limits", "requests"]);
/** What the provider has no word for. */
const unsaid: ReadonlySet<string> = new Set(["appArmorProfile", "procMount", "hostUsers", "ephemeralContainers"]);
const blockNames = new Map(Array.from(lists, ([block, list]) => [list, block]));
const asBlocks = { spelled: (key: string): string => blockNames.get(key) ?? snake(key), isMap: (key: string): boolean => maps.has(key) };

/** The body of a resource as the object that the API is sent. What is missing is written as the blocks that the provider has; JSON's are left alone. */
function objectOf(body: MapNode, { apiVersion, kind }: Kind, json: boolean): MapNode {
  const holders = new WeakMap<Node, readonly [map: MapNode, key: string]>();
  const origins = new WeakMap<Node, Node>();
  const through = writerThrough((node) => origins.get(node));
  const writer: MapNode["writer"] = {
    ...through,
    set(map, key, value) {
      const origin = origins.get(map);
      if (json || unsaid.has(key) || origin?.kind !== "map") return typeof value === "object" ? [] : through.set(map, snake(key), value);
      if (isObject(value) && !maps.has(key)) return known(value) ? appended(origin, blockOf(asBlocks.spelled(key), value, asBlocks)) : [];
      const [only, ...others] = Array.isArray(value) ? value.filter(isObject) : [];
      if (only) return others.length === 0 ? appended(origin, blockOf(asBlocks.spelled(key), only, asBlocks)) : [];
      return through.set(map, snake(key), value);
    },
    append(list, value) {
      const [map, key] = holders.get(list) ?? [];
      if (!isObject(value)) return through.append(list, value);
      return map && key !== undefined && !json ? appended(map, blockOf(key, value, asBlocks)) : [];
    },
  };

  const view = (map: MapNode): MapNode => {
    const made: MapNode = { ...map, writer, entries: entriesOf(map) };
    origins.set(made, map);
    return made;
  };
  const entriesOf = (map: MapNode): readonly Entry[] => {
    const several = new Map<string, Node[]>();
    const entries: Entry[] = [];
    for (const entry of map.entries) {
      const { key, keyAt, value, labels } = entry;
      if (key === "dynamic") {
        const name = labels?.[0] ?? "";
        entries.push({ key: lists.get(name) ?? camel(name), keyAt, value: { kind: "opaque", at: keyAt, writer } });
      } else if (labels === undefined || value.kind !== "map") {
        entries.push({ key: camel(key), keyAt, value });
      } else if (!lists.has(key)) {
        entries.push({ key: camel(key), keyAt, value: view(value) });
      } else {
        const items = several.get(key) ?? [];
        if (items.length === 0) {
          const list: ListNode = { kind: "list", at: value.at, writer, items };
          entries.push({ key: lists.get(key) ?? key, keyAt, value: list });
          holders.set(list, [map, key]);
          several.set(key, items);
        }
        items.push(view(value));
      }
    }
    return entries;
  };

  const whole = view(body);
  const given = (key: string, value: string): Entry => {
    const node: ScalarNode = { kind: "scalar", at: body.at, writer, value };
    return { key, keyAt: body.at, value: node };
  };
  return { ...whole, entries: [given("apiVersion", apiVersion), given("kind", kind), ...whole.entries] };
}

/** Can the provider say all of it? */
const known = (value: Plain): boolean =>
  typeof value !== "object" || value === null || Object.entries(value).every(([key, inner]) => !unsaid.has(key) && known(inner));

/** `host_pid` is `hostPID` to the API. */
const camel = (name: string): string =>
  name.replace(/_(pid|ipc|ip)(?![a-z])/g, (_, word: string) => word.toUpperCase()).replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const snake = (name: string): string => name.replace(/(?:PID|IPC|IP)$|[A-Z]/g, (c) => `_${c.toLowerCase()}`);
