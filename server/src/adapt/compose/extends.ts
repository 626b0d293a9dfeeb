import { type Entry, get, type ListNode, literal, type MapNode, type Node, opened, type Writer } from "../../syntax/tree.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { replaced } from "./laid.ts";

/** Services that take from services that take from others, as far as that is followed. */
const deepest = 8;
/** Compose knows fewer keys of a service than this: what has more is not copied. */
const most = 100;

/**
 * A service with what it takes from another of the same file: https://docs.docker.com/reference/compose-file/services/#extends. What stands in the
 * other is written to there. Open where another file has the rest.
 */
export function wholeServices(services: readonly Entry[], elsewhere: Elsewhere = () => undefined, above = 0): (service: MapNode) => MapNode {
  const byName = new Map(services.map(({ key, value }) => [key, value] as const));
  const others = new Map<string, OfFile | undefined>();
  const fileAt = (path: string, depth: number): OfFile | undefined => {
    const key = `${depth} ${path}`;
    if (others.has(key)) return others.get(key);
    const other = depth < deepest ? elsewhere(path) : undefined;
    const found = other && {
      byName: new Map(other.services.map(({ key, value }) => [key, value] as const)),
      whole: wholeServices(other.services, other.elsewhere, depth + 1),
    };
    others.set(key, found);
    return found;
  };
  const ofFile = (service: MapNode, path: string, name: string, depth: number): MapNode => {
    const other = fileAt(path, depth);
    const base = other?.byName.get(name);
    if (!other || base?.kind !== "map" || base.entries.length > most) return opened(service);
    return over(foreign(other.whole(base)), service);
  };
  const extended = (service: MapNode, depth: number): MapNode => {
    const from = get(service, "extends");
    if (!from) return service;
    const path = literal(get(from, "file"));
    if (path !== undefined) return ofFile(service, path, literal(get(from, "service")) ?? "", depth);
    const name = literal(from) ?? (get(from, "file") === undefined ? literal(get(from, "service")) : undefined);
    const base = name === undefined ? undefined : byName.get(name);
    if (base?.kind !== "map" || depth >= deepest || base.entries.length > most) return opened(service);
    return over(extended(base, depth + 1), service);
  };
  return (service) => extended(service, above);
}

interface OfFile {
  readonly byName: ReadonlyMap<string, Node>;
  readonly whole: (service: MapNode) => MapNode;
}

/** Of a service of another file: paths are seen from there, and what is built there is not what this file builds. */
const foreign = (service: MapNode): MapNode => ({
  ...service,
  entries: service.entries.map((e) => (e.key === "build" ? { ...e, value: { kind: "opaque", at: e.value.at, writer: e.value.writer } } : e)),
});

/** Keys that a service does not take from another. */
const own: ReadonlySet<string> = new Set(["extends", "depends_on", "links", "volumes_from"]);

function over(base: MapNode, service: MapNode): MapNode {
  const written = new Set(service.entries.map((e) => e.key));
  const taken = base.entries.filter((e) => !written.has(e.key) && !own.has(e.key));
  const below = new Map(base.entries.map((e) => [e.key, e.value] as const));
  const entries = service.entries.map((e) => ({ ...e, value: together(e.key, below.get(e.key), e.value) }));
  return {
    ...service,
    ...(base.open ? { open: true } : {}),
    entries: [...taken, ...entries],
    writer: {
      ...service.writer,
      set: (_, key, value) => (taken.some((e) => e.key === key) ? base.writer.set(base, key, value) : service.writer.set(service, key, value)),
      remove: (_, child) => {
        const mine = service.entries.find((e) => "keyAt" in child && e.keyAt === child.keyAt);
        const theirs = taken.find((e) => "keyAt" in child && e.keyAt === child.keyAt);
        return mine ? service.writer.remove(service, mine) : theirs ? base.writer.remove(base, theirs) : [];
      },
    },
  };
}

/** Lists and maps that both have are put together. What is new is written to the service itself. */
function together(key: string, base: Node | undefined, service: Node): Node {
  if (base === undefined || !isMany(service) || replaced.has(key)) return service;
  if (base.kind === "list" && service.kind === "list") {
    const isOwn = (child: Entry | Node): boolean => service.items.some((item) => item === child);
    const remove: Writer["remove"] = (_, child) => (isOwn(child) ? service.writer.remove(service, child) : []);
    return {
      ...service,
      items: [...base.items, ...service.items],
      ...(base.open ? { open: true } : {}),
      writer: { ...service.writer, append: (_, value) => service.writer.append(service, value), replace: () => [], insert: () => [], remove },
    };
  }
  if (base.kind === "map" && service.kind === "map" && base.entries.length <= most) {
    const below = new Map(base.entries.map((e) => [e.key, e.value] as const));
    const own = new Set(service.entries.map((e) => e.key));
    return {
      ...service,
      entries: [
        ...base.entries.filter((e) => !own.has(e.key)),
        ...service.entries.map((e) => ({ ...e, value: together(e.key, below.get(e.key), e.value) })),
      ],
      ...(base.open ? { open: true } : {}),
      writer: {
        ...service.writer,
        set: (_, name, value) => service.writer.set(service, name, value),
        remove: (_, child) => {
          const entry = "keyAt" in child ? service.entries.find((e) => e.keyAt === child.keyAt) : undefined;
          return entry && !below.has(entry.key) ? service.writer.remove(service, entry) : [];
        },
      },
    };
  }
  return service.kind === "map" ? opened(service) : { ...service, open: true };
}

const isMany = (node: Node): node is MapNode | ListNode => node.kind === "map" || node.kind === "list";
