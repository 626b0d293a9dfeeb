import { type Facts, facts } from "../../model/subjects.ts";
import { type Entry, get, type MapNode, type Node, type ScalarNode } from "../../syntax/tree.ts";
import { identityMappings } from "../kubernetes/rbac.ts";
import { readKubernetes } from "../kubernetes.ts";
import type { Block } from "./blocks.ts";
import { innerYaml } from "./inner-yaml.ts";
import { type Words, worded } from "./worded.ts";

/**
 * Objects of Kubernetes: `kubernetes_manifest`, which has one as an object, `kubectl_manifest`, which has it as YAML, and resources that spell its properties in blocks of their own:
 * https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/deployment_v1
 */
export function kubernetesIn({ keyword, type, body, json }: Block): readonly Facts[] {
  if (keyword !== "resource" || !/^kube(?:rnetes|ctl)_/.test(type)) return [];
  if (type === "kubernetes_manifest") return manifestsIn(get(body, "manifest")).flatMap(factsOf);
  if (type === "kubectl_manifest") return yamlIn(get(body, "yaml_body")).flatMap(factsOf);
  // Of ConfigMaps there is but one that decides who may enter.
  if (/^kubernetes_config_map(?:_v1)?(?:_data)?$/.test(type)) return [facts({ identityMapping: identityMappings(body) })];
  const object = objects.get(type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, ""));
  return object ? factsOf(objectOf(body, object, json)) : [];
}

/** An object, or what `yamldecode` is given. */
function manifestsIn(node: Node | undefined): readonly Node[] {
  if (node?.kind !== "opaque") return node ? [node] : [];
  return node.call?.name === "yamldecode" ? yamlIn(node.call.arguments[0]) : [];
}

/** YAML in a heredoc; a file that holds it is read by itself. */
function yamlIn(node: Node | undefined): readonly Node[] {
  if (node?.kind === "opaque" && node.call?.name === "yamlencode") return node.call.arguments.slice(0, 1);
  return (node?.kind === "scalar" || node?.kind === "opaque") && node.body ? innerYaml(node.body) : [];
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
  ["kubernetes_role", { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" }],
  ["kubernetes_cluster_role", { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" }],
  ["kubernetes_role_binding", { apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" }],
  ["kubernetes_cluster_role_binding", { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding" }],
  ["kubernetes_namespace", { apiVersion: "v1", kind: "Namespace" }],
  ["kubernetes_secret", { apiVersion: "v1", kind: "Secret" }],
  ["kubernetes_service", { apiVersion: "v1", kind: "Service" }],
  ["kubernetes_ingress", { apiVersion: "networking.k8s.io/v1", kind: "Ingress" }],
  ["kubernetes_network_policy", { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" }],
  ["kubernetes_pod_disruption_budget", { apiVersion: "policy/v1", kind: "PodDisruptionBudget" }],
  ["kubernetes_horizontal_pod_autoscaler", { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" }],
  ["kubernetes_persistent_volume", { apiVersion: "v1", kind: "PersistentVolume" }],
]);

/** The words of the provider. Maps of labels and the like are no blocks, and keep their keys. */
const words: Words = {
  lists: new Map([
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
    ...["ports", "ingress", "egress", "from", "to", "tls"].map((name): [string, string] => [name, name]),
    ["rule", "rules"],
    ["path", "paths"],
    ["subject", "subjects"],
  ]),
  maps: new Set(["labels", "annotations", "matchLabels", "nodeSelector", "limits", "requests"]),
  irregular: new Map([["externalIPs", "external_ips"]]),
  unsaid: new Set(["appArmorProfile", "procMount", "hostUsers", "ephemeralContainers"]),
};

/** The body of a resource as the object that the API is sent. */
function objectOf(body: MapNode, { apiVersion, kind }: Kind, json: boolean): MapNode {
  const whole = worded(body, words, json);
  const given = (key: string, value: string): Entry => {
    const node: ScalarNode = { kind: "scalar", at: body.at, writer: whole.writer, value };
    return { key, keyAt: body.at, value: node };
  };
  return { ...whole, entries: [given("apiVersion", apiVersion), given("kind", kind), ...whole.entries] };
}
