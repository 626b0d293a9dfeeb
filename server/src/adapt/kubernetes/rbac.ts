import { Field } from "../../model/field.ts";
import type { BindingSubject, IdentityMapping, Role, RoleBinding, RoleRule } from "../../model/rbac.ts";
import { get, literal, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { Source, textOf } from "../../text/source.ts";
import { type Items, list, text as plain, string, texts } from "../fields.ts";
import { at } from "./objects.ts";

export const role = (map: MapNode, kind: Role["kind"]): Role => ({
  address: string(map, "metadata", "name").value ?? "",
  kind,
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  rules: maps(values(get(map, "rules"))).map(rule),
});

const rule = (map: MapNode): RoleRule => ({
  verbs: list(map, "verbs", texts),
  apiGroups: list(map, "apiGroups", texts),
  resources: list(map, "resources", texts),
  resourceNames: list(map, "resourceNames", texts),
});

export const binding = (map: MapNode, kind: RoleBinding["kind"]): RoleBinding => ({
  address: string(map, "metadata", "name").value ?? "",
  kind,
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  role: { kind: string(map, "roleRef", "kind"), name: string(map, "roleRef", "name") },
  subjects: list(map, "subjects", subjects).items,
});

const subjects: Items<BindingSubject, never> = {
  read: (item, remove) =>
    item.kind === "map"
      ? { kind: string(item, "kind"), name: removable(string(item, "name"), remove), namespace: string(item, "namespace") }
      : undefined,
  write: (nothing) => nothing,
};
/** The same text, where taking it away takes away all that it names. */
const removable = (field: Field<string>, remove: () => ReturnType<Field<string>["remove"]>): Field<string> =>
  field.value === undefined || field.unset ? field : Field.written(field.value, field.at, { key: field.key, set: (v) => field.set(v), remove });

/**
 * The entries of the ConfigMap aws-auth, which holds them as YAML in texts
 * (https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html).
 */
export function identityMappings(map: MapNode): readonly IdentityMapping[] {
  if (literal(at(map, ["metadata", "name"])) !== "aws-auth") return [];
  return ["mapRoles", "mapUsers"].flatMap((key) => mappings(at(map, ["data", key])));
}

/** What one of its texts says; in Terraform that may be what `yamlencode` is given, or a list. */
export function mappings(node: Node | undefined): readonly IdentityMapping[] {
  const entries = node ? entriesOf(node) : [];
  return entries.length > 0 ? entries.map(mapping) : written(node);
}

function entriesOf(node: Node): readonly MapNode[] {
  if (node.kind === "opaque") return node.call && encoding.has(node.call.name) ? node.call.arguments.flatMap(entriesOf) : [];
  return node.kind === "list" ? maps(node.items) : [];
}
/** Functions of Terraform that keep what they are given, or write it down. */
const encoding: ReadonlySet<string> = new Set(["yamlencode", "jsonencode", "concat", "distinct", "flatten", "tolist"]);

const mapping = (entry: MapNode): IdentityMapping => {
  const principal = principalOf(entry);
  return { address: principal, at: entry.at, principal, groups: values(get(entry, "groups")).map((group) => plain(group)) };
};
const principalOf = (entry: MapNode): string => literal(get(entry, "rolearn")) ?? literal(get(entry, "userarn")) ?? "";

/** YAML in a text, into which each group points. */
function written(node: Node | undefined): readonly IdentityMapping[] {
  // `{{EC2PrivateDNSName}}`, which the cluster's authenticator fills in, reads like a hole of a template.
  const text = node?.kind === "opaque" ? node.text : literal(node);
  if (!node || text === undefined) return [];
  const raw = textOf(node.at);
  /** How far the raw text is read: each group is looked for behind the one before. */
  let from = 0;
  const groupAt = (name: string): Field<string> => {
    const start = raw.indexOf(name, from);
    if (start < 0) return Field.opaque(node.at);
    from = start + name.length;
    return Field.written(name, node.at.source.at(node.at.start + start, node.at.start + from));
  };
  const [entries] = parseYaml(new Source(node.at.source.uri, text)).roots;
  return maps(values(entries)).map((entry) => {
    const principal = principalOf(entry);
    return {
      address: principal,
      at: node.at,
      principal,
      groups: values(get(entry, "groups"))
        .flatMap((g) => literal(g) ?? [])
        .map(groupAt),
    };
  });
}
