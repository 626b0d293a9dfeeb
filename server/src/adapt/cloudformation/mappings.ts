import { get, type MapNode, type Node, values } from "../../syntax/tree.ts";

/** Finds what `Fn::FindInMap` names: the map, its two keys, and a default for those that are not there. Undefined where it is not known. */
export function mappedIn(template: MapNode): (keys: readonly (Node | undefined)[]) => Node | undefined {
  const mappings = get(template, "Mappings");
  return ([map, first, second, more]): Node | undefined => {
    const name = textOf(map);
    const rows = name === undefined ? undefined : get(mappings, name);
    if (rows?.kind !== "map") return undefined;
    const [one, other] = [textOf(first), textOf(second)];
    const otherwise = get(more, "DefaultValue");
    if (one !== undefined && other !== undefined) return get(get(rows, one), other) ?? otherwise;
    // Whatever key it is of those there are: one that is not there stops the deployment.
    if (!first || !second || otherwise) return undefined;
    const rowsMeant = one === undefined ? values(rows) : [get(rows, one)];
    const found = rowsMeant.flatMap((row): readonly (Node | undefined)[] => (other === undefined ? values(row) : [get(row, other)]));
    const [value] = found;
    return value?.kind === "scalar" && found.every((f) => f?.kind === "scalar" && String(f.value) === String(value.value)) ? value : undefined;
  };
}

const textOf = (node: Node | undefined): string | undefined => (node?.kind === "scalar" && node.value !== null ? String(node.value) : undefined);
