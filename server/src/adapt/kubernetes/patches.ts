import { type Entry, get, type ListNode, literal, type MapNode, maps, type Node, opened, values } from "../../syntax/tree.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { Source } from "../../text/source.ts";
import { placeOf } from "../fields.ts";
import { writerThrough } from "../through.ts";
import { objectsIn } from "./objects.ts";

/** A patch of a kustomization: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/. */
export interface Patch {
  /** What it is of, where it does not name that itself. */
  readonly target: Target | undefined;
  /** A part of an object, or a list of operations by path. */
  readonly root: Node;
  /** The file that it is; "" for one in the kustomization itself. */
  readonly uri: string;
}
interface Target {
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** A patch as a kustomization names it: the path of a file, or its text. */
export interface NamedPatch {
  readonly target: Target | undefined;
  readonly path: string | undefined;
  readonly text: string | undefined;
}

export function patchesIn(root: Node | undefined): readonly NamedPatch[] {
  const targeted = ["patches", "patchesJson6902"].flatMap((key) => maps(values(get(root, key))));
  const merged = values(get(root, "patchesStrategicMerge")).flatMap((node) => literal(node) ?? []);
  return [
    ...targeted.map((map) => ({ target: targetIn(get(map, "target")), path: literal(get(map, "path")), text: literal(get(map, "patch")) })),
    ...merged.map((text) => ({ target: undefined, ...(/\n/.test(text) ? { path: undefined, text } : { path: text, text: undefined }) })),
  ];
}

const targetIn = (node: Node | undefined): Target | undefined => node && { kind: literal(get(node, "kind")), name: literal(get(node, "name")) };

/** What a patch's text says, in however many documents. */
export const patchesOf = (text: string, target: Target | undefined, uri: string): readonly Patch[] =>
  parseYaml(new Source(uri, text)).roots.map((root) => ({ target, root, uri }));

/** The same manifest, where what a patch touches is not known. */
export function patched(root: Node, patches: readonly Patch[]): Node {
  const objects = new Map(
    objectsIn(root).map(({ map, kind }) => [map, patches.filter((patch) => isOf(patch, kind, literal(get(get(map, "metadata"), "name"))))] as const),
  );
  const origins = new WeakMap<Node, Node>();
  const writer = writerThrough((node) => origins.get(node));
  const copy = <T extends Node>(original: Node, made: T): T => {
    origins.set(made, origins.get(original) ?? original);
    return made;
  };
  const withEntries = (map: MapNode, entries: readonly Entry[]): MapNode => copy(map, { ...map, entries, writer });
  const withItems = (list: ListNode, items: readonly Node[], open: boolean): ListNode =>
    copy(list, { ...list, items, writer, ...(open || list.open ? { open: true } : {}) });

  const set = (map: MapNode, key: string, made: (value: Node) => Node): MapNode => {
    const at = placeOf(map);
    if (get(map, key) === undefined) return withEntries(map, [...map.entries, { key, keyAt: at, value: { kind: "opaque", at, writer } }]);
    return withEntries(
      map,
      map.entries.map((e) => (e.key === key ? { ...e, value: made(e.value) } : e)),
    );
  };
  const merged = (base: Node, part: Node): Node => {
    if (base.kind === "map" && part.kind === "map") {
      if (get(part, "$patch")) return unknown(base);
      return part.entries.reduce((map, { key, value }) => set(map, key, (below) => merged(below, value)), base);
    }
    // The name of an item, and what is said as it is.
    if (base.kind === "scalar" && part.kind === "scalar" && base.value === part.value) return base;
    if (base.kind !== "list" || part.kind !== "list" || !part.items.every((item) => get(item, "name"))) return unknown(base);
    const parts = new Map(part.items.map((item) => [literal(get(item, "name")), item] as const));
    const names = new Set(base.items.map((item) => literal(get(item, "name"))));
    const items = base.items.map((item) => {
      const own = parts.get(literal(get(item, "name")));
      return own ? merged(item, own) : item;
    });
    return withItems(
      base,
      items,
      [...parts.keys()].some((name) => !names.has(name)),
    );
  };
  const operated = (base: Node, [step, ...rest]: readonly string[]): Node => {
    if (step === undefined) return unknown(base);
    if (base.kind === "map") return set(base, step, (below) => operated(below, rest));
    if (base.kind !== "list") return unknown(base);
    const isItem = rest.length > 0 && base.items[Number(step)] !== undefined;
    const items = base.items.map((item, i) => (String(i) === step && isItem ? operated(item, rest) : item));
    return isItem ? withItems(base, items, false) : copy(base, { ...opened(base), open: true, writer });
  };
  const applied = (object: Node, patch: Node): Node =>
    patch.kind === "list" ? pathsIn(patch).reduce(operated, object) : merged(object, withoutIdentity(patch));
  const all = (node: Node): Node => {
    const own = node.kind === "map" ? objects.get(node) : undefined;
    if (own) return own.map((patch) => patch.root).reduce(applied, node);
    const items = get(node, "items");
    return node.kind === "map" && items?.kind === "list" ? set(node, "items", () => withItems(items, items.items.map(all), false)) : node;
  };
  return all(root);
}

const unknown = ({ at, writer }: Node): Node => ({ kind: "opaque", at, writer });

function isOf({ target, root }: Patch, kind: string, name: string | undefined): boolean {
  if (!target) return literal(get(root, "kind")) === kind && literal(get(get(root, "metadata"), "name")) === name;
  // A name is an expression, and overlays may add to names.
  return target.kind === undefined || target.kind === kind;
}

/** What a patch says, its own kind and name aside. */
function withoutIdentity(patch: Node): Node {
  if (patch.kind !== "map") return patch;
  const entries = patch.entries.flatMap((e): readonly Entry[] => {
    if (e.key === "apiVersion" || e.key === "kind") return [];
    if (e.key !== "metadata" || e.value.kind !== "map") return [e];
    return [{ ...e, value: { ...e.value, entries: e.value.entries.filter((own) => own.key !== "name") } }];
  });
  return { ...patch, entries };
}

/** `/spec/template/spec/securityContext`, as its steps: https://datatracker.ietf.org/doc/html/rfc6902 and 6901. */
const pathsIn = (operations: Node): readonly (readonly string[])[] =>
  values(operations).flatMap((operation) => {
    const path = literal(get(operation, "path"));
    const isTest = literal(get(operation, "op")) === "test";
    return path === undefined || isTest
      ? []
      : [
          path
            .split("/")
            .slice(1)
            .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")),
        ];
  });
