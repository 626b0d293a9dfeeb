import { List } from "../../model/field.ts";
import type { HealthCheck } from "../../model/health-check.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { absent, list, number, placeOf, texts } from "../fields.ts";

/** Defaults: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/ */
export function probe(map: MapNode, key: string): HealthCheck {
  const node = get(map, key);
  const at = placeOf(map);
  const command = list(map, [key, "exec", "command"], texts);
  const isUnset = node === undefined ? !map.open : node.kind === "scalar" && node.value === null;
  return {
    state: isUnset ? "unset" : node?.kind === "map" ? "written" : "opaque",
    command: node?.kind === "map" || isUnset ? command : new List("opaque", [], at),
    network: ["httpGet", "tcpSocket", "grpc"].some((how) => get(node, how) !== undefined),
    interval: number(map, key, "periodSeconds").or(10),
    timeout: number(map, key, "timeoutSeconds").or(1),
    retries: number(map, key, "failureThreshold").or(3),
    startPeriod: number(map, key, "initialDelaySeconds").or(0),
    disabled: absent(at),
  };
}
