import type { Setting } from "../../model/container.ts";
import { get, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import type { Spelling } from "../spelling.ts";

/**
 * What a container asks of the Docker daemon of its host. Empty lists and `false` ask nothing; what a template computes is left out.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
export function daemonSettings(map: MapNode, spelling: Spelling, inner: Spelling): readonly Setting[] {
  const linux = get(map, spelling("linuxParameters"));
  return [
    ...own.flatMap((key) => settingIn(map, spelling(key))),
    ...(linux?.kind === "map" ? swap.flatMap((key) => settingIn(linux, inner(key), `${spelling("linuxParameters")}.`)) : []),
    ...graphics(map, spelling("resourceRequirements"), inner("type")),
  ];
}

const own = ["disableNetworking", "dnsSearchDomains", "dockerSecurityOptions"];
const swap = ["maxSwap", "swappiness", "sharedMemorySize"];

function settingIn(map: MapNode, key: string, before = ""): readonly Setting[] {
  const entry = map.entries.findLast((e) => e.key === key);
  if (!entry || !asks(entry.value)) return [];
  return [{ key: `${before}${key}`, at: entry.value.at, remove: () => map.writer.remove(map, entry) }];
}
const asks = (node: Node): boolean =>
  node.kind === "scalar" ? node.value !== null && node.value !== false && node.value !== "false" : node.kind === "list" && node.items.length > 0;

/** What a task, or a service, asks of hosts: a list, or in Terraform a block for each. */
export const blocksIn = (map: MapNode, key: string): readonly Setting[] =>
  map.entries
    .filter(({ key: own, value }) => own === key && (value.kind === "map" || asks(value)))
    .map((entry) => ({ key, at: entry.keyAt, remove: () => map.writer.remove(map, entry) }));

/** Processors for graphics are asked for in a list that has other things, too. */
function graphics(map: MapNode, key: string, type: string): readonly Setting[] {
  const held = get(map, key);
  const entry = map.entries.findLast((e) => e.key === key);
  if (held?.kind !== "list" || !entry) return [];
  return maps(values(held)).flatMap((item) => {
    const kind = get(item, type);
    if (kind?.kind !== "scalar" || kind.value !== "GPU") return [];
    const remove = (): ReturnType<Setting["remove"]> => (held.items.length > 1 ? held.writer.remove(held, item) : map.writer.remove(map, entry));
    return [{ key: `${key}: GPU`, at: kind.at, remove }];
  });
}
