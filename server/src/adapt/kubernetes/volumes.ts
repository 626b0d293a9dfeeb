import type { Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import { type Mount, type NewMount, type NewVolume, type Volume, volumeNamed } from "../../model/mount.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { absent, boolean, type Items, placeOf, string } from "../fields.ts";

export const volumes: Items<Volume, NewVolume> = {
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const kind = kindOf(item);
    return {
      name: string(item, "name"),
      kind,
      hostPath: kind === "host" ? string(item, "hostPath", "path") : absent(placeOf(item)),
      hostPathType: kind === "host" ? string(item, "hostPath", "type") : absent(placeOf(item)),
      medium: kind === "empty" ? string(item, "emptyDir", "medium") : absent(placeOf(item)),
      ...(kind === "empty" ? { sizeLimit: string(item, "emptyDir", "sizeLimit") } : {}),
      ...(kind === "managed" ? { source: sourceOf(item) } : {}),
      remove,
    };
  },
  write: ({ name }) => ({ name, emptyDir: {} }),
};

/** The key that says what it is. */
function sourceOf(map: MapNode): Field<string> {
  const entry = map.entries.find(({ key }) => key !== "name");
  return entry ? Field.written(entry.key, entry.keyAt) : absent(placeOf(map));
}

/** Without a source it is empty at first. */
function kindOf(map: MapNode): Volume["kind"] {
  const [found] = map.entries.flatMap(({ key }) => kinds[key] ?? []);
  if (found) return found;
  return map.open ? "unknown" : map.entries.some((e) => e.key !== "name") ? "managed" : "empty";
}
const kinds: Readonly<Partial<Record<string, Volume["kind"]>>> = {
  hostPath: "host",
  emptyDir: "empty",
  secret: "secret",
  configMap: "configuration",
  projected: "projected",
  downwardAPI: "configuration",
};

export const mounts = (workload: Workload): Items<Mount, NewMount> => ({
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const name = string(item, "name");
    const volume = volumeNamed(workload.volumes, name);
    const fixed = volume?.kind === "secret" || volume?.kind === "configuration" || volume?.kind === "projected";
    return {
      name,
      path: string(item, "mountPath"),
      // Those of the API's own objects are read-only whatever is said.
      readOnly: boolean(item, "readOnly").or(fixed || get(item, "recursiveReadOnly") !== undefined),
      propagation: string(item, "mountPropagation").or("None"),
      volume,
      remove,
    };
  },
  write: ({ name, path }) => ({ name, mountPath: path }),
});
