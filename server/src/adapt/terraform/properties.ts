import { nameKind } from "../../knowledge/secrets/name.ts";
import type { Parameter } from "../../model/parameter.ts";
import type { Property } from "../../model/property.ts";
import type { MapNode, Node } from "../../syntax/tree.ts";
import { type Edit, textOf } from "../../text/source.ts";
import { boolean, named, string } from "../fields.ts";
import { propertiesIn } from "../properties.ts";
import { blocksIn } from "./blocks.ts";
import { contentOf } from "./document.ts";

/** What the blocks of a file say in its own text, the defaults of variables aside. */
export function configurationProperties(root: MapNode, except: ReadonlySet<number>): readonly Property[] {
  const blocks = root.entries.filter((e) => !notProperties.has(e.key));
  return blocks.flatMap(({ key, value, labels = [] }) => [
    ...propertiesIn(
      value,
      { holder: "template", address: labels.join(".") || key, type: labels[0] ?? "", refer: variable(root), documentIn: definitionsIn },
      except,
      key,
    ),
  ]);
}
/** Containers and jobs in JSON, as a heredoc or in quotes. */
const definitionsIn = (node: Node, name: string): Node | undefined =>
  /^container_(?:definitions|properties)$/.test(name) ? textOfDocument(node) : undefined;
const textOfDocument = (node: Node): Node | undefined => {
  if (node.kind !== "scalar" && (node.kind !== "opaque" || node.call)) return undefined;
  const [document] = contentOf(node);
  return document && !document.broken ? document.root : undefined;
};

const notProperties: ReadonlySet<string> = new Set(["variable", "output", "moved", "import", "removed", "check"]);

/** Edits that put a variable in a value's place, and declare it at the end of the file where it is not. */
const variable =
  (root: MapNode) =>
  (node: Node, wanted: string): readonly Edit[] => {
    const name = wanted.toLowerCase().replace(/\W/g, "_");
    const { source } = node.at;
    // JSON, heredocs and what stands in a document of JSON take no reference.
    if (!/^"[^"\n]*"$/.test(textOf(node.at)) || !/\.(?:tf|tofu)$/.test(source.uri.split(/[?#]/, 1)[0] ?? "")) return [];
    const declared = root.entries.some((e) => e.key === "variable" && e.labels?.[0] === name);
    const { text, eol } = source;
    const gap = text.endsWith("\n") ? eol : eol + eol;
    const block = [`variable "${name}" {`, "  type      = string", "  sensitive = true", "}", ""].join(eol);
    const put = { at: node.at, text: `var.${name}` };
    return declared ? [put] : [put, { at: source.at(text.length), text: gap + block }];
  };

/** The variables of a file. */
export const configurationParameters = (root: Node): readonly Parameter[] =>
  blocksIn(root).flatMap(({ keyword, name, body }): readonly Parameter[] => {
    const entry = body.entries[0];
    if (keyword !== "variable" || !entry || nameKind(name) === "none") return [];
    const at = nameAt(body, name);
    const map = named(body, at);
    return [
      { address: name, platform: "terraform", name, at, given: string(map, "default"), hidden: boolean(map, "sensitive").or(false), told: false },
    ];
  });

/** The label before a body, without its quotes. */
function nameAt({ at }: MapNode, name: string): MapNode["at"] {
  const { source, start } = at;
  const from = source.text.lastIndexOf(name, start);
  return from >= 0 && start - from < name.length + 40 ? source.at(from, from + name.length) : at;
}
