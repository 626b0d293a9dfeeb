import { get, literal, type MapNode, type Node, values } from "../../syntax/tree.ts";

/** What parameters are without anybody's doing, by name. */
export interface Defaults {
  readonly texts: ReadonlyMap<string, string>;
  /** Those that are lists, item by item. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/**
 * A parameter is its default, or the only value that it allows. A secret (`NoEcho`) is given when the stack is made; so is what has
 * an empty default. A name of a parameter in SSM is not its value.
 */
export function defaultsIn(template: Node): Defaults {
  const parameters = get(template, "Parameters");
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  for (const { key, value } of parameters?.kind === "map" ? parameters.entries : []) {
    const known = value.kind === "map" ? defaultOf(value) : undefined;
    if (value.kind !== "map" || known === undefined) continue;
    if (isList(value))
      lists.set(
        key,
        known.split(",").map((item) => item.trim()),
      );
    else texts.set(key, known);
  }
  return { texts, lists };
}

function defaultOf(parameter: MapNode): string | undefined {
  const allowed = values(get(parameter, "AllowedValues"));
  const written = get(parameter, "Default") ?? (allowed.length === 1 ? allowed[0] : undefined);
  if (written?.kind !== "scalar" || written.value === null || written.value === "") return undefined;
  const type = typeOf(parameter);
  if (type === undefined || type.startsWith("AWS::SSM::")) return undefined;
  const noEcho = get(parameter, "NoEcho");
  const isPlain = noEcho === undefined || (noEcho.kind === "scalar" && String(noEcho.value) === "false");
  return isPlain ? String(written.value) : undefined;
}

const isList = (parameter: MapNode): boolean => /^(?:CommaDelimitedList$|List<)/.test(typeOf(parameter) ?? "");

/** Types with `<…>` read like placeholders, as which they have their text. */
function typeOf(parameter: MapNode): string | undefined {
  const node = get(parameter, "Type");
  return literal(node) ?? (node?.kind === "opaque" ? node.text : undefined);
}
