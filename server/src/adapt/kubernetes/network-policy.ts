import type { NetworkPolicy, TrafficRule, TrafficSection } from "../../model/network-policy.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { none } from "../absent.ts";
import { list, placeOf, string, texts } from "../fields.ts";
import { selector } from "./labels.ts";

export function networkPolicy(map: MapNode): NetworkPolicy {
  const spec = get(map, "spec");
  return {
    ...pluginPolicy(map),
    ...(spec?.kind === "map"
      ? {
          selector: selector(spec, "podSelector"),
          types: list(spec, "policyTypes", texts),
          sections: directions.flatMap((d) => section(spec, d) ?? []),
          rules: directions.flatMap((d) => rules(spec, d)),
        }
      : {}),
  };
}

/** A policy of a network plugin: that it is there is all that is read. */
export const pluginPolicy = (map: MapNode): NetworkPolicy => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  selector: undefined,
  types: none(placeOf(map)),
  sections: [],
  rules: [],
});

const directions = ["ingress", "egress"] as const;

function section(spec: MapNode, direction: TrafficSection["direction"]): TrafficSection | undefined {
  const entry = spec.entries.find((e) => e.key === direction);
  return entry?.value.kind === "list" && !entry.value.open ? { direction, at: entry.keyAt, empty: entry.value.items.length === 0 } : undefined;
}

const peers = { ingress: "from", egress: "to" } as const;

const rules = (spec: MapNode, direction: TrafficRule["direction"]): readonly TrafficRule[] =>
  maps(values(get(spec, direction))).map((map) => {
    const who = get(map, peers[direction]);
    const all = values(who).flatMap((peer) => everybody(peer) ?? [])[0];
    const left = map.open !== true && (who === undefined || (who.kind === "list" && who.items.length === 0 && who.open !== true));
    return {
      direction,
      at: (all ?? map).at,
      anybody: all !== undefined || left,
      ports: values(get(map, "ports")).length > 0 || isHole(get(map, "ports")),
    };
  });

const isHole = (node: Node | undefined): boolean => node?.kind === "opaque";

/** All addresses, nothing excepted, or all pods of all namespaces: what in the peer says so. */
function everybody(peer: Node): Node | undefined {
  const block = get(peer, "ipBlock");
  const cidr = get(block, "cidr");
  return cidr && ["0.0.0.0/0", "::/0"].includes(literal(cidr) ?? "") && values(get(block, "except")).length === 0 ? cidr : undefined;
}
