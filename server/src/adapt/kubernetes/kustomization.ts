import { get, literal, type MapNode, maps, type Node, type Parsed, values } from "../../syntax/tree.ts";
import { isTemplate } from "../../syntax/yaml.ts";
import type { Source } from "../../text/source.ts";
import { writerThrough } from "../through.ts";
import { type NamedPatch, type Patch, patched, patchesIn } from "./patches.ts";

/** What a kustomization makes of others' manifests: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/. */
export interface Kustomization {
  readonly source: Source;
  /** Files and folders that it takes in, seen from its own folder. */
  readonly paths: readonly string[];
  /** Images, by name, that it puts another name, tag or digest to. */
  readonly images: ReadonlySet<string>;
  readonly patches: readonly NamedPatch[];
  /** Folders of kustomizations whose images and patches are meant for what this one takes in. */
  readonly components: readonly string[];
}

/** The names that kustomize looks for in a folder. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml"] as const;

export const isKustomization = ({ uri }: Source): boolean => /(?:^|\/)kustomization\.ya?ml$/.test(uri);

/** Undefined for one that takes in, changes and generates nothing, and for templates and objects of other tools. */
export function kustomizationIn(source: Source, { roots }: Parsed): Kustomization | undefined {
  const [root, ...others] = maps(roots);
  const group = literal(get(root, "apiVersion")) ?? own;
  if (others.length > 0 || !group.startsWith(own) || isTemplate(source.text)) return undefined;
  const textsOf = (key: string): readonly string[] => values(get(root, key)).flatMap((node) => literal(node) ?? []);
  const patches = patchesIn(root);
  const components = textsOf("components");
  const taken = [...textsOf("resources"), ...textsOf("bases"), ...components, ...patches.flatMap((p) => p.path ?? [])];
  const paths = taken.filter((path) => !/\s/.test(path));
  const images = maps(values(get(root, "images"))).filter((image) => ["newTag", "newName", "digest"].some((key) => get(image, key)));
  const named = new Set(images.flatMap((image) => literal(get(image, "name")) ?? []));
  const generates = ["secretGenerator", "configMapGenerator"].some((key) => get(root, key));
  return generates || paths.length + patches.length + named.size > 0 ? { source, paths, images: named, patches, components } : undefined;
}

const own = "kustomize.config.k8s.io/";

/** `web` of `web:1.4`: what a kustomization knows an image by. */
export function nameWithoutTag(image: string): string {
  const [named = ""] = image.split("@", 1);
  const tag = named.indexOf(":", named.lastIndexOf("/") + 1);
  return tag < 0 ? named : named.slice(0, tag);
}

/** What kustomizations do to a manifest that they take in. */
export interface Changes {
  readonly images: ReadonlySet<string>;
  readonly patches: readonly Patch[];
}

/** The same manifest, of which what they change is not known. */
export const changed = (root: Node, { images, patches }: Changes): Node => patched(withoutImages(root, images), patches);

function withoutImages(root: Node, replaced: ReadonlySet<string>): Node {
  const origins = new WeakMap<Node, Node>();
  const copies = new Map<Node, Node>();
  const writer = writerThrough((node) => origins.get(node));
  const known = <T extends Node>(original: T, copy: T): T => {
    origins.set(copy, original);
    return copy;
  };
  const made = (node: Node): Node => {
    if (node.kind === "list") {
      const items = node.items.map(copied);
      return items.every((item, i) => item === node.items[i]) ? node : known(node, { ...node, items, writer });
    }
    if (node.kind !== "map") return node;
    const entries = node.entries.map((e) => {
      const value = e.key === "image" && isReplaced(e.value) ? unknown(e.value) : copied(e.value);
      return value === e.value ? e : { ...e, value };
    });
    return entries.every((e, i) => e === node.entries[i]) ? node : known<MapNode>(node, { ...node, entries, writer });
  };
  const copied = (node: Node): Node => {
    const copy = copies.get(node) ?? made(node);
    copies.set(node, copy);
    return copy;
  };
  const isReplaced = (node: Node): boolean => replaced.has(nameWithoutTag(literal(node) ?? ""));
  return copied(root);
}

const unknown = ({ at, writer }: Node): Node => ({ kind: "opaque", at, writer });
