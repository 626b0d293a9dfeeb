import { type Field, List } from "../../model/field.ts";
import type { HealthCheck } from "../../model/health-check.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { absent, list, number, placeOf, string, texts } from "../fields.ts";
import { at } from "./objects.ts";

/** Defaults: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/ */
export function probe(map: MapNode, key: string): HealthCheck {
  const node = get(map, key);
  const whole = placeOf(map);
  const command = list(map, [key, "exec", "command"], texts);
  const isUnset = node === undefined ? !map.open : node.kind === "scalar" && node.value === null;
  return {
    state: isUnset ? "unset" : node?.kind === "map" ? "written" : "opaque",
    command: node?.kind === "map" || isUnset ? command : new List("opaque", [], whole),
    network: ["httpGet", "tcpSocket", "grpc"].some((how) => get(node, how) !== undefined),
    interval: number(map, key, "periodSeconds").or(10),
    timeout: number(map, key, "timeoutSeconds").or(1),
    retries: number(map, key, "failureThreshold").or(3),
    startPeriod: number(map, key, "initialDelaySeconds").or(0),
    disabled: absent(whole),
  };
}

/** The hosts that a container's probes and hooks name; most name none, and ask the pod itself. */
export const askedHosts = (map: MapNode): readonly Field<string>[] =>
  askers
    .flatMap((path) => ["httpGet", "tcpSocket"].flatMap((how) => (at(map, [...path, how]) ? [string(map, ...path, how, "host")] : [])))
    .filter((host) => !host.unset && !host.is(""));
const askers = [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]];
