import { List } from "../../model/field.ts";
import type { NewVolume, Volume } from "../../model/mount.ts";
import type { Entry, MapNode, Plain } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { volume } from "../ecs/volumes.ts";
import { placeOf } from "../fields.ts";
import { snakeCase } from "../spelling.ts";
import { mayHaveMore, nested } from "./blocks.ts";
import { appended } from "./new-block.ts";

/** The `volume` blocks of a task definition. */
export function volumes(body: MapNode): List<Volume, NewVolume> {
  const items = nested(body, "volume").map((map) => volume(asBlock(map), snakeCase, ["host_path"], () => without(body, map)));
  const add = ({ name }: NewVolume): readonly Edit[] => appended(body, { type: "volume", arguments: { name } });
  const state = body.open || mayHaveMore(body, "volume") ? "opaque" : items.length > 0 ? "written" : "unset";
  return new List<Volume, NewVolume>(state, items, placeOf(body), add, "volume");
}

function without(body: MapNode, map: MapNode): readonly Edit[] {
  const entry = body.entries.find((e) => e.value === map);
  return entry ? body.writer.remove(body, entry) : [];
}

/** The same body, into which a map is written as the block that Terraform wants in its place. */
const asBlock = (map: MapNode): MapNode => ({
  ...map,
  entries: map.entries.map((e): Entry => (e.labels && e.value.kind === "map" ? { ...e, value: asBlock(e.value) } : e)),
  writer: {
    ...map.writer,
    set: (_, key, value) => (isTexts(value) ? appended(map, { type: key, arguments: value }) : map.writer.set(map, key, value)),
    remove: (_, child) => {
      const entry = "keyAt" in child ? map.entries.find((e) => e.keyAt === child.keyAt) : undefined;
      return entry ? map.writer.remove(map, entry) : [];
    },
  },
});

/** Is it a map of texts? */
const isTexts = (value: Plain): value is { readonly [key: string]: string } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((v) => typeof v === "string");
