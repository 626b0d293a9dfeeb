import type { Container, Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import { type Entry, get, type MapNode, type Node, type Plain, type ScalarNode } from "../../syntax/tree.ts";
import { unknownList } from "../absent.ts";
import { readKubernetes } from "../kubernetes.ts";
import type { Spelling } from "../spelling.ts";
import { writerThrough } from "../through.ts";

/**
 * The pod of a job that Batch runs on EKS, which says what a pod of Kubernetes does, but for capabilities and profiles, in its names:
 * https://docs.aws.amazon.com/batch/latest/APIReference/API_EksPodProperties.html. `address` is the job's,
 * `spec` the pod as the API has it, where its host has other words.
 */
export function podFacts(pod: MapNode, address: string, spelling: Spelling, spec: Node = inWordsOfTheApi(pod, spelling)): Facts {
  const found = readKubernetes(objectOf(pod, address, spec))?.facts ?? facts();
  // Batch takes the network of the host where nothing is said, which no file shows.
  const networkOf = (network: Field<string>): Field<string> => (get(pod, spelling("hostNetwork")) ? network : Field.opaque(network.at));
  const made = new Map(found.workload.map((w): readonly [Workload, Container[]] => [w, []]));
  const jobs = found.workload.map(
    (w): Workload => ({
      ...w,
      address,
      kind: "Job",
      namespaces: { ...w.namespaces, network: networkOf(w.namespaces.network) },
      containers: made.get(w) ?? [],
    }),
  );
  const container = found.container.map((c): Container => {
    const { at } = c.image;
    const read: Container = {
      ...c,
      workload: jobs[found.workload.indexOf(c.workload)] ?? c.workload,
      namespaces: { ...c.namespaces, network: networkOf(c.namespaces.network) },
      security: {
        ...c.security,
        addedCapabilities: unknownList(at),
        droppedCapabilities: unknownList(at),
        seccomp: Field.opaque(at),
        appArmor: Field.opaque(at),
        restrict: () => [],
      },
    };
    made.get(c.workload)?.push(read);
    return read;
  });
  return facts({ workload: jobs, container });
}

/** The same pod where its host begins names with capitals. */
function inWordsOfTheApi(pod: MapNode, spelling: Spelling): Node {
  const origins = new WeakMap<Node, Node>();
  const through = writerThrough((node) => origins.get(node));
  const writer: MapNode["writer"] = {
    ...through,
    set: (map, key, value) => through.set(map, spelling(key), spelled(value, spelling)),
    append: (list, value) => through.append(list, spelled(value, spelling)),
  };
  const viewed = (node: Node): Node => {
    const made: Node =
      node.kind === "map"
        ? {
            ...node,
            writer,
            entries: node.entries.map((e) => ({ ...e, key: e.key.charAt(0).toLowerCase() + e.key.slice(1), value: viewed(e.value) })),
          }
        : node.kind === "list"
          ? { ...node, writer, items: node.items.map(viewed) }
          : node;
    if (made !== node) origins.set(made, node);
    return made;
  };
  return viewed(pod);
}

/** The pod as the object that Kubernetes is sent. */
function objectOf({ at, writer }: MapNode, name: string, spec: Node): MapNode {
  const given = (key: string, value: string): Entry => ({
    key,
    keyAt: at,
    value: { kind: "scalar", at, writer, value } satisfies ScalarNode,
  });
  const metadata: MapNode = { kind: "map", at, writer, entries: [given("name", name)] };
  return {
    kind: "map",
    at,
    writer,
    entries: [
      given("apiVersion", "v1"),
      given("kind", "Pod"),
      { key: "metadata", keyAt: at, value: metadata },
      { key: "spec", keyAt: at, value: spec },
    ],
  };
}

const spelled = (value: Plain, spelling: Spelling): Plain =>
  Array.isArray(value)
    ? value.map((item: Plain) => spelled(item, spelling))
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [spelling(key), spelled(inner, spelling)]))
      : value;
