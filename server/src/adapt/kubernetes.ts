import { removedApi } from "../knowledge/removed-apis.ts";
import type { Container, Workload } from "../model/container.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { none } from "./absent.ts";
import { absent, boolean, list, named, placeOf, string } from "./fields.ts";
import { clusterFacts } from "./kubernetes/cluster.ts";
import { componentOf } from "./kubernetes/component.ts";
import { container, limits } from "./kubernetes/container.ts";
import { membership } from "./kubernetes/membership.ts";
import { type KubernetesObject, objectsIn } from "./kubernetes/objects.ts";
import { operatingSystem } from "./kubernetes/operating-system.ts";
import { names, namespaces, sysctls } from "./kubernetes/pod.ts";
import { type Pod, podIn } from "./kubernetes/pods.ts";
import { settingsIn } from "./kubernetes/properties.ts";
import { volumes } from "./kubernetes/volumes.ts";

/**
 * What a manifest says: the pods that it makes (Pod itself, everything with a pod template), the objects that decide what these
 * may do and who reaches them, and the items of a List. Undefined for what has an apiVersion and a kind but is none of them.
 */
export function readKubernetes(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const read = objectsIn(root).flatMap((object) => {
    const own = podFacts(object) ?? clusterFacts(object);
    const kubernetesObject = plain(object);
    const isGone = removedApi(kubernetesObject.apiVersion.value ?? "", object.kind) !== undefined;
    return own || isGone ? { kind: object.kind, found: together([own ?? facts(), facts({ kubernetesObject: [kubernetesObject] })]) } : [];
  });
  const [first] = read;
  const settings = settingsIn(root);
  if (!first) return settings;
  return { why: `has a ${first.kind} of Kubernetes`, facts: together([...read.map((r) => r.found), ...(settings ? [settings.facts] : [])]) };
}

/** What every object says. */
const plain = ({ map, kind }: KubernetesObject): Facts["kubernetesObject"][number] => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  kind,
  apiVersion: string(map, "apiVersion"),
});

function podFacts(object: KubernetesObject): Facts | undefined {
  const written = podIn(object);
  if (!written) return undefined;
  const it = workload(written);
  return facts({
    workload: [it],
    container: it.containers,
    pod: [membership(written, it)],
    component: it.containers.flatMap((c) => componentOf(c) ?? []),
  });
}

function workload(pod: Pod): Workload {
  const { object, kind, spec } = pod;
  const containers: Container[] = [];
  const family = string(object, "metadata", "name");
  const at = family.unset ? placeOf(object) : family.at;
  const map = named(spec, at);
  const it: Workload = {
    address: family.value ?? "",
    platform: "kubernetes",
    kind,
    family,
    containers,
    namespaces: namespaces(map),
    sharesProcesses: boolean(map, "shareProcessNamespace").or(false),
    volumes: list(map, "volumes", volumes),
    limits: limits(map),
    sysctls: list(map, ["securityContext", "sysctls"], sysctls),
    names: names(map),
    operatingSystem: operatingSystem(spec, at),
    architecture: string(map, "nodeSelector", "kubernetes.io/arch"),
    launchTypes: none(at),
    taskRole: absent(at),
    executionRole: absent(at),
    starters: [],
    logGroups: [],
    services: [],
    namespace: string(object, "metadata", "namespace"),
  };
  for (const c of listed(spec, "initContainers")) containers.push(container(c, pod, it, !isSidecar(c)));
  for (const c of listed(spec, "containers")) containers.push(container(c, pod, it, false));
  // They are added to a pod that runs, by a manifest of the same form.
  for (const c of listed(spec, "ephemeralContainers")) containers.push(container(c, pod, it, false));
  return it;
}

const listed = (spec: MapNode, key: string): readonly MapNode[] => maps(values(get(spec, key)));

/** An init container that restarts always stays. */
const isSidecar = (init: MapNode): boolean => {
  const policy = get(init, "restartPolicy");
  return policy !== undefined && !(policy.kind === "scalar" && policy.value === null);
};
