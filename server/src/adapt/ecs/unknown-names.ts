import { containerParameters, type Parameters, taskParameters } from "../../knowledge/aws/task-parameters.ts";
import type { UnknownName } from "../../model/container.ts";
import { type Entry, type MapNode, maps, oneOrMany } from "../../syntax/tree.ts";
import { type Edit, textOf } from "../../text/source.ts";
import type { Spelling } from "../spelling.ts";

/** Names in a container that ECS does not know. `dropped`: does its host leave them out? */
export const unknownInContainer = (map: MapNode, spelling: Spelling, dropped: boolean): readonly UnknownName[] =>
  unknownIn(map, containerParameters, spelling, dropped, { of: "task", names: taskParameters });

/** Names in a task definition, save in its containers, that ECS does not know. */
export const unknownInTask = (map: MapNode, spelling: Spelling): readonly UnknownName[] =>
  unknownIn(map, taskParameters, spelling, false, { of: "container", names: containerParameters });

interface Elsewhere {
  readonly of: "task" | "container";
  readonly names: Parameters;
}

function unknownIn(map: MapNode, known: Parameters, spelling: Spelling, dropped: boolean, elsewhere?: Elsewhere): readonly UnknownName[] {
  const names = new Map(Object.entries(known).map(([name, inner]) => [spelling(name), inner]));
  const written = new Set(map.entries.map((e) => e.key));
  return map.entries.flatMap((entry): readonly UnknownName[] => {
    const inner = names.get(entry.key);
    if (inner === true) return [];
    if (inner) return maps(oneOrMany(entry.value)).flatMap((node) => unknownIn(node, inner, spelling, dropped));
    const { key, keyAt: at } = entry;
    const [, like] = Object.entries(known).find(([name]) => spelling(name).toLowerCase() === key.toLowerCase()) ?? [];
    const isOther = elsewhere && Object.keys(elsewhere.names).some((name) => spelling(name) === key);
    return [
      {
        key,
        at,
        known: [...names.keys()].filter((name) => !written.has(name)),
        ...(isOther ? { belongsTo: elsewhere.of } : {}),
        dropped,
        rename: (to) => renamed(entry, to),
      },
      ...(like === undefined || like === true ? [] : maps(oneOrMany(entry.value)).flatMap((node) => unknownIn(node, like, spelling, dropped))),
    ];
  });
}

function renamed({ key, keyAt }: Entry, to: string): readonly Edit[] {
  const start = textOf(keyAt).indexOf(key);
  return start < 0 ? [] : [{ at: keyAt.source.at(keyAt.start + start, keyAt.start + start + key.length), text: to }];
}
