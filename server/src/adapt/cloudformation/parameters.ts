import { get, literal, type MapNode, type Node } from "../../syntax/tree.ts";

/**
 * What parameters are without anybody's doing: their defaults, as text. A secret (`NoEcho`) is given when the stack is made; so is what has
 * an empty default. A name of a parameter in SSM is not its value, and lists are no text.
 */
export function defaultsIn(template: Node): ReadonlyMap<string, string> {
  const parameters = get(template, "Parameters");
  const defaults = new Map<string, string>();
  for (const { key, value } of parameters?.kind === "map" ? parameters.entries : []) {
    const known = value.kind === "map" ? defaultOf(value) : undefined;
    if (known !== undefined) defaults.set(key, known);
  }
  return defaults;
}

function defaultOf(parameter: MapNode): string | undefined {
  const written = get(parameter, "Default");
  // Types with `<…>` read like placeholders: those of lists and of SSM, which are not meant.
  const type = literal(get(parameter, "Type"));
  if (written?.kind !== "scalar" || written.value === null || written.value === "") return undefined;
  if (type === undefined || type === "CommaDelimitedList" || type.startsWith("AWS::SSM::") || type.startsWith("List")) return undefined;
  const noEcho = get(parameter, "NoEcho");
  const isPlain = noEcho === undefined || (noEcho.kind === "scalar" && String(noEcho.value) === "false");
  return isPlain ? String(written.value) : undefined;
}
