import type { Container, Workload } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { absent, placeOf, string } from "./fields.ts";
import { container } from "./kubernetes/container.ts";
import { operatingSystem } from "./kubernetes/operating-system.ts";
import { type Pod, podsIn } from "./kubernetes/pods.ts";

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

/** An object that runs nothing, and that containers take their settings from. */
function settingsIn(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const kind = literal(get(root, "kind")) ?? "";
  if (!["Secret", "ConfigMap"].includes(kind) || literal(get(root, "apiVersion")) !== "v1") return undefined;
  return { why: `has a ${kind} of Kubernetes`, facts: facts() };
}

function workload({ object, spec }: Pod): Workload {
  const containers: Container[] = [];
  const family = string(object, "metadata", "name");
  const at = family.unset ? placeOf(object) : family.at;
  const hostNetwork = get(spec, "hostNetwork");
  const it: Workload = {
    address: family.value ?? "",
    platform: "kubernetes",
    family,
    containers,
    networkMode: hostNetwork?.kind === "scalar" && hostNetwork.value === true ? Field.written("host", hostNetwork.at) : absent(at),
    operatingSystem: operatingSystem(spec, at),
    launchTypes: new List("unset", [], at),
    taskRole: absent(at),
    executionRole: absent(at),
  };
  // Ephemeral containers are no part of a manifest: they are added to a pod that runs.
  for (const c of listed(spec, "initContainers")) containers.push(container(c, spec, it, !isSidecar(c)));
  for (const c of listed(spec, "containers")) containers.push(container(c, spec, it, false));
  return it;
}

const listed = (spec: MapNode, key: string): readonly MapNode[] => maps(values(get(spec, key)));

/** An init container that restarts always stays. */
const isSidecar = (init: MapNode): boolean => {
  const policy = get(init, "restartPolicy");
  return policy !== undefined && !(policy.kind === "scalar" && policy.value === null);
};
