import type { Property } from "../../model/property.ts";
import type { Node } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { propertiesIn } from "../properties.ts";

/** What a Compose file says beside the variables of its services; `${NAME:?}` takes a value from where Compose runs. */
export function* composeProperties(root: Node, except: ReadonlySet<number>): Iterable<Property> {
  const refer = (node: Node, name: string): readonly Edit[] => (/^[A-Za-z_]\w*$/.test(name) ? node.writer.replace(node, `\${${name}:?}`) : []);
  for (const { key, value } of root.kind === "map" ? root.entries : []) {
    const inner = value.kind === "map" && key === "services" ? value.entries : [{ key, value }];
    for (const part of inner) yield* propertiesIn(part.value, { holder: "compose", address: part.key, type: "", refer }, except, part.key);
  }
}
