import type { NewVariable, Variable } from "../../model/container.ts";
import { Field, List } from "../../model/field.ts";
import { type Entry, get, type ListNode, type MapNode, type Node } from "../../syntax/tree.ts";
import { type Edit, type Place, textOf } from "../../text/source.ts";
import { placeOf, text } from "../fields.ts";
import { escaped, interpolated } from "./interpolation.ts";
import { givenSecret, mountedAt } from "./secret-file.ts";

/**
 * The variables of a service, as a map or as a list of `NAME=value`. One without a value is passed on from where Compose runs.
 * What several services share through an alias stands in its one place.
 */
export const environment = (service: MapNode, root: MapNode): List<Variable, NewVariable> =>
  assignments(service, "environment", "=", (secret) => givenSecret(root, service, secret));

/** A map, or a list of texts with this sign between name and value: `sysctls`, `extra_hosts`. */
export function assignments(service: MapNode, property: string, sign: "=" | ":", give: Give = () => []): List<Variable, NewVariable> {
  const node = get(service, property);
  const write = ({ name, value }: NewVariable): readonly [string, string] => [name, escaped(value)];
  if (!node || (node.kind === "scalar" && node.value === null)) {
    if (service.open) return new List("opaque", [], placeOf(service));
    return new List("unset", [], placeOf(service), (v) => service.writer.set(service, property, Object.fromEntries([write(v)])), property);
  }
  if (node.kind === "map") {
    const read = node.entries.map((entry) => ofEntry(node, entry, give));
    return new List("written", read, node.at, (v) => node.writer.set(node, ...write(v)), property);
  }
  if (node.kind === "list") {
    const read = node.items.flatMap((item) => ofItem(node, item, sign, give) ?? []);
    return new List("written", read, node.at, (v) => node.writer.append(node, write(v).join(sign)), property);
  }
  return new List("opaque", [], node.at);
}

/** Compose stops where the variable is not set, rather than go on with an empty one. */
const demanded = (name: string): string => `\${${name}:?}`;
/** A name that Compose can fill in. */
const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

/** Edits that give the service a secret; none where that is not to be. */
type Give = (secret: string) => readonly Edit[];
const both = (one: readonly Edit[], other: readonly Edit[]): readonly Edit[] => (one.length > 0 && other.length > 0 ? [...one, ...other] : []);

function ofEntry(from: MapNode, entry: Entry, give: Give): Variable {
  const { key, keyAt, value: node } = entry;
  const self = node.origin ?? node;
  const remove = (): readonly Edit[] =>
    node.origin ? [] : from.entries.length > 1 ? from.writer.remove(from, entry) : from.writer.replace(from, {});
  const value = self.kind === "scalar" && self.value === null ? Field.unset<string>(keyAt) : interpolated(text(self, remove));
  return {
    name: Field.written(key, keyAt),
    value,
    fetch: ({ from: name }) => (isName(name) ? self.writer.replace(self, demanded(name)) : []),
    file: (variable, secret) => {
      const put = node.origin || from.origin ? [] : node.writer.replace(node, mountedAt(secret));
      return both(put.length > 0 ? [{ at: keyAt, text: textOf(keyAt).replace(key, variable) }, ...put] : [], give(secret));
    },
  };
}

function ofItem(from: ListNode, item: Node, sign: "=" | ":", give: Give): Variable | undefined {
  const self = item.origin ?? item;
  const pieces = self.kind === "scalar" ? [String(self.value)] : self.kind === "opaque" ? (self.parts ?? []) : [];
  const [first = "", ...others] = pieces;
  // Where a colon is the sign, the other one is taken, too.
  const written = first.includes("=") ? "=" : sign;
  const equals = first.indexOf(written);
  if (equals < 0) return others.length > 0 || first === "" ? undefined : { name: Field.written(first, self.at), value: Field.unset(self.at) };
  const name = first.slice(0, equals);
  const parts = [...(equals + 1 < first.length ? [first.slice(equals + 1)] : []), ...others];
  const at = valueAt(self.at, name + written);
  const remove = (): readonly Edit[] => (item.origin ? [] : from.items.length > 1 ? from.writer.remove(from, item) : from.writer.replace(from, []));
  const set = (value: string): readonly Edit[] => self.writer.replace(self, name + written + value);
  const value = others.length > 0 ? Field.opaque<string>(at, parts) : Field.written(parts.join(""), at, { set, remove });
  return {
    name: Field.written(name, self.at),
    value: interpolated(value),
    fetch: ({ from: key }) => (isName(key) ? set(demanded(key)) : []),
    file: (variable, secret) =>
      both(item.origin || from.origin ? [] : self.writer.replace(self, variable + written + mountedAt(secret)), give(secret)),
  };
}

/** The part after `NAME=`, where the text is written as it reads. */
function valueAt(at: Place, prefix: string): Place {
  const quote = /^["']/.test(textOf(at)) ? 1 : 0;
  const start = at.start + quote;
  return at.source.text.startsWith(prefix, start) ? at.source.at(start + prefix.length, at.end - quote) : at;
}
