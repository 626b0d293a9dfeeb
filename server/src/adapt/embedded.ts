import { parseInnerJson } from "../syntax/inner-json.ts";
import type { Dialect } from "../syntax/inner-text.ts";
import { parseJson } from "../syntax/json.ts";
import type { Node, Parsed } from "../syntax/tree.ts";
import { textOf } from "../text/source.ts";

/**
 * The JSON that a text is, with the places that it has in the file: `PolicyDocument: |` with a policy below it, or one in quotes.
 * Undefined for all else.
 */
export function embeddedJson(node: Node, dialect: Dialect = "yaml"): Node | undefined {
  const { roots: [root] = [], broken } = embedded(node, dialect) ?? { broken: true };
  return broken ? undefined : root;
}

function embedded(node: Node, dialect: Dialect): Parsed | undefined {
  const value = node.kind === "scalar" ? node.value : node.kind === "opaque" && node.tag === undefined ? node.text : undefined;
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return undefined;
  const raw = textOf(node.at);
  const [header] = /^[|>][^\r\n]*/.exec(raw) ?? [];
  if (header === undefined) return parseInnerJson(node.at, dialect);
  return parseJson(node.at.source, raw.slice(header.length), node.at.start + header.length);
}
