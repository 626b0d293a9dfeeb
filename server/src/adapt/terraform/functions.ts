import { get, literal, type Node, type OpaqueNode, oneOrMany, type Writer } from "../../syntax/tree.ts";
import { merged } from "./merged.ts";

/**
 * What a function of Terraform's gives for arguments that are known as far as the module tells; the call itself where nothing can be said. What it
 * gives stands where it is called, and cannot be changed there.
 */
export function called(node: OpaqueNode, readOnly: Writer): Node {
  const { name, arguments: all } = node.call ?? { name: "", arguments: [] };
  const [first, second] = all;
  const listOf = (items: readonly Node[], open: boolean): Node => ({ kind: "list", items, at: node.at, writer: readOnly, ...(open ? { open } : {}) });
  const textOf = (value: string): Node => ({ kind: "scalar", value, at: node.at, writer: readOnly });
  switch (name) {
    // What is known of lists is in the list, and so is an item that stands for what is not.
    case "concat":
      return all.some((l) => l.kind === "list") ? listOf(all.flatMap(oneOrMany), all.some(isOpen)) : node;
    case "flatten":
      return first?.kind === "list" ? listOf(first.items.flatMap(oneOrMany), first.open === true || first.items.some(isOpenWithin)) : node;
    case "merge":
      return merged(node, all) ?? node;
    case "tolist":
    case "toset":
    case "tomap":
    case "nonsensitive":
      return first && first.kind !== "opaque" ? first : node;
    case "tostring":
      return first?.kind === "scalar" && first.value !== null ? textOf(String(first.value)) : node;
    case "try":
      return first?.kind === "scalar" && first.value !== null ? first : node;
    case "coalesce": {
      const given = all.find((a) => a.kind !== "scalar" || (a.value !== null && a.value !== ""));
      return given?.kind === "scalar" ? given : node;
    }
    case "lookup":
      return found(first, literal(second)) ?? node;
    case "lower":
    case "upper":
    case "trimspace": {
      const text = literal(first);
      return text === undefined ? node : textOf(inOther[name](text));
    }
    case "format":
      return pieces(node, formatted(all), readOnly);
    case "join":
      return pieces(node, joined(all), readOnly);
    default:
      return node;
  }
}

const isOpen = (node: Node): boolean => node.kind !== "list" || node.open === true;
const isOpenWithin = (node: Node): boolean => node.kind === "opaque" || (node.kind === "list" && node.open === true);
const inOther = { lower: (t: string) => t.toLowerCase(), upper: (t: string) => t.toUpperCase(), trimspace: (t: string) => t.trim() } as const;

/** The value of a key that a map has once, and that nothing else can give. */
function found(map: Node | undefined, key: string | undefined): Node | undefined {
  const value = key === undefined || map?.kind !== "map" || map.open ? undefined : get(map, key);
  return value?.kind === "scalar" ? value : undefined;
}

/** `format("%s:%s", repository, tag)`: its text, and what stands in it; undefined where it is laid out otherwise. */
function formatted([layout, ...values]: readonly Node[]): readonly (string | Node)[] | undefined {
  const text = literal(layout);
  if (text === undefined) return undefined;
  let next = 0;
  const parts = text.split(/(%.)/).map((part) => (part === "%%" ? "%" : part === "%s" || part === "%d" || part === "%v" ? values[next++] : part));
  const isPlain = parts.every((part) => typeof part !== "string" || part === "%" || !/^%./.test(part));
  return isPlain && next === values.length ? parts.flatMap((part) => part ?? []) : undefined;
}

/** `join(":", [repository, tag])` */
function joined([separator, list, ...others]: readonly Node[]): readonly (string | Node)[] | undefined {
  const between = literal(separator);
  if (between === undefined || list?.kind !== "list" || list.open || others.length > 0 || list.items.some((i) => i.kind === "opaque" && !i.parts))
    return undefined;
  return list.items.flatMap((item, i) => (i === 0 ? [item] : [between, item]));
}

/** A text of pieces of which some may not be known. */
function pieces(node: OpaqueNode, all: readonly (string | Node)[] | undefined, readOnly: Writer): Node {
  if (!all || all.some((piece) => typeof piece !== "string" && (piece.kind === "map" || piece.kind === "list"))) return node;
  const parts = all.flatMap((piece): readonly (string | undefined)[] => {
    if (typeof piece === "string") return [piece];
    if (piece.kind === "scalar") return [piece.value === null ? undefined : String(piece.value)];
    return piece.kind === "opaque" && piece.parts && !piece.body ? piece.parts : [undefined];
  });
  const whole = parts.filter((part) => part !== "");
  if (whole.every((part) => part !== undefined)) return { kind: "scalar", value: whole.join(""), at: node.at, writer: readOnly };
  return { ...node, parts: run(whole), writer: readOnly };
}

/** Known pieces that follow each other are one. */
export function run(parts: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const out: (string | undefined)[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part !== undefined && last !== undefined) out[out.length - 1] = last + part;
    else out.push(part);
  }
  return out;
}
