import { get, literal, type Node } from "../../syntax/tree.ts";

/** A call of an intrinsic function: `Sub` for both `!Sub` and `{ "Fn::Sub": … }`. */
export interface Call {
  readonly name: string;
  readonly argument: Node;
}

/** Undefined for all that is data. */
export function callOf(node: Node): Call | undefined {
  if (node.kind === "opaque") return node.tag !== undefined && node.content ? { name: node.tag.slice(1), argument: node.content } : undefined;
  if (node.kind !== "map") return undefined;
  const [only, ...others] = node.entries;
  const name = only && others.length === 0 ? (only.key === "Ref" ? "Ref" : nameIn(only.key)) : undefined;
  return only && name !== undefined ? { name, argument: only.value } : undefined;
}

/** Is the key of a map with others a function? Then it adds to the map what only deployment knows. */
export const isCall = (key: string): boolean => nameIn(key) !== undefined;

const nameIn = (key: string): string | undefined => (key.startsWith("Fn::") ? key.slice(4) : undefined);

/** What a short call or an argument of one refers to: `Role.Arn` of `!GetAtt Role.Arn` and of `{ "Fn::GetAtt": ["Role", "Arn"] }`. */
export const attributeOf = (argument: Node): string | undefined => {
  if (argument.kind !== "list") return literal(argument);
  const names = argument.items.map(literal);
  return names.every((n) => n !== undefined) ? names.join(".") : undefined;
};

/** The logical id that a node refers to with `Ref`. */
export const referenced = (node: Node | undefined): string | undefined => {
  const call = node && callOf(node);
  return call?.name === "Ref" ? literal(call.argument) : undefined;
};

/** The value at `path`, keys from outside in. */
export const at = (node: Node | undefined, ...path: readonly string[]): Node | undefined => path.reduce(get, node);
