import { get, type ListNode, literal, type MapNode, maps, type Node, type OpaqueNode, type ScalarNode, values } from "../../syntax/tree.ts";
import { writerThrough } from "../through.ts";
import { attributeOf, type Call, callOf, isCall } from "./call.ts";
import { mappedIn } from "./mappings.ts";
import { defaultsIn } from "./parameters.ts";
import { joined, type Piece, piecesOf, substituted } from "./pieces.ts";

/** Undefined is `AWS::NoValue`: what has it is as if it were not written. */
export type Resolve = (node: Node, world?: World) => Node | undefined;

/** What conditions are taken for, and what is found out under them. */
export interface World {
  /** By name; of all others nothing is known. */
  readonly conditions: ReadonlyMap<string, boolean>;
  /** The branches that conditions taken for true or false chose. */
  readonly chosen: Set<Node>;
  /** Names of conditions that nothing is known of and that decide between texts, or lists of them. */
  readonly deciding: Set<string>;
}
export const world = (conditions: World["conditions"] = new Map()): World => ({ conditions, chosen: new Set(), deciding: new Set() });

/**
 * Makes of the template's nodes what is known of them without deploying: functions are literals where all that they need is literal, else
 * opaque. Where a condition decides between maps, both are there; between texts, one is under each world of that condition.
 * Maps and lists write into the text that they were made of.
 */
export function resolverOf(template: MapNode): Resolve {
  const { texts: defaults, lists: listDefaults } = defaultsIn(template);
  const find = mappedIn(template);
  const mayGrow = hasMacros(template);
  /** Pays, in code units, for texts that are put together, so that names that stand for much cost linear time all the same. */
  let budget = 16 * template.at.source.text.length + 100_000;
  const origins = new WeakMap<Node, Node>();
  let now = world();
  const writer = writerThrough((node) => origins.get(node));

  const resolve = (node: Node): Node | undefined => {
    const call = callOf(node);
    if (call) return called(node, call);
    switch (node.kind) {
      case "map":
        return mapOf(node);
      case "list":
        return listOf(node);
      default:
        return node;
    }
  };

  const mapOf = (node: MapNode): MapNode => {
    const grows = node.open || mayGrow || node.entries.some((e) => isCall(e.key));
    const entries = node.entries.flatMap((entry) => {
      const value = isCall(entry.key) ? undefined : resolve(entry.value);
      if (value?.kind === "opaque" && value.branches?.some(isMap) && !value.branches.some((b) => get(b, "Statement"))) decide(entry.value);
      return value ? [{ ...entry, value }] : [];
    });
    const made: MapNode = { kind: "map", at: node.at, writer, entries, ...(grows ? { open: true } : {}) };
    origins.set(made, node);
    return made;
  };

  /** A map that is a property's value is none of several: which one it is a condition says. Both of two documents are found where they stand. */
  const decide = (node: Node): void => {
    const call = callOf(node);
    const name = call?.name === "If" ? literal(values(call.argument)[0]) : undefined;
    if (name !== undefined) now.deciding.add(name);
  };

  const listOf = (node: ListNode): ListNode => {
    let open = node.open ?? false;
    const items = node.items.flatMap((item) => {
      const value = resolve(item);
      const branches = value?.kind === "opaque" ? value.branches : undefined;
      if (value && !branches?.every(isMap)) return [value];
      open ||= branches !== undefined;
      return maps(branches ?? []).map(sometimes);
    });
    const made: ListNode = { kind: "list", at: node.at, writer, items, ...(open ? { open } : {}) };
    origins.set(made, node);
    return made;
  };

  const called = (node: Node, { name, argument }: Call): Node | undefined => {
    switch (name) {
      case "Ref": {
        const to = literal(argument);
        if (to === "AWS::NoValue") return undefined;
        if (to !== undefined && listDefaults.has(to))
          return { kind: "list", at: node.at, writer, items: (listIn(node) ?? []).flatMap((i) => i ?? []) };
        return to === undefined ? opaque(node) : text(node, named(to));
      }
      case "Sub":
        return substitution(node, argument);
      // No text of the template's own, but what it encodes can be read.
      case "Base64": {
        const content = resolve(argument);
        return { ...opaque(node), ...(content ? { content } : {}) };
      }
      case "Join":
        return join(node, argument);
      case "If":
        return choice(node, argument);
      case "FindInMap":
        return mapped(node, argument);
      case "Select":
        return selected(node, argument);
      case "Split":
      case "Length":
        return counted(node, name, argument);
      case "ToJsonString":
        // As a text it is not known. What looks for a document in it finds it.
        return { ...opaque(node), branches: [resolve(argument) ?? argument] };
      case "GetAtt": {
        const attribute = attributeOf(argument);
        return attribute === undefined ? opaque(node) : text(node, [{ hole: `\${${attribute}}` }]);
      }
      default:
        return opaque(node);
    }
  };

  const paid = (pieces: readonly Piece[]): readonly Piece[] => {
    budget -= pieces.reduce((sum, p) => sum + (typeof p === "string" ? p : p.hole).length, pieces.length);
    return budget >= 0 ? pieces : [{ hole: "${…}" }];
  };
  const named = (name: string): readonly Piece[] => [defaults.get(name) ?? { hole: `\${${name}}` }];

  const substitution = (node: Node, argument: Node): Node => {
    const [first, given] = argument.kind === "list" ? argument.items : [argument];
    const written = first?.kind === "opaque" && first.tag === undefined ? first.text : literal(first);
    if (written === undefined) return opaque(node);
    const own = new Map(given?.kind === "map" ? given.entries.map(({ key, value }) => [key, piecesOf(resolve(value))]) : []);
    const lookup = (name: string): readonly Piece[] => paid(own.get(name) ?? named(name));
    const made = text(node, substituted(written, lookup));
    return first && /^\s*[{[]/.test(written) ? { ...opaque(node), ...(made.kind === "opaque" ? made : {}), content: first } : made;
  };

  const join = (node: Node, argument: Node): Node => {
    const [separator, list] = values(argument);
    const between = literal(separator);
    const items = list && listIn(list);
    if (between === undefined || !items?.every((item) => item)) return opaque(node);
    return text(node, joined(items.flatMap((item, i) => paid(i === 0 ? piecesOf(item) : [between, ...piecesOf(item)]))));
  };

  const choice = (node: Node, argument: Node): Node | undefined => {
    const [condition, yes, no] = argument.kind === "list" && argument.items.length === 3 ? argument.items : [];
    if (!yes || !no) return opaque(node);
    const name = literal(condition) ?? "";
    const isTrue = now.conditions.get(name);
    if (isTrue !== undefined) {
      const [only, other] = isTrue ? [resolve(yes), resolve(no)] : [resolve(no), resolve(yes)];
      // What is so either way is said once, where it is said of the whole.
      if (isSame(only, other)) return scalar(node, only.value);
      if (only) now.chosen.add(only);
      // What is left out in some deployments is not missing.
      return only ?? { ...opaque(node), branches: [] };
    }
    const both = [resolve(yes), resolve(no)];
    const [first, second] = both;
    if (!first && !second) return undefined;
    if (isSame(first, second)) return scalar(node, first.value);
    const branches = both.flatMap((branch) => (branch?.kind === "opaque" && branch.branches ? branch.branches : branch ? [branch] : []));
    if (!branches.every((b) => b.kind === "map" || (b.kind === "list" && b.items.every(isMap)))) now.deciding.add(name);
    if (!branches.every((b) => b.kind === "list" && b.items.every(isMap))) return { ...opaque(node), branches };
    return { kind: "list", at: node.at, writer, items: branches.flatMap((b) => maps(values(b)).map(sometimes)), open: true };
  };

  const sometimes = (map: MapNode): MapNode => {
    const made: MapNode = { ...map, sometimes: true };
    origins.set(made, origins.get(map) ?? map);
    return made;
  };

  const mapped = (node: Node, argument: Node): Node => {
    const value = find(argument.kind === "list" ? argument.items.map((item) => resolve(item)) : []);
    if (value?.kind === "list" && value.items.every((item) => item.kind === "scalar"))
      return { kind: "list", at: node.at, writer, items: value.items.map((item) => scalar(node, item.value)) };
    return value?.kind === "scalar" ? scalar(node, value.value) : opaque(node);
  };

  /** The items of what is given where a list is to be. */
  const listIn = (node: Node): readonly (Node | undefined)[] | undefined => {
    if (node.kind === "list") return node.open ? undefined : node.items.map((item) => resolve(item));
    const call = callOf(node);
    if (call?.name === "Ref") return listDefaults.get(literal(call.argument) ?? "")?.map((item) => scalar(node, item));
    if (call?.name === "FindInMap") {
      const found = find(call.argument.kind === "list" ? call.argument.items.map((item) => resolve(item)) : []);
      return found?.kind === "list" ? found.items : undefined;
    }
    if (call?.name !== "Split") return undefined;
    const [separator, whole] = values(call.argument);
    const by = literal(separator);
    const value = whole && resolve(whole);
    if (by === undefined || by === "" || value?.kind !== "scalar" || value.value === null) return undefined;
    return paid([String(value.value)])
      .flatMap((p) => (typeof p === "string" ? p.split(by) : []))
      .map((item) => scalar(node, item));
  };

  const selected = (node: Node, argument: Node): Node => {
    const [index, list] = values(argument);
    const at = index && resolve(index);
    const items = list && listIn(list);
    const item = at?.kind === "scalar" && /^\d+$/.test(String(at.value)) ? items?.[Number(at.value)] : undefined;
    if (item?.kind === "scalar") return scalar(node, item.value);
    return item?.kind === "opaque" && item.parts ? text(node, piecesOf(item)) : opaque(node);
  };

  const counted = (node: Node, name: string, argument: Node): Node => {
    if (name === "Length") {
      const items = listIn(argument);
      return items ? scalar(node, items.length) : opaque(node);
    }
    const items = listIn(node);
    return items?.every((item) => item?.kind === "scalar") ? { kind: "list", at: node.at, writer, items } : opaque(node);
  };

  const opaque = (node: Node): OpaqueNode => ({ kind: "opaque", at: node.at, writer });
  const scalar = (node: Node, value: ScalarNode["value"]): ScalarNode => ({ kind: "scalar", at: node.at, writer, value });
  const text = (node: Node, pieces: readonly Piece[]): Node => {
    const known = pieces.filter((p) => typeof p === "string");
    if (known.length === pieces.length) return scalar(node, known.join(""));
    const parts = known.length > 0 ? { parts: pieces.map((p) => (typeof p === "string" ? p : undefined)) } : {};
    // IAM's own `${aws:username}` in a text with holes of CloudFormation's would be taken for one of these.
    const shown = known.some((p) => p.includes("${")) ? {} : { text: pieces.map((p) => (typeof p === "string" ? p : p.hole)).join("") };
    return { ...opaque(node), ...parts, ...shown };
  };
  return (node, under = world()) => {
    now = under;
    return resolve(node);
  };
}

const isSame = (one: Node | undefined, other: Node | undefined): one is ScalarNode =>
  one?.kind === "scalar" && other?.kind === "scalar" && String(one.value) === String(other.value);

const isMap = (node: Node): boolean => node.kind === "map";

/** Macros may do anything to a template; those of AWS do not touch what is written in a resource. */
function hasMacros(template: MapNode): boolean {
  const transform = get(template, "Transform");
  const names = transform?.kind === "list" ? transform.items : transform ? [transform] : [];
  return names.some((name) => !/^AWS::/.test(literal(name) ?? literal(get(name, "Name")) ?? ""));
}
