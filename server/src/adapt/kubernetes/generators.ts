import type { Property } from "../../model/property.ts";
import { get, literal, maps, type Node, type ScalarNode, values, type Writer } from "../../syntax/tree.ts";
import { textOf } from "../../text/source.ts";
import { propertiesIn } from "../properties.ts";

/**
 * What a kustomization's generators put into Secrets and ConfigMaps, as far as it stands in the kustomization itself:
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/.
 */
export function* generatedProperties(root: Node | undefined): Iterable<Property> {
  for (const [key, type] of generators) {
    const holder = type === "Secret" ? "secret" : "manifest";
    for (const generator of maps(values(get(root, key)))) {
      const address = literal(get(generator, "name")) ?? "";
      for (const node of values(get(generator, "literals"))) {
        const { name, value } = pairIn(node) ?? {};
        if (name !== undefined && value) yield* propertiesIn(value, { holder, address, type }, new Set(), name);
      }
    }
  }
}
const generators = [
  ["secretGenerator", "Secret"],
  ["configMapGenerator", "ConfigMap"],
] as const;

/** `password=x`, quoted or not. */
function pairIn(node: Node): { readonly name: string; readonly value: ScalarNode } | undefined {
  const text = literal(node) ?? "";
  const written = textOf(node.at);
  const [cut, start] = [text.indexOf("="), written.indexOf("=")];
  if (cut <= 0 || start < 0) return undefined;
  const { source, end } = node.at;
  const at = source.at(node.at.start + start + 1, /^["']/.test(written) ? end - 1 : end);
  return { name: text.slice(0, cut), value: { kind: "scalar", value: text.slice(cut + 1), at, writer: refusing } };
}

const none = (): readonly [] => [];
const refusing: Writer = { set: none, replace: none, remove: none, append: none, insert: none };
