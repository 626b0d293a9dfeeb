import { Field, List } from "../../model/field.ts";
import type { Link } from "../../model/link.ts";
import { get, type MapNode, maps, type Node, oneOrMany, type Plain } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { absent, boolean, list, number, string, textOrTexts } from "../fields.ts";
import { camelCase, pascalCase, type Spelling, snakeCase } from "../spelling.ts";
import { type AwsResource, type Dialect, within } from "./resource.ts";

/**
 * What one property of a resource is called by each host: the path that the API has, names joined with dots, which CloudFormation and
 * Terraform spell in their own way. Where a host has another path it is given as the host writes it; `undefined` where it has none.
 */
export type Elsewhere = { readonly [D in Dialect]?: string | undefined };

/** One column of a table: how a property is read of a resource of any host. */
export type Column<T> = (resource: AwsResource) => T;

/** The row of a resource: each column read. */
export const row = <T extends Readonly<Record<string, Column<unknown>>>>(
  table: T,
  resource: AwsResource,
): { readonly [K in keyof T]: T[K] extends Column<infer V> ? V : never } =>
  // What a column reads is what the mapped type says of it.
  Object.fromEntries(Object.entries(table).map(([name, column]) => [name, column(resource)])) as {
    readonly [K in keyof T]: T[K] extends Column<infer V> ? V : never;
  };

/** A text. `byDefault` is what the host takes where nothing is written. */
export const text =
  (path: string, elsewhere: Elsewhere = {}, byDefault?: string): Column<Field<string>> =>
  (resource) => {
    const steps = pathIn(resource, path, elsewhere);
    const field = steps ? string(resource.body, ...steps) : absent<string>(resource.at);
    return byDefault === undefined ? field : field.or(byDefault);
  };

/** A number. */
export const amount =
  (path: string, elsewhere: Elsewhere = {}, byDefault?: number): Column<Field<number>> =>
  (resource) => {
    const steps = pathIn(resource, path, elsewhere);
    const field = steps ? number(resource.body, ...steps) : absent<number>(resource.at);
    return byDefault === undefined ? field : field.or(byDefault);
  };

/** Whether something is said at all, with lists and blocks that are not empty; pointed to by its name. */
export const presence =
  (path: string, elsewhere: Elsewhere = {}): Column<Field<boolean>> =>
  (resource) => {
    const { body, at } = resource;
    const { items, open } = parts(resource, path, elsewhere);
    const [key = ""] = pathIn(resource, path, elsewhere) ?? [];
    const entries = body.entries.filter((e) => e.key === key);
    const [first] = entries;
    if (first && items.length > 0)
      return Field.written(true, first.keyAt, { key, remove: () => entries.flatMap((e) => body.writer.remove(body, e)) });
    return open ? Field.opaque(at) : Field.unset<boolean>(at, { key }).or(false);
  };

/** A truth value. */
export const flag =
  (path: string, elsewhere: Elsewhere = {}, byDefault?: boolean): Column<Field<boolean>> =>
  (resource) => {
    const steps = pathIn(resource, path, elsewhere);
    const field = steps ? boolean(resource.body, ...steps) : absent<boolean>(resource.at);
    return byDefault === undefined ? field : field.or(byDefault);
  };

/** A truth value that all hosts but Terraform say with two words. */
export const worded =
  (path: string, [yes, no]: readonly [yes: string, no: string], elsewhere: Elsewhere = {}, byDefault?: boolean): Column<Field<boolean>> =>
  (resource) => {
    if (resource.dialect === "terraform") return flag(path, elsewhere, byDefault)(resource);
    const said = text(path, elsewhere)(resource);
    const lens = { key: said.key, set: (value: boolean) => said.set(value ? yes : no), remove: () => said.remove() };
    const value = said.is(yes) ? true : said.is(no) ? false : undefined;
    if (said.unset) return byDefault === undefined ? Field.unset(said.at, lens) : Field.unset<boolean>(said.at, lens).or(byDefault);
    return value === undefined ? Field.opaque(said.at) : Field.written(value, said.at, lens);
  };

/** A list of texts. */
export const many =
  (path: string, elsewhere: Elsewhere = {}): Column<List<Field<string>, string>> =>
  (resource) => {
    const steps = pathIn(resource, path, elsewhere);
    const key = steps?.at(-1);
    if (!steps || key === undefined) return new List("unset", [], resource.at);
    let holder: MapNode = resource.body;
    for (const [i, step] of steps.slice(0, -1).entries()) {
      const inner = get(holder, step);
      if (inner === undefined) return missingList(holder, steps.slice(i), resource);
      if (inner.kind !== "map") return new List("opaque", [], inner.at);
      holder = inner;
    }
    const found = list(holder, key, textOrTexts);
    return found.state === "unset" ? missingList(holder, [key], resource) : found;
  };

function missingList(holder: MapNode, [step = "", ...rest]: readonly string[], { at }: AwsResource): List<Field<string>, string> {
  if (holder.open) return new List("opaque", [], at);
  const write = (items: readonly string[]): readonly Edit[] =>
    holder.writer.set(
      holder,
      step,
      rest.reduceRight<Plain>((inner, key) => ({ [key]: inner }), items),
    );
  return new List("unset", [], at, (item) => write([item]), [step, ...rest].join("."), write);
}

/** The node of a property. */
export function nodeAt(resource: AwsResource, path: string, elsewhere: Elsewhere = {}): Node | undefined {
  return pathIn(resource, path, elsewhere)?.reduce<Node | undefined>(get, resource.body);
}

/** Parts of a resource that are written one after the other, and whether a template may add or drop some. */
export interface Parts {
  readonly items: readonly AwsResource[];
  readonly open: boolean;
}
export function parts(resource: AwsResource, path: string, elsewhere: Elsewhere = {}): Parts {
  const steps = pathIn(resource, path, elsewhere);
  const last = steps?.at(-1);
  if (!steps || last === undefined) return { items: [], open: false };
  const holder = steps.slice(0, -1).reduce<Node | undefined>(get, resource.body);
  if (holder === undefined) return { items: [], open: resource.body.open === true };
  if (holder.kind !== "map") return { items: [], open: true };
  const nodes = holder.entries
    .filter((e) => e.key === last)
    .flatMap((e) => (e.value.kind === "list" && e.value.open ? [e.value, ...e.value.items] : oneOrMany(e.value)));
  return {
    items: maps(nodes).map((body) => within(resource, body)),
    open: holder.open === true || nodes.some((n) => n.kind !== "map" && !(n.kind === "scalar" && n.value === null)),
  };
}

/** The resources of one kind that references of a file may lead to. */
export interface Targets<T> {
  readonly byAddress: ReadonlyMap<string, T>;
  readonly byName: ReadonlyMap<string, T>;
}
export function targets<T extends { readonly address: string }>(all: readonly T[], nameOf: (item: T) => Field<string> | undefined): Targets<T> {
  return {
    byAddress: new Map(all.map((item) => [item.address, item])),
    byName: new Map(all.flatMap((item) => (nameOf(item)?.value === undefined ? [] : [[nameOf(item)?.value ?? "", item] as const]))),
  };
}

/** What one node leads to. An ARN is known by the name at its end. */
export function linkOf<T>(resource: AwsResource, node: Node | undefined, name: Field<string>, { byAddress, byName }: Targets<T>): Link<T> {
  const address = node && resource.refersTo(node);
  if (address !== undefined) return { name, target: byAddress.get(address) };
  const written = name.value?.replace(/^arn:.*\//, "");
  return { name, target: written === undefined ? undefined : byName.get(written) };
}

/** A property that refers to another resource. */
export const link =
  (path: string, elsewhere: Elsewhere = {}) =>
  <T>(resource: AwsResource, to: Targets<T>): Link<T> =>
    linkOf(resource, nodeAt(resource, path, elsewhere), text(path, elsewhere)(resource), to);

/** A property that refers to several. */
export const links =
  (path: string, elsewhere: Elsewhere = {}) =>
  <T>(resource: AwsResource, to: Targets<T>): readonly Link<T>[] => {
    const items = oneOrMany(nodeAt(resource, path, elsewhere));
    return many(
      path,
      elsewhere,
    )(resource).items.map((name) => {
      const node = items.find((item) => item.at === name.at);
      return linkOf(resource, node, name, to);
    });
  };

const spellings: Readonly<Record<Dialect, Spelling>> = { api: camelCase, cloudformation: pascalCase, terraform: snakeCase };

function pathIn({ dialect }: AwsResource, path: string, elsewhere: Elsewhere): readonly string[] | undefined {
  if (dialect in elsewhere) return elsewhere[dialect]?.split(".");
  return path.split(".").map(spellings[dialect]);
}
