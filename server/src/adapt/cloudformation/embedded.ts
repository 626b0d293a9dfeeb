import { parseJson } from "../../syntax/json.ts";
import type { Node } from "../../syntax/tree.ts";
import { textOf } from "../../text/source.ts";

/**
 * The JSON that a text of YAML is, with the places that it has in the template: `PolicyDocument: |` with a policy below it, or one in single
 * quotes. Undefined for all else; in double quotes the places are not those of the text.
 */
export function embeddedJson(node: Node): Node | undefined {
  const value = node.kind === "scalar" ? node.value : node.kind === "opaque" && node.tag === undefined ? node.text : undefined;
  if (typeof value !== "string" || !/^\s*\{/.test(value)) return undefined;
  const raw = textOf(node.at);
  const [header] = /^(?:[|>][^\r\n]*|'(?=[^']*'$))/.exec(raw) ?? [];
  if (header === undefined) return undefined;
  const end = header === "'" ? raw.length - 1 : raw.length;
  const { roots, broken } = parseJson(node.at.source, raw.slice(header.length, end), node.at.start + header.length);
  return broken ? undefined : roots[0];
}
