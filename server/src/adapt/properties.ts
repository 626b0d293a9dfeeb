import { decoded } from "../knowledge/secrets/base64.ts";
import { nameKind } from "../knowledge/secrets/name.ts";
import { judgedName } from "../knowledge/secrets/plain-name.ts";
import { Field } from "../model/field.ts";
import { partOf } from "../model/part.ts";
import type { Holder, Property } from "../model/property.ts";
import { type Entry, get, literal, type MapNode, type Node } from "../syntax/tree.ts";
import { type Edit, textOf } from "../text/source.ts";
import { callOf } from "./cloudformation/call.ts";
import { text } from "./fields.ts";

/** What is said of all the properties below a node. */
export interface Around {
  readonly holder: Holder;
  readonly address: string;
  readonly type: string;
  /** Does the host keep these values in Base64? */
  readonly encoded?: boolean;
  /** The document that a text is, where its name says that it is read as one. */
  readonly documentIn?: (node: Node, name: string) => Node | undefined;
  /** Edits that make a value one that is given at deployment under a name. */
  readonly refer?: (node: Node, name: string) => readonly Edit[];
  /** Edits that put a switch that is on in the place of an entry. */
  readonly swap?: (name: string) => readonly Edit[];
}

/** Lists and values of these are commands, or scripts of many lines. */
const commandKeys: ReadonlySet<string> = new Set(
  "command entrypoint args test script content user_data userdata user-data bootstrap bootcmd runcmd cmd commands fn::base64".split(" "),
);

/**
 * The named texts below a node that may tell of a secret. `except` are the places at which values begin that other subjects hold. What an
 * alias repeats stands where it is written.
 */
export function* propertiesIn(node: Node, around: Around, except: ReadonlySet<number> = new Set(), name = ""): Iterable<Property> {
  if (node.origin || except.has(node.at.start)) return;
  const document = around.documentIn?.(node, name);
  if (document) {
    // It takes no reference of its host's.
    const { refer: _, ...inner } = around;
    return yield* propertiesIn(document, inner, except);
  }
  const call = callOf(node);
  if (call) {
    // What refers to something else says nothing itself.
    if (/^(?:Sub|Base64|Join|If)$/.test(call.name)) yield* propertiesIn(call.argument, around, except, name);
    return;
  }
  switch (node.kind) {
    case "map":
      return yield* inMap(node, around, except);
    case "list":
      if (commandKeys.has(name.toLowerCase()) && node.items.every((i) => i.kind === "scalar")) {
        yield command(
          node.at,
          node.items.flatMap((i) => (i.kind === "scalar" ? String(i.value) : [])),
          around,
          name,
        );
      } else for (const item of node.items) yield* ofItem(item, around, except, /s$/i.test(name) && nameKind(name) === "password" ? name : "");
      return;
    case "scalar":
      if (typeof node.value !== "string" && typeof node.value !== "number") return;
      return yield* ofText(node, String(node.value), around, name);
    case "opaque":
      if (node.call) for (const argument of node.call.arguments) yield* propertiesIn(argument, around, except, name);
      for (const branch of node.branches ?? []) yield* propertiesIn(branch, around, except, name);
      if (node.parts) yield* ofText(node, node.parts.map((p) => p ?? "$()").join(""), around, name);
  }
}

function* inMap(map: MapNode, around: Around, except: ReadonlySet<number>): Iterable<Property> {
  const named = pairs.flatMap(([nameKey, valueKey]) => {
    const value = get(map, valueKey);
    const name = literal(get(map, nameKey));
    return name !== undefined && value ? [{ name, value }] : [];
  })[0];
  for (const entry of map.entries) {
    const { key, value, labels } = entry;
    const swap = (to: string): readonly Edit[] => swapped(entry, to);
    const inner = labels && labels.length > 0 ? { ...around, address: labels.join("."), type: labels[0] ?? "" } : { ...around, swap };
    yield* propertiesIn(value, inner, except, value === named?.value ? named.name : key);
  }
}
/** Another key where the key stands, quoted as that is, and `true` where its value is. */
function swapped({ keyAt, value }: Entry, key: string): readonly Edit[] {
  const [quote = ""] = /^["']/.exec(textOf(keyAt)) ?? [];
  const put = value.writer.replace(value, true);
  return put.length > 0 ? [{ at: keyAt, text: quote + key + quote }, ...put] : [];
}

/** `NAME=value`; what else stands in a list of texts is mostly the name of something. */
function* ofItem(item: Node, around: Around, except: ReadonlySet<number>, listed: string): Iterable<Property> {
  const [, name, value = ""] = item.kind === "scalar" && !item.origin ? (/^([A-Za-z][\w.-]{0,100})=(.+)$/.exec(String(item.value)) ?? []) : [];
  if (name === undefined) return yield* propertiesIn(item, around, except, listed);
  const at = partOf(item.at, value, name.length);
  const { holder, address, type } = around;
  if (!except.has(at.start) && !except.has(item.at.start)) yield { holder, address, type, name, value: Field.written(value, at) };
}

/** Keys that stand for a name and its value. */
const pairs: readonly (readonly [string, string])[] = [
  ["name", "value"],
  ["Name", "Value"],
  ["key", "value"],
  ["Key", "Value"],
  ["ParameterKey", "ParameterValue"],
  ["OptionName", "Value"],
];

function* ofText(node: Node, said: string, outer: Around, name: string): Iterable<Property> {
  const around = encodedKeys.has(name.toLowerCase()) ? { ...outer, encoded: true } : outer;
  const value = around.encoded ? decoded(said) : said;
  if (value === undefined || value === "") return;
  const lower = name.toLowerCase();
  if (value.includes("\n") || commandKeys.has(lower) || encodedKeys.has(lower) || /^\s{0,20}\{\s{0,20}"(?!auths")/.test(value))
    return yield { ...propertyOf(node, value, around, name), script: true };
  if (nameKind(judgedName(around.type, name)) !== "none" || /authorization$/i.test(name) || around.encoded || telling.test(value))
    yield propertyOf(node, value, around, name);
}
/** Scripts in Base64, whatever the host. */
const encodedKeys: ReadonlySet<string> = new Set(["user_data_base64"]);
/** An address with a login, or a connection in pairs. */
const telling = /:\/\/[^/\s]{0,100}:[^/\s]{1,200}@|(?:password|pwd|accountkey|sharedaccesskey)=/i;

function propertyOf(node: Node, value: string, { holder, address, type, refer, swap, encoded }: Around, name: string): Property {
  const field = node.kind === "opaque" || !encoded ? text(node) : Field.written(value, node.at);
  return { address, holder, type, name, value: field, ...(refer ? { refer: (to) => refer(node, to) } : {}), ...(swap ? { swap } : {}) };
}

/** A command in words, as one line. */
function command(at: Node["at"], words: readonly string[], { holder, address, type }: Around, name: string): Property {
  // What a shell is given is read as one; of other words each stands for itself.
  const line = words.map((w, i) => (i > 0 && /\s/.test(w) && !/["']/.test(w) && !/^-l?c$|^CMD-SHELL$/.test(words[i - 1] ?? "") ? `"${w}"` : w));
  return { address, holder, type, name, value: Field.written(line.join(" "), at), script: true };
}
