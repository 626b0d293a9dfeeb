import type { Entry, ListNode, MapNode, Node, Plain } from "../../syntax/tree.ts";
import { writerThrough } from "../through.ts";
import { appended, blockOf, isObject } from "./new-block.ts";

/** How a provider spells properties that an API spells in its own way. What is left out follows from `snake_case`. */
export interface Words {
  /** Blocks of which there may be several, by the name of the list that the API has. */
  readonly lists: ReadonlyMap<string, string>;
  /** Arguments that are maps: no blocks, and their keys are kept. */
  readonly maps: ReadonlySet<string>;
  /** What the provider has no word for. */
  readonly unsaid: ReadonlySet<string>;
  /** Words that follow no rule, by those of the API. */
  readonly irregular?: ReadonlyMap<string, string>;
}

/** A body as the API reads it. What is missing is written as the blocks that the provider has; JSON's are left alone. */
export function worded(body: MapNode, { lists, maps, unsaid, irregular = new Map() }: Words, json: boolean): MapNode {
  const blockNames = new Map(Array.from(lists, ([block, list]) => [list, block]));
  const apiNames = new Map(Array.from(irregular, ([api, own]) => [own, api]));
  const spelled = (key: string): string => irregular.get(key) ?? blockNames.get(key) ?? snake(key);
  const asBlocks = { spelled, isMap: (key: string): boolean => maps.has(key) };
  /** Can the provider say all of it? */
  const known = (value: Plain): boolean =>
    typeof value !== "object" || value === null || Object.entries(value).every(([key, inner]) => !unsaid.has(key) && known(inner));

  const holders = new WeakMap<Node, readonly [map: MapNode, key: string]>();
  const origins = new WeakMap<Node, Node>();
  const through = writerThrough((node) => origins.get(node));
  const writer: MapNode["writer"] = {
    ...through,
    set(map, key, value) {
      const origin = origins.get(map);
      if (unsaid.has(key)) return [];
      if (json || origin?.kind !== "map") return typeof value === "object" ? [] : through.set(map, spelled(key), value);
      if (isObject(value) && !maps.has(key)) return known(value) ? appended(origin, blockOf(asBlocks.spelled(key), value, asBlocks)) : [];
      const several = Array.isArray(value) ? value.filter(isObject) : [];
      if (several.length > 0) return several.flatMap((one) => appended(origin, blockOf(asBlocks.spelled(key), one, asBlocks)));
      return through.set(map, spelled(key), value);
    },
    append(list, value) {
      const [map, key] = holders.get(list) ?? [];
      if (!isObject(value)) return through.append(list, value);
      return map && key !== undefined && !json ? appended(map, blockOf(key, value, asBlocks)) : [];
    },
  };

  const named = (key: string): string => apiNames.get(key) ?? camel(key);
  const view = (map: MapNode): MapNode => {
    const made: MapNode = { ...map, writer, entries: entriesOf(map) };
    origins.set(made, map);
    return made;
  };
  const entriesOf = (map: MapNode): readonly Entry[] => {
    const several = new Map<string, Node[]>();
    const entries: Entry[] = [];
    for (const entry of map.entries) {
      const { key, keyAt, value, labels } = entry;
      if (key === "dynamic") {
        const name = labels?.[0] ?? "";
        entries.push({ key: lists.get(name) ?? named(name), keyAt, value: { kind: "opaque", at: keyAt, writer } });
      } else if (labels === undefined || value.kind !== "map") {
        entries.push({ key: named(key), keyAt, value });
      } else if (!lists.has(key)) {
        entries.push({ key: named(key), keyAt, value: view(value) });
      } else {
        const items = several.get(key) ?? [];
        if (items.length === 0) {
          const list: ListNode = { kind: "list", at: value.at, writer, items };
          entries.push({ key: lists.get(key) ?? key, keyAt, value: list });
          holders.set(list, [map, key]);
          several.set(key, items);
        }
        items.push(view(value));
      }
    }
    return entries;
  };

  return view(body);
}

/** `host_pid` is `hostPID` to the API. */
const camel = (name: string): string =>
  name.replace(/_(pid|ipc|ip)(?![a-z])/g, (_, word: string) => word.toUpperCase()).replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const snake = (name: string): string => name.replace(/(?:PID|IPC|IP)$|[A-Z]/g, (c) => `_${c.toLowerCase()}`);
