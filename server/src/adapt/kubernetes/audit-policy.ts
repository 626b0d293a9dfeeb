import type { AuditedResources, AuditPolicy, AuditRule } from "../../model/audit-policy.ts";
import { get, type MapNode, maps, values } from "../../syntax/tree.ts";
import { list, string, texts } from "../fields.ts";

/** A `Policy` of audit.k8s.io: https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/. */
export function auditPolicy(map: MapNode): AuditPolicy {
  const rules = get(map, "rules");
  const all = values(rules);
  return {
    address: string(map, "metadata", "name").value ?? "",
    at: string(map, "kind").at,
    rules: maps(all).map(rule),
    open: map.open === true || rules?.kind === "opaque" || all.some((node) => node.kind !== "map"),
  };
}

/** What makes a rule be for some requests alone. */
const limits = ["users", "userGroups", "verbs", "namespaces", "nonResourceURLs"] as const;

function rule(map: MapNode): AuditRule {
  const level = string(map, "level");
  const resources = get(map, "resources");
  const some = maps(values(resources)).map(audited);
  const isLimited = limits.some((key) => isGiven(map, key)) || some.some(({ group, names }) => group.opaque || names.items.some((n) => n.opaque));
  return {
    level,
    at: level.at,
    resources: some.length > 0 ? some : undefined,
    narrowed: isLimited || resources?.kind === "opaque" || maps(values(resources)).some((r) => isGiven(r, "resourceNames")),
  };
}

const isGiven = (map: MapNode, key: string): boolean => {
  const node = get(map, key);
  return node?.kind === "opaque" || values(node).length > 0;
};

const audited = (map: MapNode): AuditedResources => ({ group: string(map, "group").or(""), names: list(map, "resources", texts) });
