import type { Container, Workload } from "../model/container.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { none } from "./absent.ts";
import { absent, boolean, list, named, placeOf, string } from "./fields.ts";
import { container, limits } from "./kubernetes/container.ts";
import { operatingSystem } from "./kubernetes/operating-system.ts";
import { names, namespaces, podOf, sysctls } from "./kubernetes/pod.ts";
import { type Pod, podsIn } from "./kubernetes/pods.ts";
import { settingsIn } from "./kubernetes/properties.ts";
import { volumes } from "./kubernetes/volumes.ts";

/**
 * The pods that a manifest makes: of Pod itself, of everything with a pod template, and of the items of a List. Undefined
 * for objects that run nothing, and for what has an apiVersion and a kind but is none of Kubernetes' workloads.
 */
export function readKubernetes(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const pods = podsIn(root);
  const [first] = pods;
  if (!first) return settingsIn(root);
  const workloads = pods.map(workload);
  return { why: `has a ${first.kind} of Kubernetes`, facts: facts({ workload: workloads, container: workloads.flatMap((w) => w.containers) }) };
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
    pod: podOf(map, pod),
  };
  // Ephemeral containers are no part of a manifest: they are added to a pod that runs.
  for (const c of listed(spec, "initContainers")) containers.push(container(c, pod, it, !isSidecar(c)));
  for (const c of listed(spec, "containers")) containers.push(container(c, pod, it, false));
  return it;
}

const listed = (spec: MapNode, key: string): readonly MapNode[] => maps(values(get(spec, key)));

/** An init container that restarts always stays. */
const isSidecar = (init: MapNode): boolean => {
  const policy = get(init, "restartPolicy");
  return policy !== undefined && !(policy.kind === "scalar" && policy.value === null);
};
