import { containerParameters, type Parameters, taskParameters } from "../../knowledge/aws/task-parameters.ts";
import type { UnknownName } from "../../model/container.ts";
import { type Entry, type MapNode, maps, oneOrMany } from "../../syntax/tree.ts";
import { type Edit, textOf } from "../../text/source.ts";
import type { Spelling } from "../spelling.ts";
import { namesOf } from "./parameter-names.ts";

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
  const { exactly, inAnyCase } = namesOf(known, spelling);
  const strange = map.entries.filter((e) => !exactly.has(e.key));
  const written = strange.length > 0 ? new Set(map.entries.map((e) => e.key)) : new Set();
  const missing = strange.length > 0 ? [...exactly.keys()].filter((name) => !written.has(name)) : [];
  return map.entries.flatMap((entry): readonly UnknownName[] => {
    const inner = exactly.get(entry.key);
    if (inner === true) return [];
    if (inner) return maps(oneOrMany(entry.value)).flatMap((node) => unknownIn(node, inner, spelling, dropped));
    const { key, keyAt: at } = entry;
    const like = exactly.get(inAnyCase.get(key.toLowerCase()) ?? "");
    const isOther = elsewhere && namesOf(elsewhere.names, spelling).exactly.has(key);
    return [
      {
        key,
        at,
        known: missing,
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
